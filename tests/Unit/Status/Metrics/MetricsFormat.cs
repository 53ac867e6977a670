using System.Globalization;
using System.Text.RegularExpressions;

namespace Ldirectord.Tests.Status;

/// <summary>
/// Reads Prometheus' text format strictly: also what promtool lets pass (the same series twice, a family in two places, a histogram
/// without +Inf).
/// </summary>
internal sealed partial class MetricsFormat
{
    private MetricsFormat()
    {
    }

    /// <summary>Values by series, as in name{label="value"}.</summary>
    public Dictionary<string, double> Samples { get; } = [];

    public Dictionary<string, string> Types { get; } = [];

    public static MetricsFormat Read(string text)
    {
        var found = new MetricsFormat();
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        var family = "";
        var lines = text[..^1].Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            if (lines[i].StartsWith("# HELP ", StringComparison.Ordinal))
            {
                family = lines[i].Split(' ')[2];
                Assert.True(lines[i].Length > $"# HELP {family} ".Length, $"{family} has no help");
                var type = lines[++i].Split(' ');
                Assert.Equal(["#", "TYPE", family], type[..3]);
                Assert.True(found.Types.TryAdd(family, type[3]), $"{family} is in two places");
                continue;
            }

            var sample = SampleLine().Match(lines[i]);
            Assert.True(sample.Success, $"no sample: {lines[i]}");
            var name = sample.Groups["name"].Value;
            Assert.Contains(name, found.Types[family] == "histogram"
                ? [$"{family}_bucket", $"{family}_sum", $"{family}_count"] : new[] { family });
            var value = double.Parse(sample.Groups["value"].Value, CultureInfo.InvariantCulture);
            Assert.True(found.Samples.TryAdd(name + sample.Groups["labels"].Value, value), $"the same series twice: {lines[i]}");
        }

        found.CheckNames();
        found.CheckHistograms();
        return found;
    }

    private void CheckNames()
    {
        foreach (var (name, type) in Types)
        {
            Assert.Equal(type == "counter", name.EndsWith("_total", StringComparison.Ordinal));
            Assert.Matches("^[a-z][a-z0-9]*(_[a-z0-9]+)*$", name);
            Assert.DoesNotMatch("_(days|hours|minutes|ms|milliseconds|kb|count|sum|bucket|gauge|counter|histogram)(_|$)", name);
        }
    }

    private void CheckHistograms()
    {
        foreach (var (series, count) in Samples.Where(sample => sample.Key.Contains("_count{", StringComparison.Ordinal)))
        {
            var prefix = series.Replace("_count{", "_bucket{", StringComparison.Ordinal)[..^1];
            var buckets = Samples.Where(sample => sample.Key.StartsWith(prefix, StringComparison.Ordinal)).ToList();
            Assert.Equal(buckets.Select(bucket => bucket.Value).Order(), buckets.Select(bucket => bucket.Value));
            Assert.Equal($"{prefix},le=\"+Inf\"}}", buckets[^1].Key);
            Assert.Equal(count, buckets[^1].Value);
        }
    }

    [GeneratedRegex(
        """^(?<name>[a-z_]+)(?<labels>\{[a-z_]+="([^"\\\n]|\\[\\"n])*"(,[a-z_]+="([^"\\\n]|\\[\\"n])*")*\})? (?<value>[^ ]+)$""")]
    private static partial Regex SampleLine();
}
