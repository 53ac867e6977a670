using System.Collections.Immutable;

namespace Ldirectord.Director;

/// <summary>What the director has counted since it started.</summary>
internal sealed record DirectorStatistics(
    ImmutableArray<CheckCounts> Checks, ImmutableArray<(string Operation, long Done, long Refused)> Operations, ReloadStatistics Reloads);
