using System.Runtime.InteropServices;

namespace Ldirectord.Networking;

/// <summary>
/// The form of messages about addresses and routes (linux/netlink.h, linux/rtnetlink.h, linux/if_addr.h). Every length is checked against
/// the datagram.
/// </summary>
internal static class RouteNetlink
{
    public const int FamilyNetlink = 16; // AF_NETLINK
    public const int ProtocolRoute = 0; // NETLINK_ROUTE

    /// <summary>RTMGRP_IPV4_IFADDR and RTMGRP_IPV6_IFADDR.</summary>
    public const uint GroupsOfAddresses = 0x10 | 0x100;

    public const ushort MessageError = 2;
    public const ushort MessageDone = 3;
    public const ushort MessageOverrun = 4;
    public const ushort MessageNewAddress = 20;
    public const ushort MessageDeleteAddress = 21;
    public const ushort MessageGetAddress = 22;
    public const ushort MessageNewLink = 16;
    public const ushort MessageGetLink = 18;
    public const ushort MessageNewNeighbour = 28;
    public const ushort MessageGetNeighbour = 30;
    public const ushort FlagRequest = 1;
    public const ushort FlagAcknowledge = 4;
    public const ushort FlagCreateNew = 0x600; // NLM_F_CREATE | NLM_F_EXCL
    public const ushort FlagDump = 0x300;
    public const ushort FlagDumpInterrupted = 0x10;

    public const int HeaderLength = 16; // struct nlmsghdr
    public const int AddressHeaderLength = 8; // struct ifaddrmsg
    public const int AttributeHeaderLength = 4; // struct rtattr
    private const int AttributeTypeMask = 0x3FFF; // NLA_TYPE_MASK: without the flags for nested attributes and byte order

    public const ushort AttributeAddress = 1; // IFA_ADDRESS
    public const ushort AttributeLocal = 2; // IFA_LOCAL
    public const ushort AttributeLabel = 3; // IFA_LABEL
    public const ushort AttributeFlags = 8; // IFA_FLAGS
    public const ushort AttributeOrigin = 11; // IFA_PROTO
    public const uint FlagSecondary = 0x01;
    public const uint FlagNoDad = 0x02;
    public const uint FlagOptimistic = 0x04;
    public const uint FlagDadFailed = 0x08;
    public const uint FlagTentative = 0x40;

    /// <summary>Takes the next message off a datagram.</summary>
    /// <returns>False if it is cut off.</returns>
    public static bool TryMessage(
        ref ReadOnlySpan<byte> datagram, out (ushort Type, ushort Flags, uint Sequence) header, out ReadOnlySpan<byte> payload)
    {
        header = default;
        payload = default;
        if (datagram.Length < HeaderLength)
            return false;
        var length = MemoryMarshal.Read<uint>(datagram);
        if (length < HeaderLength || length > datagram.Length)
            return false;
        header = (MemoryMarshal.Read<ushort>(datagram[4..]), MemoryMarshal.Read<ushort>(datagram[6..]),
            MemoryMarshal.Read<uint>(datagram[8..]));
        payload = datagram[HeaderLength..(int)length];
        datagram = datagram[Math.Min(Align((int)length), datagram.Length)..];
        return true;
    }

    /// <summary>Takes the next attribute off a message.</summary>
    /// <returns>False if it is cut off.</returns>
    public static bool TryAttribute(ref ReadOnlySpan<byte> attributes, out ushort type, out ReadOnlySpan<byte> value)
    {
        type = 0;
        value = default;
        if (attributes.Length < AttributeHeaderLength)
            return false;
        var length = MemoryMarshal.Read<ushort>(attributes);
        if (length < AttributeHeaderLength || length > attributes.Length)
            return false;
        type = (ushort)(MemoryMarshal.Read<ushort>(attributes[2..]) & AttributeTypeMask);
        value = attributes[AttributeHeaderLength..length];
        attributes = attributes[Math.Min(Align(length), attributes.Length)..];
        return true;
    }

    /// <summary>The request for all addresses of both families: a struct ifaddrmsg of zeros.</summary>
    public static byte[] AskForAddresses(uint sequence) => AskForAll(MessageGetAddress, AddressHeaderLength, sequence);

    /// <summary>The request for all there is of a kind.</summary>
    /// <param name="headerLength">Bytes of the kind's own header, which is all zeros.</param>
    public static byte[] AskForAll(ushort type, int headerLength, uint sequence) =>
        Request(type, FlagDump, sequence, new byte[headerLength]);

    /// <summary>A request to the kernel: a header before the payload.</summary>
    public static byte[] Request(ushort type, ushort flags, uint sequence, ReadOnlySpan<byte> payload)
    {
        var request = new byte[HeaderLength + payload.Length];
        MemoryMarshal.Write(request, request.Length);
        MemoryMarshal.Write(request.AsSpan(4), type);
        MemoryMarshal.Write(request.AsSpan(6), (ushort)(FlagRequest | flags));
        MemoryMarshal.Write(request.AsSpan(8), sequence);
        payload.CopyTo(request.AsSpan(HeaderLength));
        return request;
    }

    /// <summary>An attribute of a request, filled up to a multiple of four bytes.</summary>
    public static byte[] Attribute(ushort type, ReadOnlySpan<byte> value)
    {
        var attribute = new byte[Align(AttributeHeaderLength + value.Length)];
        MemoryMarshal.Write(attribute, (ushort)(AttributeHeaderLength + value.Length));
        MemoryMarshal.Write(attribute.AsSpan(2), type);
        value.CopyTo(attribute.AsSpan(AttributeHeaderLength));
        return attribute;
    }

    private static int Align(int length) => (length + 3) & ~3;
}
