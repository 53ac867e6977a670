using Ldirectord.Ipvs;

namespace Ldirectord.Daemon;

/// <summary>Opens the table that a command works on.</summary>
internal static class IpvsSource
{
    /// <summary>The kernel's table, or for a dry run a copy of it, which is empty if the kernel has no IPVS.</summary>
    /// <exception cref="IpvsException">The table cannot be opened or copied; the message is a sentence for the operator.</exception>
    public static IIpvs Open(bool dryRun) => dryRun ? new InMemoryIpvs(ReadKernel()) : NetlinkIpvs.Open();

    /// <summary>The kernel's table, or null if this kernel has no IPVS or has not loaded it yet.</summary>
    /// <exception cref="IpvsException">The table cannot be read; the message is a sentence for the operator.</exception>
    public static IpvsTable? ReadKernel() => NetlinkIpvs.IsAvailable() ? NetlinkIpvs.Open().Read() : null;
}
