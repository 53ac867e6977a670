using System.Text.Json;
using System.Text.Json.Nodes;
using Ldirectord.Text;

namespace Ldirectord.Status;

/// <summary>
/// The way back from <see cref="ReportDiff"/>: what a viewer's report becomes by a change. The page's script does the same.
/// </summary>
internal static class ReportMerge
{
    /// <summary>
    /// A change names servers by their address, which a fallback may have, too: such a report can only be asked for whole.
    /// </summary>
    public static bool CanFollow(StatusReport report) =>
        report.Services.All(service => service.Servers.DistinctBy(server => server.Real).Count() == service.Servers.Count);

    /// <param name="report">Safe for a terminal, as is the result.</param>
    /// <returns>
    /// Null if the change has a service or a server that the report lacks: only a whole report tells the place of a new one.
    /// </returns>
    /// <exception cref="JsonException">The change lacks a field, or has one of another kind.</exception>
    public static StatusReport? Apply(StatusReport report, ChangeReport change)
    {
        var fields = ByName(change.Services);
        var servers = ByName(change.Servers);
        var goneServices = Names(change.Removed?.Services);
        var goneServers = ByName(change.Removed?.Servers);
        var services = new List<ServiceReport>();
        foreach (var service in report.Services.Where(service => !goneServices.Contains(service.Virtual)))
        {
            var told = ByName(servers.GetValueOrDefault(service.Virtual) ?? new Dictionary<string, ServerReport>());
            var gone = goneServers.TryGetValue(service.Virtual, out var names) ? Names(names) : [];
            if (told.Keys.Any(real => service.Servers.All(server => server.Real != real)))
                return null;
            var own = fields.TryGetValue(service.Virtual, out var changed) ? Service(changed, service.Virtual) : service;
            services.Add(own with
            {
                Servers = [.. service.Servers.Where(server => !gone.Contains(server.Real))
                    .Select(server => told.GetValueOrDefault(server.Real, server))],
            });
        }

        return fields.Keys.Concat(servers.Keys).Except(report.Services.Select(service => service.Virtual)).Any()
            ? null
            : TerminalText.Clean(Top(report, change.Top) with { Services = services });
    }

    private static StatusReport Top(StatusReport report, JsonObject? changed)
    {
        if (changed is null)
            return report;
        var top = JsonSerializer.SerializeToNode(report with { Services = [] }, ReportJson.Default.StatusReport)!.AsObject();
        foreach (var (name, value) in changed)
            top[name] = value?.DeepClone();
        return top.Deserialize(ReportJson.Default.StatusReport)!;
    }

    /// <summary>Fields come whole: one that is not there any more has ended.</summary>
    private static ServiceReport Service(JsonObject fields, string name)
    {
        var whole = fields.DeepClone().AsObject();
        whole["virtual"] = name;
        whole["servers"] = new JsonArray();
        return whole.Deserialize(ReportJson.Default.ServiceReport)!;
    }

    private static HashSet<string> Names(IReadOnlyList<string>? names) =>
        [.. (names ?? throw Missing()).Select(name => Printable.Of(name ?? throw Missing()))];

    /// <summary>By the name as the report has it.</summary>
    private static Dictionary<string, T> ByName<T>(IReadOnlyDictionary<string, T>? told) where T : class
    {
        var all = new Dictionary<string, T>();
        foreach (var (name, value) in told ?? throw Missing())
            all[Printable.Of(name)] = value ?? throw Missing();
        return all;
    }

    private static JsonException Missing() => new("a field is null that must have a value");
}
