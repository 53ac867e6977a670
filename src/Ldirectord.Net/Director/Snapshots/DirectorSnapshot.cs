using System.Collections.Immutable;
using Ldirectord.Config;
using Ldirectord.Ipvs;
using Ldirectord.Planning;

namespace Ldirectord.Director;

/// <summary>What the director knows at one moment, for the status socket.</summary>
internal sealed record DirectorSnapshot(string ConfigPath, DateTimeOffset StartedAt, bool DryRun, ImmutableArray<ServiceSnapshot> Services)
{
    /// <summary>Null if this kernel has no table to compare with.</summary>
    public TableComparison? Comparison { get; init; }

    /// <summary>What was counted since the start.</summary>
    public DirectorStatistics Statistics { get; init; } = new([], [], default);

    /// <summary>The kernel's timeouts of connections; null unless ipvstimeouts is set.</summary>
    public ConnectionTimeouts? Timeouts { get; init; }

    /// <summary>The kernel's sync daemons and those of the file; none if they are not read.</summary>
    public ImmutableArray<SyncView> Sync { get; init; } = [];

    /// <summary>The addresses that announce names.</summary>
    public ImmutableArray<AnnounceView> Announced { get; init; } = [];

    /// <summary>The active configuration; null if it is not known.</summary>
    public DirectorConfig? Config { get; init; }

    /// <summary>Why the file on disk is not active; null if it is.</summary>
    public string? Problem { get; init; }

    /// <summary>Number of the newest event.</summary>
    public long LastEvent { get; init; }
}
