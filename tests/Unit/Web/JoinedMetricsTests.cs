using Ldirectord.Tests.Status;
using Ldirectord.Web;

namespace Ldirectord.Tests.Web;

public class JoinedMetricsTests
{
    private const string One = """
        # HELP a_total A.
        # TYPE a_total counter
        a_total 1
        a_total{virtual="x{}\"\\,"} 2
        # HELP h_seconds H.
        # TYPE h_seconds histogram
        h_seconds_bucket{service="http",le="1"} 1
        h_seconds_bucket{service="http",le="+Inf"} 2
        h_seconds_sum{service="http"} 3
        h_seconds_count{service="http"} 2

        """;

    [Fact]
    public void FamiliesOfAllDirectors_StandInOnePlaceEach()
    {
        var metrics = new JoinedMetrics();
        metrics.Add("ldirectord_console_director_reachable", "R.", [("one", 1), ("two", 0)]);
        metrics.Add("one", One);
        metrics.Add("two", One + "# HELP b B.\n# TYPE b gauge\nb 5\n");
        var found = MetricsFormat.Read(metrics.ToString());
        Assert.Equal(["ldirectord_console_director_reachable", "a_total", "h_seconds", "b"], found.Types.Keys);
        Assert.Equal(1, found.Samples["a_total{director=\"one\"}"]);
        Assert.Equal(2, found.Samples["""a_total{director="two",virtual="x{}\"\\,"}"""]);
        Assert.Equal(5, found.Samples["b{director=\"two\"}"]);
        Assert.Equal(2 + (2 * 6) + 1, found.Samples.Count);
    }

    [Fact]
    public void DirectorBehindAnotherConsole_HasBothNames()
    {
        var metrics = new JoinedMetrics();
        metrics.Add("paris", "# HELP a A.\n# TYPE a gauge\na{director=\"web\",virtual=\"x\"} 1\na{director=\"dns\"} 1\n");
        Assert.Equal(
            ["a{director=\"paris/web\",virtual=\"x\"}", "a{director=\"paris/dns\"}"],
            MetricsFormat.Read(metrics.ToString()).Samples.Keys);
    }

    [Theory]
    [InlineData("a 1\n")] // of no family
    [InlineData("# HELP a A.\n# TYPE a gauge\nb 1\n")] // of another family
    [InlineData("# HELP a A.\n# TYPE a gauge\na{x=\"1 1\n")] // labels without end
    [InlineData("# HELP a A.\n# TYPE a gauge\na\n")]
    [InlineData("# HELP a A.\n# TYPE a gauge\na 1x\n")]
    [InlineData("# HELP a A.\n# TYPE a gauge\na 1 soon\n")]
    [InlineData("# HELP a<b A.\n# TYPE a<b gauge\na<b 1\n")]
    [InlineData("<html>\n{} 1\n\u0000\n")]
    public void WhatIsNoMetric_IsLeftOut(string text)
    {
        var metrics = new JoinedMetrics();
        metrics.Add("x", text);
        Assert.Equal("", metrics.ToString());
    }

    [Fact]
    public void FamilyOfAnotherType_IsLeftOut()
    {
        var metrics = new JoinedMetrics();
        metrics.Add("new", "# HELP a A.\n# TYPE a gauge\na 1\n");
        metrics.Add("old", "# HELP a A.\n# TYPE a histogram\na_sum 1\n");
        Assert.Equal(["a{director=\"new\"}"], MetricsFormat.Read(metrics.ToString()).Samples.Keys);
    }
}
