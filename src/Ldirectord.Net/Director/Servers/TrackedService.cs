using System.Collections.Immutable;
using System.Net;
using Ldirectord.Config;
using Ldirectord.Health;
using Ldirectord.Ipvs;
using Ldirectord.Planning;

namespace Ldirectord.Director;

/// <summary>One virtual service of the active configuration with what is known of its real servers.</summary>
/// <param name="wasLost">In the configuration before, or as the table shows.</param>
internal sealed class TrackedService(VirtualService service, ImmutableArray<TrackedServer> servers, bool wasLost)
{
    private readonly Dictionary<IPEndPoint, TrackedServer> _byEndPoint = servers.ToDictionary(server => server.Key.EndPoint);
    private bool _awaitsSuccessor;
    private HashSet<TrackedServer> _kept = [.. servers.Where(server => server.View.IsKept)];

    public VirtualService Service { get; } = service;

    /// <summary>What this director is for the service.</summary>
    public ServiceRole Role { get; set; }

    /// <summary>In the order of the configuration.</summary>
    public ImmutableArray<TrackedServer> Servers { get; } = servers;

    public ServiceView View => ServersView with { IsLost = Service.Quorum.IsDefault ? null : IsLost };

    /// <summary>Fewer servers are up than minservers. Of a service with the default quorum, false: <see cref="AnyUp"/> decides.</summary>
    public bool IsLost { get; private set; } = wasLost && !service.Quorum.IsDefault;

    /// <summary>Enough real servers serve.</summary>
    public bool IsWhole => AnyUp && !IsLost;

    /// <summary>
    /// It was served before a reload put other servers in the place of all that were up, and none of them has passed yet, but may. The old
    /// ones stay in the table meanwhile, so its fallback is not needed, nor its fallbackcommand.
    /// </summary>
    public bool AwaitsSuccessor
    {
        get => _awaitsSuccessor && !AnyUp && Servers.Any(server => server.Server.HasWeight && server.View.State == ServerState.Unknown);
        init => _awaitsSuccessor = value;
    }

    /// <summary>"1 of 4 up, 2 wanted".</summary>
    public string QuorumWords => QuorumRules.Words(Service.Quorum, IsLost, Count);

    /// <summary>"2 of 4: 50 % stay"; null if no failed server is kept.</summary>
    public string? KeptWords => _kept.Count == 0 ? null : KeepRules.Words(Service.Quorum, _kept.Count, Count);

    private ServiceView ServersView => new(server => _byEndPoint[server.Destination.EndPoint].View);

    private QuorumCount Count => QuorumCount.Of(Service, ServersView);

    /// <summary>A real server serves: it is up, and has a weight.</summary>
    public bool AnyUp => Servers.Any(server => server.Server.HasWeight && server.View.IsUp);

    /// <summary>A client of the service has somebody who answers: a real server, or the fallback.</summary>
    public bool IsServed => AnyUp || Service.Fallback is not null;

    /// <summary>Counts again.</summary>
    /// <returns>Whether the service became lost, or whole again.</returns>
    public bool UpdateQuorum()
    {
        _awaitsSuccessor = AwaitsSuccessor;
        if (Service.Quorum.IsDefault || Service.IsOff)
            return false;
        var before = IsLost;
        IsLost = QuorumRules.IsLost(Service.Quorum, before, Count);
        return IsLost != before;
    }

    /// <summary>keepservers: decides again which failed servers stay. To be called after <see cref="UpdateQuorum"/>.</summary>
    /// <returns>The servers that are kept from now on, and those that are no longer.</returns>
    public (ImmutableArray<TrackedServer> Begun, ImmutableArray<TrackedServer> Ended) UpdateKept()
    {
        if (Service.Quorum.KeepPercent == 0 || Service.IsOff)
            return ([], []);
        var before = _kept;
        _kept =
        [
            .. KeepRules.Kept(Service, View, server => _byEndPoint[server.Destination.EndPoint].Since)
                .Select(server => _byEndPoint[server.Destination.EndPoint]),
        ];
        foreach (var server in Servers)
            server.Judge(hasServed: server.View.IsUp || _kept.Contains(server));
        return ([.. _kept.Where(server => !before.Contains(server))], [.. before.Where(server => !_kept.Contains(server))]);
    }

    /// <summary>A real server serves with its whole weight.</summary>
    public bool CarriesLoad => Servers.Any(server => SlowStartRules.CarriesLoad(server.Server, server.View));

    /// <summary>Ends the slow start of servers whose weight an operator changed, and what is held of servers that are gone.</summary>
    /// <param name="actual">The service as the table has it; null if it is not there.</param>
    public void YieldTo(ServiceEntry? actual)
    {
        var moving = Servers.Where(server => server.View.Ramp is not null || server.View.HeldWeight is not null).ToList();
        if (moving.Count == 0)
            return;
        var found = (actual?.Destinations ?? []).ToDictionary(entry => entry.Destination.EndPoint, entry => entry.Destination.Weight);
        foreach (var server in moving)
            server.YieldTo(found.TryGetValue(server.Key.EndPoint, out var weight) ? weight : null);
    }

    public TrackedServer? Find(IPEndPoint endPoint) => _byEndPoint.GetValueOrDefault(endPoint);
}
