using System.Collections.Immutable;

namespace Ldirectord.Director;

/// <summary>How the checks of one kind ended, and how long they took, since the daemon started.</summary>
/// <param name="Kind">A value of service or checktype: "http", "connect".</param>
/// <param name="Passed">Checks that passed.</param>
/// <param name="NotTried">Checks that say nothing of the server.</param>
/// <param name="Failed">Failed checks by reason; every reason is there.</param>
/// <param name="Buckets">
/// For each of <see cref="CheckStatistics.Bounds"/>, checks that took at most so long, but longer than the bound before.
/// </param>
/// <param name="Seconds">What all of them took together, longer ones too.</param>
internal sealed record CheckCounts(
    string Kind, long Passed, long NotTried, ImmutableArray<(string Reason, long Count)> Failed, ImmutableArray<long> Buckets,
    double Seconds)
{
    public long Total => Passed + NotTried + Failed.Sum(reason => reason.Count);
}
