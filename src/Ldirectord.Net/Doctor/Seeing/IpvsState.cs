using System.Collections.Immutable;
using Ldirectord.Ipvs;

namespace Ldirectord.Doctor;

/// <summary>What the kernel's IPVS says of itself.</summary>
/// <param name="IsLoaded">The kernel has IPVS now.</param>
/// <param name="Problem">Why the rest is not known; null if it is.</param>
internal sealed record IpvsState(bool IsLoaded, string? Problem)
{
    public static IpvsState None { get; } = new(false, null);

    public IpvsTable Table { get; init; } = IpvsTable.Empty;

    public ImmutableArray<SyncDaemon> SyncDaemons { get; init; } = [];

    public ConnectionTimeouts? Timeouts { get; init; }

    /// <summary>Slots of the table of connections (conn_tab_bits); 0 if not known.</summary>
    public int ConnectionSlots { get; init; }
}
