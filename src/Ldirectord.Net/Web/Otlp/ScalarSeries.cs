using System.Diagnostics.Metrics;
using System.Text;

namespace Ldirectord.Web;

/// <summary>The series of a counter or a gauge: what the last reading says of each.</summary>
internal sealed class ScalarSeries(string name, bool isCounter)
{
    private readonly Dictionary<string, Series> _series = [];
    private readonly bool _isKernels = CounterRule.IsKernels(name);

    /// <summary>How often a series was new; the library never forgets one.</summary>
    public int Seen { get; private set; }

    public void Read(StringBuilder samples, DirectorLife life)
    {
        var lookup = _series.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (var series in _series.Values)
            series.IsThere = false;
        foreach (var line in samples.ToString().AsSpan().EnumerateLines())
        {
            if (!SampleLine.TrySplit(line, out var key, out var value))
                continue;
            if (lookup.TryGetValue(key, out var known))
                Update(known, known.Last, value, life);
            else if (SampleLine.Labels(key) is [(JoinedMetrics.Label, var director), ..] labels)
                Update(_series[key.ToString()] = New(director, labels), null, value, life);
        }

        // What a director that answers has no more is gone; what a silent one had may come back.
        foreach (var (key, series) in _series)
        {
            if (!series.IsThere && !life.Silent.Contains(series.Director))
                _series.Remove(key);
        }
    }

    /// <summary>For the library: the series of directors that answered.</summary>
    public IEnumerable<Measurement<double>> Observe() =>
        from series in _series.Values
        where series.IsThere
        select new Measurement<double>(isCounter ? series.Total : series.Last, series.Tags);

    private void Update(Series series, double? last, double value, DirectorLife life)
    {
        series.IsThere = true;
        if (isCounter)
        {
            series.Total += CounterRule.Increase(
                last, value, life.Known.Contains(series.Director), life.Restarted.Contains(series.Director), _isKernels);
        }

        series.Last = value;
    }

    private Series New(string director, List<(string Name, string Value)> labels)
    {
        Seen++;
        return new Series(director, [.. labels.Select(label => KeyValuePair.Create(label.Name, (object?)label.Value))]);
    }

    private sealed class Series(string director, KeyValuePair<string, object?>[] tags)
    {
        public string Director => director;

        public KeyValuePair<string, object?>[] Tags => tags;

        public double Last { get; set; }

        public double Total { get; set; }

        public bool IsThere { get; set; }
    }
}
