using System.Collections.Immutable;
using System.Net;
using System.Runtime.InteropServices;
using Ldirectord.Checks;
using Ldirectord.Config;
using Ldirectord.Health;
using Ldirectord.Ipvs;

namespace Ldirectord.Director;

/// <summary>All servers of the active configuration with what is known of them, found by virtual service and by probe.</summary>
internal sealed class ServerRegistry
{
    private readonly Dictionary<ServerKey, TrackedServer> _byKey = [];
    private readonly Dictionary<ProbeKey, List<TrackedServer>> _byProbe = [];

    public IReadOnlyCollection<TrackedServer> Servers => _byKey.Values;

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
        var actual = table.ToDictionary(entry => entry.Service.Id);
        ImmutableArray<TrackedServer> coming =
        [
            .. from service in services.New
               from server in service.RealServers
               select !service.IsOff && Find(new ServerKey(service.Id, server.Destination.EndPoint)) is { } before
                   ? before.CarryInto(service, server)
                   : New(service, server),
        ];
        ImmutableArray<TrackedServer> going =
        [
            .. from service in services.Gone
               from server in service.RealServers
               select _byKey[new ServerKey(service.Id, server.Destination.EndPoint)],
        ];

        foreach (var record in going)
            _byKey.Remove(record.Key);
        _byKey.EnsureCapacity(_byKey.Count + coming.Length);
        _byProbe.EnsureCapacity(coming.Length);
        foreach (var record in coming)
            _byKey.Add(record.Key, record);
        return ChangeProbes(going, coming);

        TrackedServer New(VirtualService service, RealServer server)
        {
            var record = new TrackedServer(service, server, InitialHealth.Of(service, server, actual.GetValueOrDefault(service.Id)), now);
            // The result of a probe that goes on holds for this server, too.
            if (!service.IsOff && LastResult(record.Probe) is { } result)
                record.Apply(HealthTracker.OnResult(record, result, now));
            return record;
        }
    }

    public TrackedServer? Find(ServerKey key) => _byKey.GetValueOrDefault(key);

    public ServerView ViewOf(VirtualService service, RealServer server) =>
        _byKey[new ServerKey(service.Id, server.Destination.EndPoint)].View;

    /// <summary>The servers that share a probe; none if the probe is of an earlier configuration.</summary>
    public ReadOnlySpan<TrackedServer> Of(ProbeKey probe) => CollectionsMarshal.AsSpan(_byProbe.GetValueOrDefault(probe));

    /// <summary>A real server serves: it is up, and has a weight.</summary>
    public bool AnyUp(VirtualService service) =>
        service.RealServers.Any(server => server.HasWeight && ViewOf(service, server).IsUp);

    /// <summary>
    /// The virtual services with a real server that serves, and the real servers that are up. A server of several services counts in each.
    /// Services with checktype=off do not count.
    /// </summary>
    public (UpCount Services, UpCount Servers) CountUp(DirectorConfig config)
    {
        var (services, servers) = (new UpCount(0, 0), new UpCount(0, 0));
        foreach (var service in config.VirtualServices.Where(service => !service.IsOff))
        {
            var up = service.RealServers.Count(server => ViewOf(service, server).IsUp);
            services += new UpCount(AnyUp(service) ? 1 : 0, 1);
            servers += new UpCount(up, service.RealServers.Length);
        }
        return (services, servers);
    }

    private RegistryChange ChangeProbes(ImmutableArray<TrackedServer> going, ImmutableArray<TrackedServer> coming)
    {
        var begun = ImmutableArray.CreateBuilder<ProbeKey>();
        var ended = ImmutableArray.CreateBuilder<ProbeKey>();
        foreach (var record in going.Where(record => !record.Service.IsOff))
            _byProbe[record.Probe].Remove(record);
        foreach (var record in coming.Where(record => !record.Service.IsOff))
        {
            ref var servers = ref CollectionsMarshal.GetValueRefOrAddDefault(_byProbe, record.Probe, out var isKnown);
            servers ??= new List<TrackedServer>(capacity: 1);
            servers.Add(record);
            if (!isKnown)
                begun.Add(record.Probe);
        }

        foreach (var record in going)
        {
            if (Of(record.Probe).IsEmpty && _byProbe.Remove(record.Probe))
                ended.Add(record.Probe);
        }

        return new RegistryChange(coming, ended.DrainToImmutable(), begun.DrainToImmutable());
    }

    private ProbeResult? LastResult(ProbeKey probe) => Of(probe) is [var first, ..] ? first.LastResult : null;
}
