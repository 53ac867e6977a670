using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Ldirectord.Platform;
using static Ldirectord.Networking.RouteNetlink;

namespace Ldirectord.Networking;

/// <summary>Asks the kernel which way packets to an address would go (RTM_GETROUTE, rtnetlink(7)). Sends nothing to the address.</summary>
internal static class RouteQuestion
{
    private const ushort MessageNewRoute = 24;
    private const ushort MessageGetRoute = 26;
    private const ushort AttributeDestination = 1; // RTA_DST
    private const ushort AttributeSource = 2; // RTA_SRC
    private const ushort AttributeOutDevice = 4; // RTA_OIF
    private const ushort AttributeGateway = 5; // RTA_GATEWAY
    private const ushort AttributePreferredSource = 7; // RTA_PREFSRC
    private const ushort AttributeMetrics = 8; // RTA_METRICS
    private const ushort AttributeMtu = 2; // RTAX_MTU, within it
    private const ushort AttributeMark = 16; // RTA_MARK
    private const ushort AttributeVia = 18; // RTA_VIA: a router of the other family, after the number of its family
    private const int RouteHeaderLength = 12; // struct rtmsg
    private const byte TypeLocal = 2; // RTN_LOCAL
    private const int LongestAnswer = 4096;

    /// <param name="device">Index of the device that the socket is bound to; 0 for none.</param>
    /// <param name="mark">Mark of its packets; 0 for none.</param>
    /// <param name="source">Their source, an address of this machine; null if the kernel is to choose.</param>
    /// <returns>Null if there is no route, or the kernel does not tell.</returns>
    public static RouteAnswer? To(IPAddress target, int device, uint mark, IPAddress? source = null)
    {
        var fd = Libc.Socket(FamilyNetlink, Libc.SockRaw | Libc.SockCloexec, ProtocolRoute);
        if (fd < 0)
            return null;
        try
        {
            var question = Question(target, device, mark, source);
            Span<byte> answer = stackalloc byte[LongestAnswer];
            // The kernel answers inside of the send; without an answer nothing is waited for.
            return Libc.Send(fd, question, question.Length, 0) == question.Length
                && (int)Libc.Receive(fd, answer, answer.Length, Libc.MsgDontWait) is > 0 and var length
                    ? Read(answer[..length]) : null;
        }
        finally
        {
            _ = Libc.Close(fd);
        }
    }

    internal static byte[] Question(IPAddress target, int device, uint mark, IPAddress? source = null)
    {
        var address = target.GetAddressBytes();
        var isSix = target.AddressFamily == AddressFamily.InterNetworkV6;
        byte[] payload =
        [
            (byte)(isSix ? Libc.AfInet6 : Libc.AfInet), (byte)(8 * address.Length), (byte)(source is null ? 0 : 8 * address.Length),
            .. new byte[RouteHeaderLength - 3],
            .. Attribute(AttributeDestination, address),
            .. source is not null ? Attribute(AttributeSource, source.GetAddressBytes()) : [],
            .. device != 0 ? Attribute(AttributeOutDevice, BitConverter.GetBytes(device)) : [],
            .. mark != 0 ? Attribute(AttributeMark, BitConverter.GetBytes(mark)) : [],
        ];
        return Request(MessageGetRoute, 0, 1, payload);
    }

    /// <returns>Null for an error, or a message that is cut off.</returns>
    internal static RouteAnswer? Read(ReadOnlySpan<byte> datagram)
    {
        if (!TryMessage(ref datagram, out var header, out var payload) || header.Type != MessageNewRoute
            || payload.Length < RouteHeaderLength)
            return null;
        var size = payload[0] == Libc.AfInet6 ? 16 : 4;
        var (device, source, gateway, mtu) = (0, (IPAddress?)null, (IPAddress?)null, 0);
        var attributes = payload[RouteHeaderLength..];
        while (!attributes.IsEmpty)
        {
            if (!TryAttribute(ref attributes, out var type, out var value))
                return null;
            switch (type)
            {
                case AttributeOutDevice when value.Length >= sizeof(int):
                    device = MemoryMarshal.Read<int>(value);
                    break;
                case AttributePreferredSource when value.Length == size:
                    source = new IPAddress(value);
                    break;
                case AttributeGateway when value.Length == size:
                    gateway = new IPAddress(value);
                    break;
                case AttributeVia when value.Length is 2 + 4 or 2 + 16:
                    gateway = new IPAddress(value[2..]);
                    break;
                case AttributeMetrics:
                    mtu = MtuOf(value);
                    break;
            }
        }

        return new RouteAnswer(device, source, payload[7] == TypeLocal) { Gateway = gateway, Mtu = mtu };
    }

    private static int MtuOf(ReadOnlySpan<byte> metrics)
    {
        while (TryAttribute(ref metrics, out var type, out var value))
        {
            if (type == AttributeMtu && value.Length >= sizeof(int))
                return MemoryMarshal.Read<int>(value);
        }

        return 0;
    }
}
