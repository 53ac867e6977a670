using System.Net;
using System.Runtime.InteropServices;
using System.Text;
using Ldirectord.Platform;
using static Ldirectord.Networking.RouteNetlink;

namespace Ldirectord.Networking;

/// <summary>What a message about an address says (struct ifaddrmsg and its attributes, linux/if_addr.h).</summary>
/// <param name="Address">Null of a family that is neither IPv4 nor IPv6.</param>
/// <param name="Flags">IFA_F_*.</param>
/// <param name="Label">Name of an IPv4 address; null if it has none.</param>
/// <param name="Origin">Number of the program that added it (IFA_PROTO, from Linux 5.18 on); 0 if not known.</param>
internal readonly record struct AddressMessage(DeviceAddress? Address, uint Flags, string? Label, byte Origin)
{
    /// <summary>RT_SCOPE_*: 0 for universe, 254 for host.</summary>
    public byte Scope { get; private init; }

    /// <returns>Null if the message is cut off.</returns>
    public static AddressMessage? Read(ReadOnlySpan<byte> payload)
    {
        if (payload.Length < AddressHeaderLength)
            return null;
        var (family, prefixLength, device) = (payload[0], payload[1], MemoryMarshal.Read<int>(payload[4..]));
        var (flags, label, origin) = ((uint)payload[2], (string?)null, (byte)0);
        var size = family switch { Libc.AfInet => 4, Libc.AfInet6 => 16, _ => 0 };
        if (size == 0)
            return default(AddressMessage);
        IPAddress? local = null, peer = null;
        var attributes = payload[AddressHeaderLength..];
        while (!attributes.IsEmpty)
        {
            if (!TryAttribute(ref attributes, out var type, out var value))
                return null;
            switch (type)
            {
                case AttributeLocal or AttributeAddress when value.Length != size:
                    return null;
                case AttributeLocal:
                    local = new IPAddress(value);
                    break;
                case AttributeAddress:
                    peer = new IPAddress(value);
                    break;
                case AttributeFlags when value.Length >= sizeof(uint):
                    flags = MemoryMarshal.Read<uint>(value);
                    break;
                case AttributeLabel:
                    label = Encoding.UTF8.GetString(value.TrimEnd((byte)0));
                    break;
                case AttributeOrigin when value.Length >= 1:
                    origin = value[0];
                    break;
            }
        }

        // Of a point-to-point device the address is the peer's, and local is its own.
        return (local ?? peer) is { } address
            ? new AddressMessage(new DeviceAddress(device, address, prefixLength), flags, label, origin)
            {
                Scope = payload[3],
            }
            : null;
    }
}
