
using Ldirectord.Ipvs;

namespace Ldirectord.Daemon;

/// <summary>The table a command works on.</summary>
internal static class IpvsSource
{
    /// <summary>The kernel's; for a dry run a copy of it, which is empty where the kernel has no IPVS.</summary>
    /// <exception cref="IpvsException">There is none; the message is a sentence for the operator.</exception>
    public static IIpvs Open(bool dryRun) =>
        !dryRun ? NetlinkIpvs.Open() : new InMemoryIpvs(ReadKernel());

    /// <summary>The kernel's table; null: this kernel has no IPVS, or has not loaded it yet.</summary>
    /// <exception cref="IpvsException">It cannot be read; the message is a sentence for the operator.</exception>
    public static IpvsTable? ReadKernel() => NetlinkIpvs.IsAvailable() ? NetlinkIpvs.Open().Read() : null;
}
