using System.Net;

namespace Ldirectord.Planning;

/// <summary>
/// Whether answers from a virtual address reach this machine. A server answers a check from the virtual address; if that is an address of
/// this machine, too, the kernel drops the answer as forged unless accept_local is 1, and a strict rp_filter drops it in any case. IPv6 has
/// neither setting.
/// </summary>
internal static class ViaFitness
{
    /// <param name="device">The device to the real server.</param>
    /// <param name="isOwn">The virtual address is an address of this machine.</param>
    /// <param name="read">Reads net.ipv4.conf.NAME, as in "eth1.accept_local"; null if unknown.</param>
    /// <returns>What is wrong and the command against it; null if nothing is.</returns>
    public static string? Problem(string device, IPAddress virtualAddress, bool isOwn, Func<string, int?> read)
    {
        // The kernel uses the higher rp_filter of the device and of "all", so 2 of the device wins over 1 of "all"; and accept_local if
        // either has it.
        if (Math.Max(read($"{device}.rp_filter") ?? 0, read("all.rp_filter") ?? 0) == 1)
            return Sentence($"rp_filter is 1 for {device}", $"{device}.rp_filter=2", virtualAddress);
        return isOwn && read($"{device}.accept_local") == 0 && read("all.accept_local") == 0
            ? Sentence($"accept_local is 0 for {device}", $"{device}.accept_local=1", virtualAddress)
            : null;
    }

    private static string Sentence(string found, string wanted, IPAddress virtualAddress) =>
        $"this machine drops answers from {virtualAddress}: {found}: sysctl -w net.ipv4.conf.{wanted}";
}
