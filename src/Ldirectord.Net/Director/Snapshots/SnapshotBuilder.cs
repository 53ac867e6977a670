using System.Collections.Immutable;
using Ldirectord.Checks;
using Ldirectord.Config;
using Ldirectord.Health;
using Ldirectord.Ipvs;

namespace Ldirectord.Director;

/// <summary>Joins what the director knows with what the table holds.</summary>
internal static class SnapshotBuilder
{
    public static DirectorSnapshot Build(
        DirectorConfig config, ServerRegistry registry, IpvsTable table, DateTimeOffset startedAt, bool dryRun)
    {
        var actual = table.Services.ToDictionary(entry => entry.Service.Id);
        return new DirectorSnapshot(
            config.Path,
            startedAt,
            dryRun,
            [.. config.VirtualServices.Select(service => Of(service, registry, actual.GetValueOrDefault(service.Id), startedAt))]);
    }

    private static ServiceSnapshot Of(VirtualService service, ServerRegistry registry, ServiceEntry? actual, DateTimeOffset startedAt)
    {
        var found = (actual?.Destinations ?? []).ToDictionary(entry => entry.Destination.EndPoint);
        var tracked = registry.Of(service);
        var servers = tracked.Servers
            .Select(record => Suspended(tracked.Role, Of(record, found.GetValueOrDefault(record.Server.Destination.EndPoint))))
            .ToImmutableArray();
        if (service.Fallback is { } fallback)
        {
            servers = servers.Add(new ServerSnapshot(
                fallback.EndPoint,
                tracked.IsWhole ? null : found.GetValueOrDefault(fallback.EndPoint),
                fallback,
                IsFallback: true,
                ReportedHealth.Fallback,
                StatusCode.Fallback,
                FallbackSentence(tracked),
                Milliseconds: null,
                Failures: 0,
                startedAt));
        }

        return new ServiceSnapshot(actual?.Service ?? service.Service, service.CheckId, actual is not null, servers)
        {
            Configured = service,
            Role = tracked.Role,
            IsWhole = tracked.IsWhole,
            Traffic = actual?.Statistics ?? default,
            CheckKind = service.IsOff ? "off" : service.RealServers is [var first, ..] ? first.Check.Kind : "none",
            Lost = tracked.IsLost ? tracked.QuorumWords : null,
            Kept = tracked.KeptWords,
        };
    }

    /// <summary>standby = suspend: what its last check found is said to be old.</summary>
    private static ServerSnapshot Suspended(ServiceRole role, ServerSnapshot server) => (role, server.CheckedAt) switch
    {
        (not ServiceRole.Suspended, _) => server,
        (_, null) => server with { Reason = $"not checked on standby; {server.Reason}" },
        _ => server with { Reason = $"not checked on standby; the last time: {server.Reason}" },
    };

    private static string FallbackSentence(TrackedService service) =>
        service.IsLost ? $"serves while the service is lost ({service.QuorumWords})"
        : service.AnyUp ? "stands by while a real server is up"
        : "serves while no real server is up";

    private static ServerSnapshot Of(TrackedServer record, DestinationEntry? found) => new(
        record.Server.EndPoint,
        found,
        record.Server.Destination,
        IsFallback: false,
        HealthOf(record),
        Code(record),
        Reason(record),
        record.LastResult?.Elapsed.TotalMilliseconds,
        record.View.Failures,
        record.Since,
        record.CertificateExpires)
    {
        CheckedAt = record.CheckedAt,
        Transitions = record.Transitions,
        Server = record.Server,
        LastFailure = record.LastFailure,
        Timeline = record.Timeline,
        Strip = record.Strip,
        Uptime = record.Uptime.Share,
        Rising = Rising(record),
        Watch = record.Watch,
        SlowStart = record.View.Ramp is { } ramp ? 100 * ramp.Step / ramp.Steps : null,
        Maintenance = record.View.Order.Note,
        WeightNote = record.View.Order.WeightNote,
        DrainLimit = record.View.Admin == AdminState.Ready ? null : record.View.Order.Note?.Limit ?? record.Service.DrainLimit,
        Agent = record.View.Agent.Answer?.Text ?? (record.View.Agent.IsLost ? "lost" : null),
    };

    /// <summary>Passed checks of how many (successcount), from the first passed check, or the end of maintenance.</summary>
    private static (int Passes, int Of)? Rising(TrackedServer record) => record switch
    {
        { View: { IsInMaintenance: false, IsUp: false, Health.Passes: var passes }, Service.Pace.SuccessCount: > 1 and var of }
            when passes > 0 || record.IsReturning => (passes, of),
        _ => null,
    };

    public static ReportedHealth HealthOf(TrackedServer record) => record.Service.IsOff ? ReportedHealth.Off : record.View.State switch
    {
        ServerState.Up => ReportedHealth.Up,
        ServerState.Down => record.View.IsKept ? ReportedHealth.Kept : ReportedHealth.Down,
        null => record.View.Admin == AdminState.Drain ? ReportedHealth.Drain : ReportedHealth.Maintenance,
        _ => ReportedHealth.Unknown,
    };

    /// <summary>The code of the last probe, or why there is none.</summary>
    public static StatusCode Code(TrackedServer record) =>
        record.Service.IsOff ? StatusCode.Off
        : record.View.State is null ? StatusCode.Maintenance
        : IsDownByAgent(record) ? StatusCode.AgentDown
        : record.LastResult?.Result.Code ?? StatusCode.NotChecked;

    /// <summary>The sentence of the last probe, or why there is none.</summary>
    public static string Reason(TrackedServer record) => (record.View.State, record.LastResult) switch
    {
        (null, _) => record.View switch
        {
            { Admin: AdminState.Drain } view => $"a file in maintenancedir drains it{NoteWords.After(view.Order.Note)}",
            { Admin: AdminState.Maintenance } view => $"a file in maintenancedir names it{NoteWords.After(view.Order.Note)}",
            _ => "its agent says maint",
        },
        _ when IsDownByAgent(record) => record.View.Agent.Answer is { Description.Length: > 0 } answer
            ? $"its agent says down: {answer.Description}" : "its agent says down",
        (_, { } probe) => $"{probe.Result.Detail}{record.Server.CheckedAt}",
        (ServerState.Up, null) => "found in the table with a weight; not checked yet",
        _ => "not checked yet",
    };

    private static bool IsDownByAgent(TrackedServer record) =>
        record.View.State == ServerState.Down && record.View.Agent.Wish == AgentWish.Down && record.View.Health.State != ServerState.Down;
}
