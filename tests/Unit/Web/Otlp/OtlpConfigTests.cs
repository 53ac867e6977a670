using Ldirectord.Config;
using Ldirectord.Status;
using Ldirectord.Web;

namespace Ldirectord.Tests.Web;

public class OtlpConfigTests
{
    [Fact]
    public void NoOtlp_SendsNothing() => Assert.Null(Read("").Otlp);

    [Fact]
    public void OtlpAlone_HasDefaults()
    {
        var otlp = Read("otlp = http://127.0.0.1:4318").Otlp!;
        Assert.Equal("http://127.0.0.1:4318/v1/metrics", otlp.Url.ToString());
        Assert.Equal((false, TimeSpan.FromMinutes(1), MetricsScope.All, null), (otlp.IsGrpc, otlp.Interval, otlp.Scope, otlp.HeadersFile));
        Assert.Empty(otlp.Attributes);
    }

    [Fact]
    public void EveryOtlpDirective_IsRead()
    {
        var otlp = Read("""
            otlpheaders = /etc/ha.d/otlp headers
            otlp = https://collector.example.net:4317
            otlpprotocol = grpc
            otlpinterval = 15
            otlpscope = virtual
            otlpattribute = service.instance.id lvs1
            otlpattribute = site   Paris, north
            """).Otlp!;
        Assert.Equal("https://collector.example.net:4317/", otlp.Url.ToString());
        Assert.Equal((true, TimeSpan.FromSeconds(15), MetricsScope.Virtual, "/etc/ha.d/otlp headers"),
            (otlp.IsGrpc, otlp.Interval, otlp.Scope, otlp.HeadersFile));
        Assert.Equal([("service.instance.id", "lvs1"), ("site", "Paris, north")],
            otlp.Attributes.Select(attribute => (attribute.Key, (string)attribute.Value)));
    }

    [Theory]
    [InlineData("http://prometheus:9090/api/v1/otlp", "http://prometheus:9090/api/v1/otlp/v1/metrics")]
    [InlineData("http://prometheus:9090/api/v1/otlp/", "http://prometheus:9090/api/v1/otlp/v1/metrics")]
    [InlineData("https://[::1]:4318/v1/metrics", "https://[::1]:4318/v1/metrics")]
    public void Address_GetsThePathOfMetrics(string value, string url) => Assert.Equal(url, Read($"otlp = {value}").Otlp!.Url.ToString());

    [Theory]
    [InlineData("otlp = collector:4318", 8, "expected http://HOST[:PORT][/PATH] or https://HOST[:PORT][/PATH], for example "
        + "http://127.0.0.1:4318, not \"collector:4318\"")]
    [InlineData("otlp = ftp://collector", 8, "expected http://HOST")]
    [InlineData("otlp = http://", 8, "expected http://HOST")]
    [InlineData("otlp = http://collector:99999", 8, "expected http://HOST")]
    [InlineData("otlp = http://collector/#x", 8, "expected http://HOST")]
    [InlineData("otlp = http://me:s3cr3t@collector", 8, "expected an address without user and query")]
    [InlineData("otlp = https://collector/?token=s3cr3t", 8, "expected an address without user and query")]
    [InlineData("otlpprotocol = json", 16, "expected http or grpc, not \"json\"")]
    [InlineData("  otlpinterval = 4", 18, "expected a number of seconds from 5 to 3600, not \"4\"")]
    [InlineData("otlpinterval = 3601", 16, "expected a number of seconds from 5 to 3600")]
    [InlineData("otlpinterval = 1m", 16, "expected a number of seconds from 5 to 3600")]
    [InlineData("otlpscope = real", 13, "expected all or virtual, not \"real\"")]
    [InlineData("otlpheaders = headers", 15, "expected the path of a file, beginning with \"/\", not \"headers\"")]
    [InlineData("otlpattribute = site", 17, "expected NAME and VALUE")]
    [InlineData("otlpattribute = a=b c", 17, "expected an attribute's name of letters, digits and \"._-\", not \"a=b\"")]
    [InlineData("otlpinterval = 60", 0, "otlpinterval is given without otlp: expected otlp = URL, too")]
    [InlineData("otlpattribute = site paris", 0, "otlpattribute is given without otlp")]
    [InlineData("otlp =", 1, "expected \"otlp = VALUE\"")]
    public void Mistake_IsSaidWithItsPlace(string line, int column, string message)
    {
        var (config, diagnostics) = ConsoleConfigReader.Read("/etc/ha.d/console.cf", $"\n{line}\n");
        Assert.Null(config);
        Assert.Equal((Severity.Error, 2, column), (diagnostics[0].Severity, diagnostics[0].Line, diagnostics[0].Column));
        Assert.StartsWith(message, diagnostics[0].Message, StringComparison.Ordinal);
        Assert.DoesNotContain(diagnostics, diagnostic => diagnostic.Message.Contains("s3cr3t", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("otlp = http://a\notlp = http://b", "otlp is given twice: expected it once")]
    [InlineData("otlpattribute = a b\notlpattribute = a c\notlp = http://a", "the attribute a is given twice: expected it once")]
    public void Repetition_IsAnError(string text, string message)
    {
        var (config, diagnostics) = ConsoleConfigReader.Read("console.cf", text);
        Assert.Null(config);
        Assert.Equal((2, message), (diagnostics[0].Line, diagnostics[0].Message));
    }

    [Theory]
    [InlineData("http://collector.example.net", 1)]
    [InlineData("https://collector.example.net", 0)]
    [InlineData("http://127.0.0.1:4318", 0)]
    public void SecretsWithoutTls_AreWarnedOf(string url, int warnings)
    {
        var (config, diagnostics) = ConsoleConfigReader.Read("console.cf", $"otlp = {url}\notlpheaders = /etc/ha.d/headers");
        Assert.NotNull(config);
        Assert.Equal(warnings, diagnostics.Count(diagnostic => diagnostic.Severity == Severity.Warning));
    }

    private static ConsoleConfig Read(string text)
    {
        var (config, diagnostics) = ConsoleConfigReader.Read("/etc/ha.d/console.cf", text);
        Assert.Empty(diagnostics);
        return config!;
    }
}
