using System.Buffers.Binary;
using System.Net;
using System.Net.NetworkInformation;

namespace Ldirectord.Networking;

/// <summary>A message of ARP for IPv4 over ethernet (RFC 826).</summary>
internal static class ArpMessage
{
    public const int Length = 28;

    private const int HardwareEthernet = 1;
    private const int ProtocolIPv4 = 0x0800;
    private const int HardwareLength = 6;
    private const int ProtocolLength = 4;
    private const int Request = 1;
    private const int Reply = 2;

    /// <summary>
    /// Asks who has an address. The sender's own address is 0.0.0.0, so that nobody learns one from it (an ARP probe, RFC 5227 section
    /// 1.1).
    /// </summary>
    public static byte[] Probe(PhysicalAddress sender, IPAddress target)
    {
        var message = new byte[Length];
        WriteHead(message, Request);
        sender.GetAddressBytes().CopyTo(message, 8);
        target.GetAddressBytes().CopyTo(message, 24);
        return message;
    }

    /// <returns>Null if the message is no reply for IPv4 over ethernet.</returns>
    public static ArpAnswer? ReadReply(ReadOnlySpan<byte> message)
    {
        Span<byte> head = stackalloc byte[8];
        WriteHead(head, Reply);
        return message.Length >= Length && message[..8].SequenceEqual(head)
            ? new ArpAnswer(new IPAddress(message[14..18]), new PhysicalAddress(message[8..14].ToArray())) : null;
    }

    private static void WriteHead(Span<byte> message, ushort operation)
    {
        BinaryPrimitives.WriteUInt16BigEndian(message, HardwareEthernet);
        BinaryPrimitives.WriteUInt16BigEndian(message[2..], ProtocolIPv4);
        message[4] = HardwareLength;
        message[5] = ProtocolLength;
        BinaryPrimitives.WriteUInt16BigEndian(message[6..], operation);
    }
}
