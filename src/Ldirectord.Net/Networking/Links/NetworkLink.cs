using System.Net.NetworkInformation;
using System.Runtime.InteropServices;
using System.Text;
using static Ldirectord.Networking.RouteNetlink;

namespace Ldirectord.Networking;

/// <summary>A network interface of this machine (RTM_NEWLINK, rtnetlink(7)).</summary>
/// <param name="Flags">IFF_*, netdevice(7).</param>
/// <param name="Mtu">Bytes of the longest packet.</param>
/// <param name="Hardware">Its hardware address; null if it has none.</param>
/// <param name="Kind">"dummy", "ipip", "veth", "bridge"; null of hardware and of lo.</param>
internal sealed record NetworkLink(int Index, string Name, uint Flags, int Mtu, PhysicalAddress? Hardware, string? Kind)
{
    private const int HeaderLength = 16; // struct ifinfomsg
    private const ushort AttributeHardware = 1; // IFLA_ADDRESS
    private const ushort AttributeName = 3; // IFLA_IFNAME
    private const ushort AttributeMtu = 4; // IFLA_MTU
    private const ushort AttributeInformation = 18; // IFLA_LINKINFO
    private const ushort AttributeKind = 1; // IFLA_INFO_KIND, within it

    private const uint Up = 0x1; // IFF_UP
    private const uint Loopback = 0x8; // IFF_LOOPBACK
    private const uint NoArp = 0x80; // IFF_NOARP
    private const uint LowerUp = 0x10000; // IFF_LOWER_UP

    public bool IsUp => (Flags & Up) != 0;

    /// <summary>A cable, or what stands for one, is there.</summary>
    public bool HasCarrier => (Flags & LowerUp) != 0;

    public bool IsLoopback => (Flags & Loopback) != 0;

    /// <summary>Other machines can ask on it who has an address.</summary>
    public bool UsesArp => (Flags & (Loopback | NoArp)) == 0;

    /// <exception cref="Platform.IoFailureException">The kernel does not tell.</exception>
    public static IReadOnlyList<NetworkLink> ReadAll()
    {
        var found = new List<NetworkLink>();
        RouteExchange.Run(AskForAll(MessageGetLink, HeaderLength, 1), MessageNewLink, payload =>
        {
            if (Read(payload) is { } link)
                found.Add(link);
        });
        return found;
    }

    /// <returns>Null if the message is cut off.</returns>
    internal static NetworkLink? Read(ReadOnlySpan<byte> payload)
    {
        if (payload.Length < HeaderLength)
            return null;
        var (index, flags) = (MemoryMarshal.Read<int>(payload[4..]), MemoryMarshal.Read<uint>(payload[8..]));
        var (name, mtu, hardware, kind) = ("", 0, (PhysicalAddress?)null, (string?)null);
        var attributes = payload[HeaderLength..];
        while (!attributes.IsEmpty)
        {
            if (!TryAttribute(ref attributes, out var type, out var value))
                return null;
            switch (type)
            {
                case AttributeName:
                    name = Encoding.UTF8.GetString(value.TrimEnd((byte)0));
                    break;
                case AttributeMtu when value.Length >= sizeof(int):
                    mtu = MemoryMarshal.Read<int>(value);
                    break;
                case AttributeHardware when value.ContainsAnyExcept((byte)0):
                    hardware = new PhysicalAddress(value.ToArray());
                    break;
                case AttributeInformation:
                    kind = KindOf(value);
                    break;
            }
        }

        return new NetworkLink(index, name, flags, mtu, hardware, kind);
    }

    private static string? KindOf(ReadOnlySpan<byte> information)
    {
        while (TryAttribute(ref information, out var type, out var value))
        {
            if (type == AttributeKind)
                return Encoding.UTF8.GetString(value.TrimEnd((byte)0));
        }

        return null;
    }
}
