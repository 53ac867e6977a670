using System.Collections.Immutable;
using System.Globalization;
using Ldirectord.Director;
using Ldirectord.Ipvs;

namespace Ldirectord.Status;

/// <summary>Why one server is as it is, in sentences without a full stop; the weightiest first. Pure.</summary>
internal static class ServerSentences
{
    public static ImmutableArray<string> Of(DirectorSnapshot snapshot, ServiceSnapshot service, ServerSnapshot server, DateTimeOffset now)
    {
        string?[] all =
        [
            $"{HealthWord(server.Health)} for {StatusTable.Span(now - server.Since)}: {server.Reason}",
            InTable(server),
            Check(service, server, now),
            Role(service),
            Counting(service, server),
            server.SlowStart is { } percent ? $"slow start: it has {percent} % of its weight, the rest follows in steps" : null,
            server.Agent is { } agent ? $"its agent says: {agent}" : null,
            server.WeightNote?.Weight is { } given
                ? $"a file in maintenancedir gives it the weight {given}{Health.NoteWords.After(server.WeightNote)}" : null,
            server.Health == ReportedHealth.Kept ? $"it stays in the table although it fails (keepservers): kept {service.Kept}" : null,
            service.Lost is { } lost ? $"its service is lost: {lost}" : null,
            Uptime(server),
            .. Drift(snapshot, service, server),
        ];
        return [.. all.OfType<string>()];
    }

    private static string HealthWord(ReportedHealth health) => health switch
    {
        ReportedHealth.Up => "up",
        ReportedHealth.Down => "down",
        ReportedHealth.Kept => "fails",
        ReportedHealth.Drain => "draining",
        ReportedHealth.Maintenance => "in maintenance",
        ReportedHealth.Fallback => "the fallback server",
        ReportedHealth.Off => "not checked (checktype=off)",
        _ => "of unknown health",
    };

    private static string InTable(ServerSnapshot server) => server.Destination is not { } entry
        ? "not in the kernel's table: no client reaches it"
        : string.Create(
            CultureInfo.InvariantCulture,
            $"in the kernel's table with weight {entry.Destination.Weight} (configured: {server.Configured.Weight}), "
            + $"{entry.ActiveConnections} active and {entry.InactiveConnections} inactive connections, "
            + $"{entry.PersistentConnections} clients kept by persistence");

    private static string? Check(ServiceSnapshot service, ServerSnapshot server, DateTimeOffset now)
    {
        if (service.Configured is not { } section || server.Server is not { } real || server.IsFallback || section.IsOff)
            return null;
        if (service.Role == Health.ServiceRole.Suspended)
            return null;
        var interval = $"every {section.CheckInterval.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture)} s";
        if (server is not { CheckedAt: { } checkedAt, Milliseconds: { } took })
            return $"its check ({real.Check.Kind}) runs {interval}, and none has ended yet";
        var last = string.Create(CultureInfo.InvariantCulture, $"{StatusTable.Span(now - checkedAt)} ago after {took:0.#} ms");
        return $"its check ({real.Check.Kind}) runs {interval}; the last one ended {last}";
    }

    private static string? Role(ServiceSnapshot service) => service.Role switch
    {
        Health.ServiceRole.Suspended => "this director is a standby for its service, and does not check until it is the active one",
        Health.ServiceRole.Standby => "this director is a standby for its service: it checks, and neither mails nor runs fallbackcommand",
        _ => null,
    };

    private static string? Counting(ServiceSnapshot service, ServerSnapshot server) =>
        server.Rising is { } rising ? $"{rising.Passes} of {rising.Of} passed checks that put it in (successcount)"
        : server is { Health: ReportedHealth.Up, Failures: > 0 } && service.Configured is { } section
            ? $"{server.Failures} of {section.FailureCount} failed checks in a row that take it out (failurecount)"
        : server.Health == ReportedHealth.Down ? FailedInARow(server.Strip.ToString())
        : null;

    /// <summary>Health itself counts no further than failurecount.</summary>
    private static string? FailedInARow(string strip)
    {
        var failed = strip.Length - strip.TrimEnd('-').Length;
        return failed switch
        {
            0 => null,
            1 => "its last check failed",
            CheckStrip.Length => $"its last {failed} checks failed, or more",
            _ => $"its last {failed} checks failed",
        };
    }

    private static string? Uptime(ServerSnapshot server) => server.Uptime is not { } share ? null : string.Create(
        CultureInfo.InvariantCulture,
        $"up {100 * share:0.##} % of the time since the daemon knows it; it became up {server.Transitions.Up} times, "
        + $"and down {server.Transitions.Down} times");

    private static IEnumerable<string> Drift(DirectorSnapshot snapshot, ServiceSnapshot service, ServerSnapshot server) =>
        from drift in snapshot.Comparison?.Now ?? []
        where drift.Operation.ServiceId.Equals(service.Service.Id)
        let command = IpvsadmFormat.Command(drift.Operation)
        where EndPointOf(drift.Operation) is not { } endPoint || endPoint.Equals(server.Configured.EndPoint)
        select $"the kernel's table differs: it has {drift.Kernel ?? "nothing"}, expected {command}";

    private static System.Net.IPEndPoint? EndPointOf(IpvsOperation operation) => operation switch
    {
        AddDestination add => add.Destination.EndPoint,
        EditDestination edit => edit.Destination.EndPoint,
        DeleteDestination delete => delete.EndPoint,
        _ => null,
    };
}
