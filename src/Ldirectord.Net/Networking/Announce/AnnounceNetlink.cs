using System.Net;
using System.Net.Sockets;
using System.Text;
using Ldirectord.Platform;
using static Ldirectord.Networking.RouteNetlink;

namespace Ldirectord.Networking;

/// <summary>
/// Adds, removes and reads the addresses that a routing daemon exports (RTM_NEWADDR, RTM_DELADDR, RTM_GETADDR, rtnetlink(7)). The kernel
/// answers inside of the send, so nothing is waited for.
/// </summary>
internal static class AnnounceNetlink
{
    private const uint Sequence = 1;

    /// <summary>The addresses of one interface.</summary>
    /// <param name="name">Of the same interface.</param>
    /// <exception cref="IoFailureException">The kernel does not tell.</exception>
    public static IReadOnlyList<AnnouncedAddress> Read(int device, string name)
    {
        var label = AnnouncedAddress.LabelOn(name);
        var found = new List<AnnouncedAddress>();
        RouteExchange.Run(AskForAddresses(Sequence), MessageNewAddress, payload =>
        {
            if (AddressMessage.Read(payload) is { Address: { } entry } message && entry.Device == device)
            {
                var isOurs = message.Origin == AnnouncedAddress.Origin || (label is not null && message.Label == label);
                found.Add(new AnnouncedAddress(device, entry.Address, isOurs));
            }
        });
        return found;
    }

    /// <exception cref="IoFailureException">The kernel refuses.</exception>
    public static void Add(int device, string name, IPAddress address) =>
        RouteExchange.Run(Message(MessageNewAddress, FlagCreateNew, device, name, address));

    /// <exception cref="IoFailureException">The kernel refuses.</exception>
    public static void Remove(int device, string name, IPAddress address) =>
        RouteExchange.Run(Message(MessageDeleteAddress, 0, device, name, address));

    /// <summary>A request for one address with the whole prefix: /32, or /128 without a search for a second holder.</summary>
    internal static byte[] Message(ushort type, ushort flags, int device, string name, IPAddress address)
    {
        var isSix = address.AddressFamily == AddressFamily.InterNetworkV6;
        var bytes = address.GetAddressBytes();
        var label = isSix ? null : AnnouncedAddress.LabelOn(name);
        byte[] payload =
        [
            (byte)(isSix ? Libc.AfInet6 : Libc.AfInet), (byte)(8 * bytes.Length), 0, 0, .. BitConverter.GetBytes(device),
            .. Attribute(AttributeLocal, bytes),
            .. Attribute(AttributeAddress, bytes),
            .. label is not null ? Attribute(AttributeLabel, [.. Encoding.UTF8.GetBytes(label), 0]) : [],
            .. isSix ? Attribute(AttributeFlags, BitConverter.GetBytes(FlagNoDad)) : [],
            .. Attribute(AttributeOrigin, [AnnouncedAddress.Origin]),
        ];
        return Request(type, (ushort)(FlagAcknowledge | flags), Sequence, payload);
    }
}
