using System.Net;
using System.Net.NetworkInformation;
using System.Runtime.InteropServices;
using Ldirectord.Platform;
using static Ldirectord.Networking.RouteNetlink;

namespace Ldirectord.Networking;

/// <summary>What the kernel knows of a machine on the same segment (RTM_NEWNEIGH, rtnetlink(7); ip neighbour).</summary>
/// <param name="Device">Index of the interface.</param>
/// <param name="Hardware">Null if it is not known.</param>
/// <param name="HasFailed">It was asked for and did not answer (NUD_FAILED).</param>
internal sealed record Neighbour(int Device, IPAddress Address, PhysicalAddress? Hardware, bool HasFailed)
{
    private const int HeaderLength = 12; // struct ndmsg
    private const ushort AttributeAddress = 1; // NDA_DST
    private const ushort AttributeHardware = 2; // NDA_LLADDR
    private const ushort Failed = 0x20; // NUD_FAILED

    /// <exception cref="IoFailureException">The kernel does not tell.</exception>
    public static IReadOnlyList<Neighbour> ReadAll()
    {
        var found = new List<Neighbour>();
        RouteExchange.Run(AskForAll(MessageGetNeighbour, HeaderLength, 1), MessageNewNeighbour, payload =>
        {
            if (Read(payload) is { } neighbour)
                found.Add(neighbour);
        });
        return found;
    }

    /// <returns>Null if the message is cut off, or of another family than IPv4 and IPv6.</returns>
    internal static Neighbour? Read(ReadOnlySpan<byte> payload)
    {
        if (payload.Length < HeaderLength)
            return null;
        var size = payload[0] switch { Libc.AfInet => 4, Libc.AfInet6 => 16, _ => -1 };
        var (device, state) = (MemoryMarshal.Read<int>(payload[4..]), MemoryMarshal.Read<ushort>(payload[8..]));
        var (address, hardware) = ((IPAddress?)null, (PhysicalAddress?)null);
        var attributes = payload[HeaderLength..];
        while (!attributes.IsEmpty)
        {
            if (!TryAttribute(ref attributes, out var type, out var value))
                return null;
            if (type == AttributeAddress && value.Length == size)
                address = new IPAddress(value);
            else if (type == AttributeHardware && !value.IsEmpty)
                hardware = new PhysicalAddress(value.ToArray());
        }

        return address is null ? null : new Neighbour(device, address, hardware, (state & Failed) != 0);
    }
}
