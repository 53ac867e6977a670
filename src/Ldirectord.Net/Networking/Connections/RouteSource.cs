using System.Net;
using System.Net.Sockets;
using Ldirectord.Platform;

namespace Ldirectord.Networking;

/// <summary>Asks the kernel for the address that this machine sends from.</summary>
internal static class RouteSource
{
    /// <summary>
    /// The source address of packets to <paramref name="target"/>: <paramref name="target"/> itself if it is an address of this machine.
    /// Sends nothing: a datagram socket is connected and its name read.
    /// </summary>
    /// <exception cref="IoFailureException">There is no route.</exception>
    public static IPAddress To(IPAddress target)
    {
        var family = target.AddressFamily == AddressFamily.InterNetworkV6 ? Libc.AfInet6 : Libc.AfInet;
        var fd = Libc.Socket(family, Libc.SockDgram | Libc.SockCloexec, Libc.IpProtoUdp);
        if (fd < 0)
            throw Errno.Failure(Errno.Last, IoFailure.Local);
        try
        {
            // Any port but 0.
            return Libc.Connect(fd, new IPEndPoint(target, 9)) == 0
                ? Libc.LocalEndPoint(fd).Address
                : throw Errno.Failure(Errno.Last, IoFailure.Connect);
        }
        finally
        {
            _ = Libc.Close(fd);
        }
    }
}
