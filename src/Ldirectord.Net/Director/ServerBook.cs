using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Net;
using Ldirectord.Config;
using Ldirectord.Health;
using Ldirectord.Ipvs;

namespace Ldirectord.Director;

/// <summary>All servers of one configuration with what is known of them, found by virtual service and by probe.</summary>
internal sealed class ServerBook
{
    private readonly FrozenDictionary<ServerKey, ServerRecord> _byKey;
    private readonly FrozenDictionary<ProbeKey, ImmutableArray<ServerRecord>> _byProbe;

    /// <param name="previous">The book of the configuration before this one: servers that are in both keep their health.</param>
    /// <param name="table">The table now: a server that is new here and serves already is adopted.</param>
    public ServerBook(DirectorConfig config, ServerBook? previous, IpvsTable table, DateTimeOffset now)
    {
        var actual = table.Services.ToDictionary(entry => entry.Service.Id);
        _byKey = (
            from service in config.VirtualServices
            from server in service.RealServers
            select !service.IsOff && previous?.Find(new ServerKey(service.Id, server.Destination.EndPoint)) is { } before
                ? before.CarryInto(service, server)
                : New(service, server))
            .ToFrozenDictionary(record => record.Key);
        _byProbe = _byKey.Values
            .Where(record => !record.Service.IsOff)
            .GroupBy(record => record.Probe)
            .ToFrozenDictionary(group => group.Key, group => group.ToImmutableArray());
        Probes = _byProbe.Keys.ToFrozenSet();

        ServerRecord New(VirtualService service, RealServer server)
        {
            var record = new ServerRecord(service, server, Adoption.Initial(service, server, actual.GetValueOrDefault(service.Id)), now);
            // A probe that goes on need not run again before its verdict holds here too.
            if (!service.IsOff && previous?.LastVerdict(record.Probe) is { } verdict)
                record.Remember(verdict, record.Health.Next(verdict.Result, service.FailureCount), now);
            return record;
        }
    }

    public IEnumerable<ServerRecord> Servers => _byKey.Values;

    /// <summary>The distinct checks.</summary>
    public IReadOnlySet<ProbeKey> Probes { get; }

    public ImmutableArray<IPAddress> Addresses => [.. Servers.Select(record => record.Server.EndPoint.Address).Distinct()];

    public ServerRecord? Find(ServerKey key) => _byKey.GetValueOrDefault(key);

    public ServerHealth HealthOf(VirtualService service, RealServer server) => _byKey[new ServerKey(service.Id, server.Destination.EndPoint)].Health;

    /// <summary>The servers one probe speaks for; none if the probe is of a configuration that is no longer in force.</summary>
    public ImmutableArray<ServerRecord> Of(ProbeKey probe) => _byProbe.GetValueOrDefault(probe, []);

    public bool AnyUp(VirtualService service) => service.RealServers.Any(server => HealthOf(service, server).IsUp);

    /// <summary>The virtual services with a real server that is up, and the real servers that are; a server of several services counts in each. Off does not count.</summary>
    public (UpCount Services, UpCount Servers) CountUp(DirectorConfig config)
    {
        var (services, servers) = (new UpCount(0, 0), new UpCount(0, 0));
        foreach (var service in config.VirtualServices.Where(service => !service.IsOff))
        {
            var up = service.RealServers.Count(server => HealthOf(service, server).IsUp);
            services += new UpCount(up > 0 ? 1 : 0, 1);
            servers += new UpCount(up, service.RealServers.Length);
        }
        return (services, servers);
    }

    private Verdict? LastVerdict(ProbeKey probe) => Of(probe).FirstOrDefault()?.LastVerdict;
}
