using System.Net.Sockets;
using System.Numerics;

namespace Ldirectord.Ipvs;

/// <summary>
/// The kernel's netmask field (struct ip_vs_service_user): for IPv4 the four bytes of the mask, for IPv6 the prefix length as a number.
/// </summary>
internal static class PrefixMask
{
    /// <summary>Bits of a whole address, so that each client persists by itself: ipvsadm's default.</summary>
    public static byte Longest(AddressFamily family) => family == AddressFamily.InterNetworkV6 ? (byte)128 : (byte)32;

    /// <param name="bits">0..32 for IPv4, 1..128 for IPv6.</param>
    public static uint FromPrefix(AddressFamily family, byte bits) =>
        family == AddressFamily.InterNetworkV6 ? bits : NetworkOrder(bits == 0 ? 0 : uint.MaxValue << (32 - Math.Min((int)bits, 32)));

    /// <summary>Leading one bits of the mask: a mask that ipvsadm wrote may have holes, a configuration's has none.</summary>
    public static byte ToPrefix(AddressFamily family, uint netmask) =>
        family == AddressFamily.InterNetworkV6
            ? (byte)Math.Min(netmask, 128)
            : (byte)BitOperations.LeadingZeroCount(~NetworkOrder(netmask));

    private static uint NetworkOrder(uint value) =>
        BitConverter.IsLittleEndian ? System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(value) : value;
}
