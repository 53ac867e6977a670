using Ldirectord.Ipvs;

namespace Ldirectord.Director;

/// <summary>What <see cref="SyncKeeper"/> needs of the kernel; each may throw an <see cref="IpvsException"/>.</summary>
/// <param name="Read">The sync daemons that run.</param>
/// <param name="Start">Null if it runs now, otherwise why not.</param>
/// <param name="Stop">Null if the role does not run now, otherwise why not.</param>
/// <param name="Find">Finds the interface with a name; null if the kernel has no such interface.</param>
internal sealed record SyncKernel(
    Func<IReadOnlyList<SyncDaemon>> Read, Func<SyncDaemon, string?> Start, Func<SyncRole, string?> Stop, Func<string, SyncInterface?> Find)
{
    /// <summary>The running kernel.</summary>
    public static SyncKernel Running { get; } = new(NetlinkSync.Read, NetlinkSync.Start, NetlinkSync.Stop, SyncInterface.Find);
}
