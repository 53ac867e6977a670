using System.Net;
using static Ldirectord.Networking.RouteNetlink;

namespace Ldirectord.Networking;

/// <summary>An address of this machine with all that the kernel tells of it.</summary>
/// <param name="Flags">IFA_F_*.</param>
/// <param name="Scope">RT_SCOPE_*: 0 for universe, 254 for host.</param>
internal sealed record InterfaceAddress(DeviceAddress At, uint Flags, byte Scope)
{
    private const byte Host = 254; // RT_SCOPE_HOST

    public IPAddress Address => At.Address;

    /// <summary>The address is for this machine alone: no connection to others begins from it.</summary>
    public bool IsForHostAlone => Scope == Host;

    /// <summary>The address goes when the first one of its network goes, unless promote_secondaries is on.</summary>
    public bool IsSecondary => (Flags & FlagSecondary) != 0;

    /// <summary>IPv6: another machine has the address (duplicate address detection, RFC 4862).</summary>
    public bool IsDuplicate => (Flags & FlagDadFailed) != 0;

    /// <summary>IPv6: whether another machine has the address is not known yet.</summary>
    public bool IsTentative => (Flags & FlagTentative) != 0 && (Flags & FlagOptimistic) == 0;

    /// <summary>The prefix holds this one address.</summary>
    public bool IsAlone => At.PrefixLength == 8 * Address.GetAddressBytes().Length;

    /// <exception cref="Platform.IoFailureException">The kernel does not tell.</exception>
    public static IReadOnlyList<InterfaceAddress> ReadAll()
    {
        var found = new List<InterfaceAddress>();
        RouteExchange.Run(AskForAddresses(1), MessageNewAddress, payload =>
        {
            if (AddressMessage.Read(payload) is { Address: { } entry } message)
                found.Add(new InterfaceAddress(entry, message.Flags, message.Scope));
        });
        return found;
    }
}
