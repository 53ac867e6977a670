using System.Buffers.Binary;
using System.Net.Sockets;

namespace Ldirectord.Networking;

/// <summary>
/// Echo request and reply of ICMP (RFC 792) and ICMPv6 (RFC 4443 section 4); 8 bytes of header, and our token, which identifies a reply.
/// </summary>
internal static class IcmpMessage
{
    public const int Size = 16;

    // The longest IPv4 header (RFC 791) and our message.
    public const int MaxReceived = 60 + Size;

    private const int Ipv4EchoReply = 0;
    private const int Ipv4EchoRequest = 8;
    private const int Ipv6EchoRequest = 128;
    private const int Ipv6EchoReply = 129;

    /// <summary>
    /// Writes an echo request of <see cref="Size"/> bytes. The kernel computes the checksum of ICMPv6 and sets the identifier of datagram
    /// sockets.
    /// </summary>
    public static void WriteRequest(Span<byte> message, AddressFamily family, ushort identifier, ulong token)
    {
        message[..Size].Clear();
        message[0] = family == AddressFamily.InterNetworkV6 ? (byte)Ipv6EchoRequest : (byte)Ipv4EchoRequest;
        BinaryPrimitives.WriteUInt16BigEndian(message[4..], identifier);
        BinaryPrimitives.WriteUInt16BigEndian(message[6..], (ushort)token);
        BinaryPrimitives.WriteUInt64BigEndian(message[8..], token);
        if (family == AddressFamily.InterNetwork)
            BinaryPrimitives.WriteUInt16BigEndian(message[2..], Checksum(message[..Size]));
    }

    /// <summary>Reads an echo reply. Raw IPv4 sockets deliver the IP header in front of it (raw(7)).</summary>
    /// <param name="identifier">The identifier that was sent; null if the kernel chose it, and so compared it.</param>
    /// <returns>Whether the packet is a reply to one of our requests, as far as the message shows.</returns>
    public static bool TryReadReply(ReadOnlySpan<byte> packet, AddressFamily family, bool withIpHeader, ushort? identifier, out ulong token)
    {
        token = 0;
        if (withIpHeader)
        {
            if (packet.IsEmpty)
                return false;
            var header = (packet[0] & 0xF) * 4;
            if (packet.Length < header)
                return false;
            packet = packet[header..];
        }

        if (packet.Length != Size || packet[0] != (family == AddressFamily.InterNetworkV6 ? Ipv6EchoReply : Ipv4EchoReply))
            return false;
        token = BinaryPrimitives.ReadUInt64BigEndian(packet[8..]);
        return (ushort)token == BinaryPrimitives.ReadUInt16BigEndian(packet[6..])
            && (identifier is null || identifier == BinaryPrimitives.ReadUInt16BigEndian(packet[4..]));
    }

    /// <summary>The Internet checksum (RFC 1071).</summary>
    public static ushort Checksum(ReadOnlySpan<byte> data)
    {
        uint sum = 0;
        for (; data.Length > 1; data = data[2..])
            sum += BinaryPrimitives.ReadUInt16BigEndian(data);
        if (data.Length == 1)
            sum += (uint)data[0] << 8;
        while (sum > 0xFFFF)
            sum = (sum & 0xFFFF) + (sum >> 16);
        return (ushort)~sum;
    }
}
