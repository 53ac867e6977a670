using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ldirectord.Status;

/// <summary>
/// What viewers have been sent, and what of a newer report they have not. Servers of which only numbers moved, as after every check, take
/// turns: <see cref="Budget"/> of them in a change, so that a change stays small with thousands of servers.
/// </summary>
internal sealed class ReportDiff
{
    /// <summary>Servers in a change of which only times, counts and passed checks are new.</summary>
    public const int Budget = 100;

    private static readonly IReadOnlyList<ServerReport> s_noServers = [];
    private static readonly IReadOnlyList<double> s_noCurve = [];

    private Dictionary<string, SentService> _sent = [];
    private JsonObject _top = [];

    public ReportDiff(StatusReport first) => _ = Next(first);

    /// <returns>Null if nothing is new.</returns>
    public ChangeReport? Next(StatusReport report)
    {
        var services = new Dictionary<string, JsonObject>();
        var servers = new Dictionary<string, IReadOnlyDictionary<string, ServerReport>>();
        var before = _sent;
        _sent = [];
        var minor = new List<(string Service, ServerReport Server, DateTimeOffset? LastTold)>();
        foreach (var service in report.Services)
        {
            var known = before.GetValueOrDefault(service.Virtual);
            var now = new SentService(service, []);
            if (!_sent.TryAdd(service.Virtual, now))
                continue;
            if (known is null || !HasSameFields(known.Service, service))
                services[service.Virtual] = Fields(service);
            foreach (var server in service.Servers)
            {
                var told = known?.Servers.GetValueOrDefault(server.Real);
                // A fallback may have the address of a real server: the first of both is told of.
                if (!now.Servers.TryAdd(server.Real, told ?? server) || told == server)
                    continue;
                if (told is null || Without(told) != Without(server))
                    Tell(service.Virtual, server);
                else
                    minor.Add((service.Virtual, server, told.CheckedAt));
            }
        }

        foreach (var (service, server, _) in minor.Count > Budget ? minor.OrderBy(one => one.LastTold).Take(Budget) : minor)
            Tell(service, server);
        var removed = Removed(before, _sent);
        var top = NewTop(report);
        return services.Count + servers.Count + removed.Services.Count + removed.Servers.Count == 0 && top is null ? null
            : new ChangeReport(services, servers, removed, top);

        void Tell(string service, ServerReport server)
        {
            if (!servers.TryGetValue(service, out var told))
                servers[service] = told = new Dictionary<string, ServerReport>();
            ((Dictionary<string, ServerReport>)told)[server.Real] = server;
            _sent[service].Servers[server.Real] = server;
        }
    }

    private static RemovedReport Removed(Dictionary<string, SentService> before, Dictionary<string, SentService> now)
    {
        var servers = new Dictionary<string, IReadOnlyList<string>>();
        foreach (var (name, service) in now)
        {
            if (before.TryGetValue(name, out var known)
                && known.Servers.Keys.Where(server => !service.Servers.ContainsKey(server)).ToList() is { Count: > 0 } gone)
                servers[name] = gone;
        }

        return new RemovedReport([.. before.Keys.Where(name => !now.ContainsKey(name))], servers);
    }

    /// <summary>The fields of the report itself that are new; null if none is.</summary>
    private JsonObject? NewTop(StatusReport report)
    {
        var now = JsonSerializer.SerializeToNode(report with { Services = [] }, ReportJson.Default.StatusReport)!.AsObject();
        now.Remove("services");
        var changed = new JsonObject();
        foreach (var (name, value) in now)
        {
            if (!_top.TryGetPropertyValue(name, out var known) || !JsonNode.DeepEquals(known, value))
                changed[name] = value?.DeepClone();
        }

        _top = now;
        return changed.Count > 0 ? changed : null;
    }

    private static bool HasSameFields(ServiceReport one, ServiceReport other) =>
        one with { Servers = s_noServers, Curve = s_noCurve } == other with { Servers = s_noServers, Curve = s_noCurve }
        && one.Curve.SequenceEqual(other.Curve);

    private static JsonObject Fields(ServiceReport service)
    {
        var fields = JsonSerializer.SerializeToNode(service with { Servers = s_noServers }, ReportJson.Default.ServiceReport)!.AsObject();
        fields.Remove("servers");
        return fields;
    }

    /// <summary>Without what changes with every check and every client.</summary>
    private static ServerReport Without(ServerReport server) => server with
    {
        Active = 0,
        Inactive = 0,
        Persistent = 0,
        Ms = null,
        CheckedAt = null,
        Strip = "",
        Uptime = null,
    };

    private sealed record SentService(ServiceReport Service, Dictionary<string, ServerReport> Servers);
}
