using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using Ldirectord.Config;
using Ldirectord.Ipvs;
using Ldirectord.Networking;

namespace Ldirectord.Doctor;

/// <summary>A director that is examined: its machine and its configuration.</summary>
internal sealed class DirectorCase(Host host, DirectorConfig config)
{
    private readonly Lazy<ImmutableArray<RealCase>> _reals = new(() =>
    [
        .. from service in config.VirtualServices
           from server in service.RealServers
           select new RealCase(service, server, host.RouteTo(server.EndPoint.Address)),
    ]);

    public Host Host => host;

    public DirectorConfig Config => config;

    /// <summary>What answers for an address on the wire; null if nobody was asked.</summary>
    public ArpReport? Arp { get; init; }

    /// <summary>Connections through a virtual address; null if none was tried.</summary>
    public ImmutableArray<ThroughResult>? Through { get; init; }

    /// <summary>Every virtual address once. A firewall mark has none.</summary>
    public IEnumerable<IPAddress> Virtuals =>
        config.VirtualServices.Select(service => service.Id.EndPoint?.Address).OfType<IPAddress>().Distinct();

    public IEnumerable<IPAddress> Virtuals4 => Virtuals.Where(address => address.AddressFamily == AddressFamily.InterNetwork);

    public ImmutableArray<RealCase> Reals => _reals.Value;

    public IEnumerable<RealCase> With(params ForwardingMethod[] methods) => Reals.Where(real => methods.Contains(real.Method));

    /// <summary>The real servers that answer a client themselves, and so have the virtual address.</summary>
    public IEnumerable<RealCase> Direct => With(ForwardingMethod.Gate, ForwardingMethod.Ipip);

    /// <summary>Interfaces, other than lo, on which a virtual address stands.</summary>
    public IEnumerable<NetworkLink> LinksOf(IPAddress address) =>
        host.Of(address).Select(one => host.Link(one.At.Device)).OfType<NetworkLink>().Where(link => !link.IsLoopback);

    /// <summary>Each finding about one real server once, however many services have it.</summary>
    public static IEnumerable<RealCase> Once(IEnumerable<RealCase> reals) => reals.DistinctBy(real => real.Address);
}

/// <summary>A real server of a service, and the way to it.</summary>
internal sealed record RealCase(VirtualService Service, RealServer Server, RouteAnswer? Route)
{
    public IPAddress Address => Server.EndPoint.Address;

    public ForwardingMethod Method => Server.Destination.Method;

    public bool IsIPv4 => Address.AddressFamily == AddressFamily.InterNetwork;
}
