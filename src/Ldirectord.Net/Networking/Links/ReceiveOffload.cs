using System.Runtime.InteropServices;
using System.Text;
using Ldirectord.Platform;

namespace Ldirectord.Networking;

/// <summary>
/// Whether an interface joins received packets to larger ones (large receive offload, ethtool(8)), which a machine that forwards them
/// cannot take apart again.
/// </summary>
internal static unsafe class ReceiveOffload
{
    private const nuint Ethtool = 0x8946; // SIOCETHTOOL
    private const uint GetFlags = 0x25; // ETHTOOL_GFLAGS
    private const uint LargeReceive = 1 << 15; // ETH_FLAG_LRO
    private const int NameLength = ProcessorAbi.InterfaceNameLength;

    /// <returns>Null if the interface does not tell.</returns>
    public static bool? IsOn(string name)
    {
        var fd = Libc.Socket(Libc.AfInet, Libc.SockDgram | Libc.SockCloexec, 0);
        if (fd < 0)
            return null;
        try
        {
            Span<byte> request = stackalloc byte[ProcessorAbi.InterfaceRequestSize];
            request.Clear();
            if (!Encoding.UTF8.TryGetBytes(name, request[..(NameLength - 1)], out _))
                return null;
            // struct ethtool_value: the command, and the kernel's answer.
            var value = stackalloc uint[2] { GetFlags, 0 };
            var address = (nint)value;
            MemoryMarshal.Write(request[NameLength..], in address);
            return Libc.InputOutputControl(fd, Ethtool, request) == 0 ? (value[1] & LargeReceive) != 0 : null;
        }
        finally
        {
            _ = Libc.Close(fd);
        }
    }
}
