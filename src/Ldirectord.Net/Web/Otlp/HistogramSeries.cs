using System.Diagnostics.Metrics;
using System.Text;

namespace Ldirectord.Web;

/// <summary>The series of a histogram: tells the library what was counted since the last reading.</summary>
internal sealed class HistogramSeries(string name)
{
    private readonly Dictionary<string, Series> _series = [];

    /// <summary>How often a series was new; the library never forgets one.</summary>
    public int Seen { get; private set; }

    /// <param name="budget">Values that may still be recorded in this round.</param>
    public void Read(StringBuilder samples, DirectorLife life, Histogram<double> instrument, ref int budget)
    {
        var there = new HashSet<string>();
        foreach (var reading in HistogramReading.Read(name, samples))
        {
            if (reading.Labels is not [(JoinedMetrics.Label, var director), ..])
                continue;
            var key = string.Join('\n', reading.Labels);
            there.Add(key);
            if (_series.TryGetValue(key, out var series) && !series.Last.Bounds.SequenceEqual(reading.Bounds))
                _series.Remove(key, out series); // another version of the daemon
            if (series is null)
                _series.Add(key, series = New(director, reading, life));
            else
                Grow(series, reading, life.Restarted.Contains(director));
            budget -= series.Replay.Take(budget, value => instrument.Record(value, series.Tags));
        }

        foreach (var (key, series) in _series)
        {
            if (!there.Contains(key) && !life.Silent.Contains(series.Director))
                _series.Remove(key);
        }
    }

    private Series New(string director, HistogramReading reading, DirectorLife life)
    {
        Seen++;
        var series = new Series(director, reading);
        if (life.Known.Contains(director))
            series.Replay.Add(reading.Counts.AsSpan(), reading.Sum);
        return series;
    }

    private static void Grow(Series series, HistogramReading now, bool isRestarted)
    {
        var last = series.Last;
        series.Last = now;
        if (isRestarted || now.Sum < last.Sum || now.Counts.Zip(last.Counts).Any(pair => pair.First < pair.Second))
            series.Replay.Add(now.Counts.AsSpan(), now.Sum);
        else
            series.Replay.Add([.. now.Counts.Zip(last.Counts, (after, before) => after - before)], now.Sum - last.Sum);
    }

    private sealed class Series(string director, HistogramReading reading)
    {
        public string Director => director;

        public KeyValuePair<string, object?>[] Tags { get; } =
            [.. reading.Labels.Select(label => KeyValuePair.Create(label.Name, (object?)label.Value))];

        public HistogramReplay Replay { get; } = new([.. reading.Bounds]);

        public HistogramReading Last { get; set; } = reading;
    }
}
