using System.Net;

namespace Ldirectord.Networking;

/// <summary>An address of a network device. The scope of a link-local address is left out: the device stands beside it.</summary>
/// <param name="Device">Index of the device.</param>
/// <param name="PrefixLength">Bits of its network.</param>
internal readonly record struct DeviceAddress(int Device, IPAddress Address, int PrefixLength)
{
    /// <summary>The loopback device has this index in every network namespace (LOOPBACK_IFINDEX).</summary>
    public const int Loopback = 1;

    /// <summary>An address of lo is no address at which this machine is asked: a real server has the virtual address there.</summary>
    public bool IsOnLoopback => Device == Loopback;

    /// <summary>Whether another address is of the same network.</summary>
    public bool Covers(IPAddress other)
    {
        if (other.AddressFamily != Address.AddressFamily)
            return false;
        Span<byte> one = stackalloc byte[16], two = stackalloc byte[16];
        _ = Address.TryWriteBytes(one, out var length);
        _ = other.TryWriteBytes(two, out _);
        for (var bit = 0; bit < Math.Min(PrefixLength, 8 * length); bit++)
        {
            if (((one[bit / 8] ^ two[bit / 8]) & (0x80 >> (bit % 8))) != 0)
                return false;
        }

        return true;
    }
}
