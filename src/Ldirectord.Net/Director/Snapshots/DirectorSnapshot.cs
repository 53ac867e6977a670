using System.Collections.Immutable;
using Ldirectord.Ipvs;

namespace Ldirectord.Director;

/// <summary>What the director knows at one moment, for the status socket.</summary>
internal sealed record DirectorSnapshot(string ConfigPath, DateTimeOffset StartedAt, bool DryRun, ImmutableArray<ServiceSnapshot> Services)
{
    /// <summary>Null if this kernel has no table to compare with.</summary>
    public TableComparison? Comparison { get; init; }

    /// <summary>The kernel's timeouts of connections; null unless ipvstimeouts is set.</summary>
    public ConnectionTimeouts? Timeouts { get; init; }
}
