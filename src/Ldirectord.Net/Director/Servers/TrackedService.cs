using System.Collections.Immutable;
using System.Net;
using Ldirectord.Config;
using Ldirectord.Health;
using Ldirectord.Ipvs;
using Ldirectord.Planning;

namespace Ldirectord.Director;

/// <summary>One virtual service of the active configuration with what is known of its real servers.</summary>
internal sealed class TrackedService(VirtualService service, ImmutableArray<TrackedServer> servers)
{
    private readonly Dictionary<IPEndPoint, TrackedServer> _byEndPoint = servers.ToDictionary(server => server.Key.EndPoint);

    public VirtualService Service { get; } = service;

    /// <summary>In the order of the configuration.</summary>
    public ImmutableArray<TrackedServer> Servers { get; } = servers;

    public ServiceView View => new(server => _byEndPoint[server.Destination.EndPoint].View);

    /// <summary>A real server serves: it is up, and has a weight.</summary>
    public bool AnyUp => Servers.Any(server => server.Server.HasWeight && server.View.IsUp);

    /// <summary>A client of the service has somebody who answers: a real server, or the fallback.</summary>
    public bool IsServed => AnyUp || Service.Fallback is not null;

    /// <summary>A real server serves with its whole weight.</summary>
    public bool CarriesLoad => Servers.Any(server => SlowStartRules.CarriesLoad(server.Server, server.View));

    /// <summary>Ends the slow start of servers whose weight an operator changed.</summary>
    public void YieldTo(ServiceEntry actual)
    {
        foreach (var entry in actual.Destinations)
            Find(entry.Destination.EndPoint)?.YieldTo(entry.Destination.Weight);
    }

    public TrackedServer? Find(IPEndPoint endPoint) => _byEndPoint.GetValueOrDefault(endPoint);
}
