using Ldirectord.Platform;

namespace Ldirectord.Networking;

/// <summary>A network interface on which addresses stand so that a routing daemon exports them.</summary>
/// <param name="Index">Its number; an interface that is made anew has another one.</param>
/// <param name="IsSilent">
/// The interface uses no ARP: a dummy, lo or a tunnel. On an ethernet two directors would both claim the address.
/// </param>
internal readonly record struct AnnounceInterface(int Index, bool IsUp, bool IsSilent)
{
    private const int Up = 0x1; // IFF_UP
    private const int Loopback = 0x8; // IFF_LOOPBACK
    private const int NoArp = 0x80; // IFF_NOARP

    /// <returns>Null if there is no interface of that name.</returns>
    public static AnnounceInterface? Find(string name) => InterfaceRequest.Find<AnnounceInterface>(
        name, (index, ask) => ask(InterfaceRequest.FlagsOf) is { } flags
            ? new AnnounceInterface(index, (flags & Up) != 0, (flags & (Loopback | NoArp)) != 0) : null);
}
