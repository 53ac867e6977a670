using System.Globalization;
using System.Text;
using Ldirectord.Director;
using Ldirectord.Health;
using Ldirectord.Ipvs;
using Ldirectord.Text;

namespace Ldirectord.Status;

/// <summary>The report as a table: the columns of "ipvsadm -Ln", then each server's health, since how long, and why.</summary>
internal static class StatusTable
{
    private const string Green = "\e[32m", Red = "\e[31m", Yellow = "\e[33m", Plain = "\e[0m";

    /// <param name="colour">Whether the output is a terminal that shows colours.</param>
    public static string Render(StatusReport report, DateTimeOffset now, bool colour)
    {
        var addresses = report.Services.SelectMany(service => service.Servers).Select(server => server.Real.Length);
        var width = addresses.Append(IpvsadmFormat.AddressWidth).Max();
        var text = new StringBuilder();
        text.Append(Title(report, now));
        if (report.Timeouts is { } timeouts)
            text.Append(CultureInfo.InvariantCulture, $"Timeout (tcp tcpfin udp): {timeouts.Tcp} {timeouts.TcpFin} {timeouts.Udp}\n");
        foreach (var daemon in report.Sync)
            text.Append(CultureInfo.InvariantCulture, $"{daemon.ToLine()}\n");
        foreach (var address in report.Announced)
            text.Append(CultureInfo.InvariantCulture, $"address {address.ToLine()}\n");
        text.Append(IpvsadmFormat.ServiceHeader).Append('\n');
        text.Append(CultureInfo.InvariantCulture, $"{IpvsadmFormat.DestinationHeader(width)} {"Health",-11} {"For",-7} Reason\n");
        foreach (var service in report.Services)
        {
            text.Append(service.Line).Append(service.Lost is { } lost ? $" (lost: {Printable.Of(lost)})" : "")
                .Append(service.Kept is { } kept ? $" (kept {Printable.Of(kept)})" : "")
                .Append(service.Role is { } role ? $" ({RoleWords.Capital(role)})" : "")
                .Append(service.InTable ? "\n" : " (not in the table)\n");
            foreach (var server in service.Servers)
                text.Append(Row(server, width)).Append(' ').Append(Health(server, now, colour)).Append('\n');
        }
        return text.ToString();
    }

    /// <summary>The first line: which daemon, and for how long it has run.</summary>
    public static string Title(StatusReport report, DateTimeOffset now) =>
        $"{Printable.Of(report.Config)}, running for {Span(now - report.Started)}"
        + $"{(report.DryRun ? ", dry run (kernel table is not modified)" : "")}\n";

    private static string Row(ServerReport server, int width) => IpvsadmFormat.DestinationRow(
        server.Real,
        width,
        server.Forward,
        server.Weight?.ToString(CultureInfo.InvariantCulture) ?? "-",
        server.Active.ToString(CultureInfo.InvariantCulture),
        server.Inactive.ToString(CultureInfo.InvariantCulture));

    private static string Health(ServerReport server, DateTimeOffset now, bool colour)
    {
        var paint = !colour ? "" : server.Health switch
        {
            ReportedHealth.Up => Green,
            ReportedHealth.Down or ReportedHealth.Kept => Red,
            ReportedHealth.Maintenance or ReportedHealth.Drain or ReportedHealth.Unknown => Yellow,
            _ => "",
        };
        // It has left the table.
        var word = server is { Health: ReportedHealth.Drain, Weight: null } ? "drained" : server.Health.ToString().ToLowerInvariant();
        var health = $"{paint}{word,-11}{(paint.Length > 0 ? Plain : "")}";
        var took = server.Ms is { } ms ? string.Create(CultureInfo.InvariantCulture, $" ({ms:0.#} ms)") : "";
        return $"{health} {Span(now - server.Since),-7} {Printable.Of(server.Reason)}{took}{Remarks(server, now)}".TrimEnd();
    }

    /// <summary>What is to be said of a server beside its last check, each with "; " before it; empty if nothing is.</summary>
    public static string Remarks(ServerReport server, DateTimeOffset now)
    {
        var failures = server is { Failures: > 0, Health: ReportedHealth.Up } ? $"; failed {server.Failures} in a row" : "";
        var ramp = server.SlowStart is { } percent ? $"; slow start {percent} %" : "";
        var agent = server.Agent is { } said ? $"; agent {Printable.Of(said)}" : "";
        var watch = server.Watch switch
        {
            WatchState.Held => "; connection held",
            WatchState.GivenUp => "; not watched, since it closes idle connections",
            _ => "",
        };
        var rising = server.PassesNeeded is { } needed ? $"; rising {server.Passes}/{needed}" : "";
        var tunnel = server.Tunnel is null ? "" : $"; tun={server.Tunnel}";
        var name = server.Name is { } of ? $"; {Printable.Of(of)}" : "";
        return $"{Left(server)}{failures}{rising}{ramp}{agent}{watch}{tunnel}{name}{Certificate(server, now)}";
    }

    /// <summary>Whom a drain waits for.</summary>
    private static string Left(ServerReport server) => server switch
    {
        not { Health: ReportedHealth.Drain, Weight: not null } => "",
        { Active: > 0 } => $"; {server.Active} left",
        { Persistent: > 0 } => $"; {server.Persistent} persistent left",
        _ => $"; {server.Inactive} left", // of udp no connection is active
    };

    /// <summary>Only if it is soon, or over.</summary>
    private static string Certificate(ServerReport server, DateTimeOffset now) => server.CertificateExpires switch
    {
        { } expires when expires <= now => $"; certificate expired {Span(now - expires)} ago",
        { } expires when expires - now < ProblemRules.CertificateSoon => $"; certificate ends in {Span(expires - now)}",
        _ => "",
    };

    /// <summary>"42s", "3m12s", "2h05m", "4d03h".</summary>
    public static string Span(TimeSpan span) => span switch
    {
        { Ticks: < 0 } => "0s",
        { TotalMinutes: < 1 } => $"{span.Seconds}s",
        { TotalHours: < 1 } => $"{span.Minutes}m{span.Seconds:00}s",
        { TotalDays: < 1 } => $"{span.Hours}h{span.Minutes:00}m",
        _ => $"{span.Days}d{span.Hours:00}h",
    };
}
