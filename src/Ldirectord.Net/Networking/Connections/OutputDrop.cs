using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Ldirectord.Platform;

namespace Ldirectord.Networking;

/// <summary>
/// Asks this machine's netfilter, IPVS included, whether it drops a packet on its way out. A raw socket learns that at once, from the send
/// itself (EPERM, raw(7)); no other machine can give or forge that answer. What is not dropped is sent, with a checksum that makes the
/// other side ignore it.
/// </summary>
internal static class OutputDrop
{
    private const int TcpHeader = 20; // RFC 9293, section 3.1
    private const int UdpHeader = 8; // RFC 768
    private const byte Syn = 0x02;

    // Not 0, which means "none" in UDP over IPv4; right for one packet in 65,536, which the other side may then answer.
    private const ushort WrongChecksum = 0xBAD1;

    /// <summary>Sends the first packet of a connection, or a datagram without content.</summary>
    /// <param name="path">Its source ports are not used.</param>
    /// <param name="sourcePort">A connection of this machine with the same ports must not exist.</param>
    /// <exception cref="IoFailureException">Raw sockets are not permitted, or the packet could not be sent for another reason.</exception>
    public static bool Of(IPEndPoint target, SocketPath path, int sourcePort, bool udp)
    {
        var family = target.AddressFamily == AddressFamily.InterNetworkV6 ? Libc.AfInet6 : Libc.AfInet;
        var protocol = udp ? Libc.IpProtoUdp : Libc.IpProtoTcp;
        var fd = Libc.Socket(family, Libc.SockRaw | Libc.SockNonblock | Libc.SockCloexec, protocol);
        if (fd < 0)
        {
            throw Errno.IsDenied(Errno.Last)
                ? new IoFailureException(IoFailure.Unfit, "this machine cannot open a raw socket: not permitted (CAP_NET_RAW is needed)")
                : Errno.Failure(Errno.Last, IoFailure.Local);
        }

        try
        {
            (path with { Ports = null }).Prepare(fd, isStream: false);
            Span<byte> packet = stackalloc byte[udp ? UdpHeader : TcpHeader];
            Write(packet, sourcePort, target.Port, udp);
            // The port lies in the packet: raw sockets over IPv6 refuse another one here.
            var to = new IPEndPoint(target.Address, 0).Serialize();
            if (Libc.SendTo(fd, packet, packet.Length, 0, to.Buffer.Span[..to.Size], to.Size) >= 0)
                return false;
            return Errno.Last == Errno.NotPermitted ? true : throw Errno.Failure(Errno.Last, IoFailure.Local);
        }
        finally
        {
            _ = Libc.Close(fd);
        }
    }

    internal static void Write(Span<byte> packet, int sourcePort, int targetPort, bool udp)
    {
        packet.Clear();
        BinaryPrimitives.WriteUInt16BigEndian(packet, (ushort)sourcePort);
        BinaryPrimitives.WriteUInt16BigEndian(packet[2..], (ushort)targetPort);
        if (udp)
        {
            BinaryPrimitives.WriteUInt16BigEndian(packet[4..], UdpHeader);
            BinaryPrimitives.WriteUInt16BigEndian(packet[6..], WrongChecksum);
            return;
        }

        packet[12] = TcpHeader / 4 << 4;
        packet[13] = Syn;
        BinaryPrimitives.WriteUInt16BigEndian(packet[16..], WrongChecksum);
    }
}
