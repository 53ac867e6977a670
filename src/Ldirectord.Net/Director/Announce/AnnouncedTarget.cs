using System.Collections.Immutable;
using Ldirectord.Config;
using Ldirectord.Planning;

namespace Ldirectord.Director;

/// <summary>An address that announce names, with what is known of it.</summary>
internal sealed class AnnouncedTarget(AnnounceTarget target)
{
    public AnnounceTarget Target => target;

    /// <summary>The virtual services that have the address, and announce it; none of one that the configuration no longer names.</summary>
    public ImmutableArray<VirtualService> Services { get; set; } = [];

    /// <summary>It is wanted on the interface.</summary>
    public bool IsWanted { get; set; }

    /// <summary>It is on the interface, added by an ldirectord.</summary>
    public bool IsThere { get; set; }

    /// <summary>Why it is wanted, or not; as one clause.</summary>
    public string Why { get; set; } = "the first checks have not ended";

    /// <summary>Another director is the active one for one of its services.</summary>
    public bool IsOnStandby { get; set; }

    /// <summary>An operator withdrew it.</summary>
    public bool IsWithdrawn { get; set; }

    /// <summary>Why it is not as it is wanted; null if it is, or nobody tried.</summary>
    public string? Problem { get; set; }

    /// <summary>When its quorum was reached, on a clock that only runs forward; null if it is not.</summary>
    public TimeSpan? ReachedAt { get; set; }

    /// <summary>It went because its quorum was lost, so that hold counts.</summary>
    public bool HasGone { get; set; }

    /// <summary>How often it was put back after another hand removed it.</summary>
    public RepairHistory Repairs { get; set; } = RepairHistory.None;

    /// <summary>It comes again because another hand removed it.</summary>
    public bool IsPutBack { get; set; }

    public AnnounceView View => new(target, State, Problem ?? Why);

    private AnnounceState State => Problem is not null ? AnnounceState.Failed
        : IsThere ? AnnounceState.Announced
        : IsWithdrawn ? AnnounceState.Withdrawn
        : IsOnStandby ? AnnounceState.Standby
        : AnnounceState.Waiting;
}
