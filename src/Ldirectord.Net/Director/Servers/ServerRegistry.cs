using System.Collections.Immutable;
using System.Net;
using System.Runtime.InteropServices;
using Ldirectord.Checks;
using Ldirectord.Config;
using Ldirectord.Health;
using Ldirectord.Ipvs;
using Ldirectord.Planning;

namespace Ldirectord.Director;

/// <summary>All servers of the active configuration with what is known of them, found by virtual service and by probe.</summary>
internal sealed class ServerRegistry
{
    private readonly Dictionary<ServiceId, TrackedService> _services = [];
    private readonly Dictionary<ProbeKey, List<TrackedServer>> _byProbe = [];
    private ILookup<IPAddress, TrackedServer>? _byAddress; // made when a server fails

    public IEnumerable<TrackedServer> Servers => _services.Values.SelectMany(service => service.Servers);

    /// <summary>Whether this director is active for a virtual service, or no virtual service exists.</summary>
    public bool IsAnyActive => _services.Count == 0 || _services.Values.Any(service => ActivityRules.Speaks(service.Role));

    /// <summary>The distinct checks.</summary>
    public IReadOnlyCollection<ProbeKey> Probes => _byProbe.Keys;

    public ImmutableArray<IPAddress> Addresses => [.. Servers.Select(record => record.Server.EndPoint.Address).Distinct()];

    /// <summary>
    /// Another configuration becomes active. Servers that are in both keep their health; those of a service that did not change are not
    /// touched.
    /// </summary>
    /// <param name="table">The new services as the table has them: a server that is new here and has a weight there is adopted.</param>
    public RegistryChange Change(ConfigDelta services, IEnumerable<ServiceEntry> table, DateTimeOffset now)
    {
        _byAddress = null;
        var actual = table.ToDictionary(entry => entry.Service.Id);
        ImmutableArray<TrackedService> coming =
        [
            .. from service in services.New
               select new TrackedService(service, [.. service.RealServers.Select(server => Carry(service, server))], WasLost(service))
               {
                   AwaitsSuccessor = _services.GetValueOrDefault(service.Id) is { } before && (before.IsWhole || before.AwaitsSuccessor),
               },
        ];
        ImmutableArray<TrackedService> going = [.. services.Gone.Select(service => _services[service.Id])];

        foreach (var service in going)
            _services.Remove(service.Service.Id);
        foreach (var service in coming)
            _services.Add(service.Service.Id, service);
        return ChangeProbes([.. going.SelectMany(service => service.Servers)], [.. coming.SelectMany(service => service.Servers)]);

        bool WasLost(VirtualService service) => _services.GetValueOrDefault(service.Id)?.IsLost
            ?? QuorumRules.WasLost(service, actual.GetValueOrDefault(service.Id));

        TrackedServer Carry(VirtualService service, RealServer server) =>
            !service.IsOff && Find(new ServerKey(service.Id, server.Destination.EndPoint)) is { } before
                ? before.CarryInto(service, server)
                : New(service, server);

        TrackedServer New(VirtualService service, RealServer server)
        {
            var view = AdoptedServers.View(service, server, actual.GetValueOrDefault(service.Id));
            var record = new TrackedServer(service, server, view, now);
            if (record.AgentProbe is { } agent && Of(agent) is [var other, ..])
                record.Learn(other.View.Agent);
            // The result of a probe that goes on holds for this server, too.
            if (!service.IsOff && LastResult(record.Probe) is { } result)
            {
                var transition = HealthTracker.OnResult(record, result, now);
                var carried = _services.GetValueOrDefault(service.Id)?.CarriesLoad ?? false;
                var after = SlowStartRules.Next(transition.Before, transition.After, service, carried);
                // Nobody was told of it for this service.
                record.Apply(transition with { After = after with { Unknown = default } });
            }

            return record;
        }
    }

    /// <summary>Remembers the weight of a destination that was written.</summary>
    public void OnWritten(IpvsOperation operation)
    {
        var (id, written) = operation switch
        {
            AddDestination add => (add.ServiceId, add.Destination),
            EditDestination edit => (edit.ServiceId, edit.Destination),
            _ => (operation.ServiceId, null),
        };
        if (written is not null && Find(new ServerKey(id, written.EndPoint)) is { } server)
            server.WrittenWeight = written.Weight;
    }

    public TrackedServer? Find(ServerKey key) => _services.GetValueOrDefault(key.Service)?.Find(key.EndPoint);

    /// <param name="service">Of the active configuration.</param>
    public TrackedService Of(VirtualService service) => _services[service.Id];

    /// <summary>The servers that share a probe; none if the probe is of an earlier configuration.</summary>
    public ReadOnlySpan<TrackedServer> Of(ProbeKey probe) => CollectionsMarshal.AsSpan(_byProbe.GetValueOrDefault(probe));

    /// <summary>Every service that needs the probe is suspended.</summary>
    public bool IsSuspended(ProbeKey probe)
    {
        foreach (var server in Of(probe))
        {
            if (Of(server.Service).Role != ServiceRole.Suspended)
                return false;
        }

        return !Of(probe).IsEmpty;
    }

    /// <summary>The servers of one address: all services, all ports.</summary>
    public IEnumerable<TrackedServer> At(IPAddress address) =>
        (_byAddress ??= Servers.ToLookup(server => server.Server.EndPoint.Address))[address];

    /// <summary>
    /// The virtual services with a real server that serves, and the real servers that are up. A server of several services counts in each.
    /// Services with checktype=off do not count.
    /// </summary>
    public (UpCount Services, UpCount Servers) CountUp(DirectorConfig config)
    {
        var (services, servers) = (new UpCount(0, 0), new UpCount(0, 0));
        foreach (var service in config.VirtualServices.Where(service => !service.IsOff))
        {
            var tracked = Of(service);
            var up = tracked.Servers.Count(server => server.View.IsUp);
            services += new UpCount(tracked.IsWhole ? 1 : 0, 1);
            servers += new UpCount(up, service.RealServers.Length);
        }
        return (services, servers);
    }

    private RegistryChange ChangeProbes(ImmutableArray<TrackedServer> going, ImmutableArray<TrackedServer> coming)
    {
        var begun = ImmutableArray.CreateBuilder<ProbeKey>();
        var ended = ImmutableArray.CreateBuilder<ProbeKey>();
        foreach (var record in going.Where(record => !record.Service.IsOff))
        {
            _byProbe[record.Probe].Remove(record);
            if (record.AgentProbe is { } agent)
                _byProbe[agent].Remove(record);
        }

        foreach (var record in coming.Where(record => !record.Service.IsOff))
        {
            Add(record.Probe, record);
            if (record.AgentProbe is { } agent)
                Add(agent, record);
        }

        foreach (var record in going)
        {
            End(record.Probe);
            if (record.AgentProbe is { } agent)
                End(agent);
        }

        return new RegistryChange(coming, ended.DrainToImmutable(), begun.DrainToImmutable());

        void Add(ProbeKey probe, TrackedServer record)
        {
            ref var servers = ref CollectionsMarshal.GetValueRefOrAddDefault(_byProbe, probe, out var isKnown);
            servers ??= new List<TrackedServer>(capacity: 1);
            servers.Add(record);
            if (!isKnown)
                begun.Add(probe);
        }

        void End(ProbeKey probe)
        {
            if (Of(probe).IsEmpty && _byProbe.Remove(probe))
                ended.Add(probe);
        }
    }

    private ProbeResult? LastResult(ProbeKey probe) => Of(probe) is [var first, ..] ? first.LastResult : null;
}
