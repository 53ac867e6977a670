using Ldirectord.Tests.Status;
using Ldirectord.Web;

namespace Ldirectord.Tests.Web;

/// <summary>Holds an export against the metrics in the text format.</summary>
internal static class OtlpExpectations
{
    /// <param name="first">What the first export had: sums count from there.</param>
    /// <param name="now">What this export had.</param>
    public static void AreMet(MetricsFormat first, MetricsFormat now, JoinedMetrics reading, OtlpMessage message)
    {
        var kinds = new Dictionary<string, string> { ["counter"] = "sum", ["gauge"] = "gauge", ["histogram"] = "histogram" };
        foreach (var family in reading.Families)
        {
            if (!message.Metrics.TryGetValue(family.Name, out var metric))
            {
                // A histogram of which nothing was counted since the first export has no points.
                Assert.Equal(("histogram", true), (family.Type, ReferenceEquals(first, now)));
                continue;
            }

            Assert.Equal((kinds[family.Type], family.Help, "ldirectord"), (metric.Kind, metric.Help, metric.Scope));
            Assert.Equal((family.Type == "gauge" ? 0UL : 2UL, family.Type == "counter"), (metric.Temporality, metric.IsMonotonic));
            Assert.Equal(
                family.Name.Contains("_seconds", StringComparison.Ordinal) ? "s" : family.Name.Contains("_bytes", StringComparison.Ordinal)
                    ? "By" : "", metric.Unit);
            if (family.Type == "histogram")
                AreBuckets(first, now, metric);
            else
                AreValues(first, now, metric);
        }

        Assert.Empty(message.Metrics.Keys.Except(reading.Families.Select(family => family.Name)));
    }

    private static void AreValues(MetricsFormat first, MetricsFormat now, OtlpMetric metric)
    {
        var expected = now.Samples.Where(sample => sample.Key.StartsWith(metric.Name + "{", StringComparison.Ordinal)).ToDictionary(
            sample => Sorted(sample.Key[metric.Name.Length..]),
            sample => metric.Kind == "sum" ? sample.Value - first.Samples.GetValueOrDefault(sample.Key) : sample.Value);
        Assert.Equal(expected.Keys.Order(StringComparer.Ordinal), metric.Points.Keys.Order(StringComparer.Ordinal));
        Assert.All(metric.Points, point => Assert.Equal(expected[point.Key], point.Value.Value, 9));
    }

    private static void AreBuckets(MetricsFormat first, MetricsFormat now, OtlpMetric metric)
    {
        double Grown(string suffix, string labels) => now.Samples[$"{metric.Name}{suffix}{{{labels}}}"]
            - first.Samples.GetValueOrDefault($"{metric.Name}{suffix}{{{labels}}}");
        foreach (var point in metric.Points.Values)
        {
            Assert.False(point.HasExtremes); // nobody knows them
            Assert.Equal(Grown("_count", point.Attributes), point.Count);
            Assert.Equal(Grown("_sum", point.Attributes), point.Value, 9);
            var bounds = point.Bounds.Select(bound => FormattableString.Invariant($"{bound:R}")).Append("+Inf");
            var below = point.Buckets.Index().Select(bucket => (double)point.Buckets.Take(bucket.Index + 1).Aggregate((a, b) => a + b));
            Assert.Equal(bounds.Select(bound => Grown("_bucket", $"{point.Attributes},le=\"{bound}\"")), below);
        }
    }

    /// <summary>Labels of one series, which have no commas in their values.</summary>
    private static string Sorted(string labels) => string.Join(',', labels.Trim('{', '}').Split(',').Order(StringComparer.Ordinal));
}
