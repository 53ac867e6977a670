using System.Collections.Immutable;
using System.Text.Json;
using Ldirectord.Checks;

namespace Ldirectord.Director;

/// <summary>Counts checks by kind. A check that several servers share counts once. Used on the loop's thread alone.</summary>
internal sealed class CheckStatistics
{
    private static readonly CheckStatus[] s_failures =
        [.. Enum.GetValues<CheckStatus>().Except([CheckStatus.Passed, CheckStatus.NotTried])];

    private static readonly string[] s_reasons =
        [.. s_failures.Select(status => JsonNamingPolicy.SnakeCaseLower.ConvertName(status.ToString()))];

    private readonly Dictionary<string, Counter> _kinds = [];

    /// <summary>Upper bounds of durations in seconds; the longest default timeout is 30 s (negotiatetimeout).</summary>
    public static ImmutableArray<double> Bounds { get; } = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

    public void Add(string kind, ProbeResult probe)
    {
        if (!_kinds.TryGetValue(kind, out var counter))
            _kinds.Add(kind, counter = new Counter());
        counter.ByStatus[(int)probe.Result.Status]++;
        var seconds = probe.Elapsed.TotalSeconds;
        counter.Seconds += seconds;
        var found = Bounds.AsSpan().BinarySearch(seconds);
        var bucket = found >= 0 ? found : ~found;
        if (bucket < Bounds.Length)
            counter.Buckets[bucket]++;
    }

    /// <summary>By name of the kind.</summary>
    public ImmutableArray<CheckCounts> Take() =>
    [
        .. from kind in _kinds
           orderby kind.Key
           let counts = kind.Value.ByStatus
           select new CheckCounts(
               kind.Key, counts[(int)CheckStatus.Passed], counts[(int)CheckStatus.NotTried],
               [.. s_failures.Zip(s_reasons, (status, reason) => (reason, counts[(int)status]))], [.. kind.Value.Buckets],
               kind.Value.Seconds),
    ];

    private sealed class Counter
    {
        public long[] ByStatus { get; } = new long[Enum.GetValues<CheckStatus>().Length];

        public long[] Buckets { get; } = new long[Bounds.Length];

        public double Seconds { get; set; }
    }
}
