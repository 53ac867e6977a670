using System.Collections.Immutable;
using System.Text;

namespace Ldirectord.Web;

/// <summary>One series of a histogram, from its lines in the text format.</summary>
/// <param name="Labels">All but "le".</param>
/// <param name="Bounds">Upper bounds, ascending, without infinity.</param>
/// <param name="Counts">Of each bucket, beside what is in those below; the last is above all bounds.</param>
internal sealed record HistogramReading(
    ImmutableArray<(string Name, string Value)> Labels, ImmutableArray<double> Bounds, ImmutableArray<long> Counts, double Sum)
{
    /// <summary>A count beyond which a floating-point number is no longer exact.</summary>
    private const double Largest = 1L << 53;

    /// <summary>Series that lack something, or contradict themselves, are left out.</summary>
    public static IEnumerable<HistogramReading> Read(string name, StringBuilder samples)
    {
        var parts = new Dictionary<string, Parts>();
        foreach (var line in samples.ToString().Split('\n'))
        {
            if (!SampleLine.TrySplit(line, out var series, out var value) || SampleLine.Labels(series) is not { } labels)
                continue;
            var suffix = series[name.Length..series.IndexOf('{')].ToString();
            var others = labels.Where(label => label.Name != "le").ToImmutableArray();
            var key = string.Join('\n', others);
            if (!parts.TryGetValue(key, out var part))
                parts.Add(key, part = new Parts(others));
            if (suffix == "_sum")
                part.Sum = value;
            else if (suffix == "_bucket" && SampleLine.TryNumber(labels.Find(label => label.Name == "le").Value, out var bound))
                part.Buckets.Add((bound, value));
        }

        return parts.Values.Select(part => part.Whole()).OfType<HistogramReading>();
    }

    private sealed class Parts(ImmutableArray<(string Name, string Value)> labels)
    {
        public List<(double Bound, double Below)> Buckets { get; } = [];

        public double? Sum { get; set; }

        public HistogramReading? Whole()
        {
            var counts = ImmutableArray.CreateBuilder<long>(Buckets.Count);
            var (lastBound, lastBelow) = (double.NegativeInfinity, 0.0);
            foreach (var (bound, below) in Buckets)
            {
                if (!(bound > lastBound) || !(below >= lastBelow) || below > Largest)
                    return null;
                counts.Add((long)(below - lastBelow));
                (lastBound, lastBelow) = (bound, below);
            }

            return Sum is { } sum && double.IsFinite(sum) && double.IsPositiveInfinity(lastBound)
                ? new HistogramReading(labels, [.. Buckets.SkipLast(1).Select(bucket => bucket.Bound)], counts.ToImmutable(), sum)
                : null;
        }
    }
}
