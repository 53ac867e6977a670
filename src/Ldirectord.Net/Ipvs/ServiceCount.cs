using System.Runtime.InteropServices;
using Ldirectord.Platform;

namespace Ldirectord.Ipvs;

/// <summary>
/// The number of virtual services, by the kernel's older interface (getsockopt, linux/ip_vs.h): one short system call, where a read by
/// netlink takes several for each service.
/// </summary>
internal static class ServiceCount
{
    private const int IPPROTO_IP = 0;
    private const int IP_VS_SO_GET_INFO = 64 + 1024 + 64 + 1; // IP_VS_BASE_CTL + 1

    /// <summary>
    /// Services of IPv4, those of firewall marks included; the kernel does not count those of IPv6. Null if the kernel does not say: IPVS
    /// is not loaded, or the process lacks CAP_NET_ADMIN.
    /// </summary>
    public static int? Read()
    {
        // Any socket of IPv4 will do; it sends nothing.
        var fd = Libc.Socket(Libc.AfInet, Libc.SockDgram | Libc.SockCloexec, 0);
        if (fd < 0)
            return null;
        try
        {
            Span<uint> info = stackalloc uint[3]; // struct ip_vs_getinfo: version, size of the connection table, number of services
            var length = info.Length * sizeof(uint);
            return Libc.GetSocketOption(fd, IPPROTO_IP, IP_VS_SO_GET_INFO, MemoryMarshal.AsBytes(info), ref length) == 0
                ? (int)info[2] : null;
        }
        finally
        {
            _ = Libc.Close(fd);
        }
    }
}
