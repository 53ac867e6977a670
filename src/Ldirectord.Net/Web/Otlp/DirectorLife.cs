using System.Collections.Frozen;

namespace Ldirectord.Web;

/// <summary>What a reading of the metrics says about directors, in comparison with the readings before.</summary>
/// <param name="Answering">Names, as the label "director" has them.</param>
/// <param name="Silent">Directors that are known and do not answer.</param>
/// <param name="Known">Directors that answered before.</param>
/// <param name="Restarted">Known directors whose daemon is another process now: its own counters began at 0 again.</param>
internal sealed record DirectorLife(
    FrozenSet<string> Answering, FrozenSet<string> Silent, FrozenSet<string> Known, FrozenSet<string> Restarted)
{
    /// <summary>Begins a comparison: nothing is known.</summary>
    public static DirectorLife None { get; } = new([], [], [], []);

    private FrozenDictionary<string, double> Started { get; init; } = FrozenDictionary<string, double>.Empty;

    /// <summary>The same for the next reading.</summary>
    public DirectorLife Next(JoinedMetrics metrics)
    {
        var reachable = Values(metrics, JoinedMetrics.Reachable);
        var started = Values(metrics, "process_start_time_seconds");
        var answering = reachable.Where(director => director.Value == 1).Select(director => director.Key).ToFrozenSet();
        return new DirectorLife(
            answering,
            reachable.Where(director => director.Value != 1).Select(director => director.Key).ToFrozenSet(),
            // What a director said before it was silent still counts, unless it is a director no longer.
            reachable.Keys.Where(name => Known.Contains(name) || Answering.Contains(name)).ToFrozenSet(),
            started.Where(director => Started.TryGetValue(director.Key, out var before) && before != director.Value)
                .Select(director => director.Key).ToFrozenSet())
        {
            Started = Started.Where(director => reachable.ContainsKey(director.Key)).Concat(started)
                .GroupBy(director => director.Key).ToFrozenDictionary(same => same.Key, same => same.Last().Value),
        };
    }

    private static Dictionary<string, double> Values(JoinedMetrics metrics, string name)
    {
        var values = new Dictionary<string, double>();
        var lines = metrics.Families.Where(family => family.Name == name).SelectMany(family => family.Samples.ToString().Split('\n'));
        foreach (var line in lines)
        {
            if (SampleLine.TrySplit(line, out var series, out var value)
                && SampleLine.Labels(series) is [(JoinedMetrics.Label, var director), ..])
            {
                values[director] = value;
            }
        }

        return values;
    }
}
