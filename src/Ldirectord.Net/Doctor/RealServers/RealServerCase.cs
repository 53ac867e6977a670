using System.Net;
using System.Net.Sockets;
using Ldirectord.Ipvs;
using Ldirectord.Networking;

namespace Ldirectord.Doctor;

/// <summary>A real server that is examined.</summary>
/// <param name="Virtual">The virtual address.</param>
/// <param name="Port">The virtual service's port; null if it is not said.</param>
/// <param name="Director">The director's address on the servers' network; null if it is not said.</param>
internal sealed record RealServerCase(Host Host, IPAddress Virtual, int? Port, ForwardingMethod Method, IPAddress? Director)
{
    /// <summary>Documentation addresses (RFC 5737, RFC 3849) stand for a client beyond the routers.</summary>
    private static readonly IPAddress s_far4 = IPAddress.Parse("198.51.100.1"), s_far6 = IPAddress.Parse("2001:db8:ffff::1");

    public bool IsIPv4 => Virtual.AddressFamily == AddressFamily.InterNetwork;

    /// <summary>It answers clients itself, and so has the virtual address.</summary>
    public bool IsDirect => Method != ForwardingMethod.Masq;

    /// <summary>The way to clients beyond the routers; null if there is none.</summary>
    public RouteAnswer? Outside => Host.RouteTo(IsIPv4 ? s_far4 : s_far6);

    /// <summary>The same for answers from the virtual address, which rules may give another way (ip rule).</summary>
    public RouteAnswer? OutsideFromVirtual => Host.RouteFrom(IsIPv4 ? s_far4 : s_far6, Virtual);

    /// <summary>Interfaces on which others can ask for the virtual address.</summary>
    public IEnumerable<NetworkLink> Asked => Host.Links.Where(
        link => link is { IsUp: true, UsesArp: true } && Host.Addresses.Any(place => place.At.Device == link.Index));

    /// <summary>Interfaces of tunnels in which packets of a director come.</summary>
    public IEnumerable<NetworkLink> Tunnels => Host.Links.Where(link => link.Kind is "ipip" or "ip6tnl" or "sit");

    /// <summary>"192.0.2.10/32".</summary>
    public string Alone => AddressLooks.Alone(Virtual);

    /// <summary>The interface that should have the address, in commands.</summary>
    public string Device => Method == ForwardingMethod.Ipip && Tunnels.Any() ? Tunnels.First().Name : "lo";
}
