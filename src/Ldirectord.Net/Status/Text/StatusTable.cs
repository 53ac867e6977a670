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
        text.Append(IpvsadmFormat.ServiceHeader).Append('\n');
        text.Append(CultureInfo.InvariantCulture, $"{IpvsadmFormat.DestinationHeader(width)} {"Health",-11} {"For",-7} Reason\n");
        foreach (var service in report.Services)
        {
            text.Append(service.Line).Append(service.Lost is { } lost ? $" (lost: {Printable.Of(lost)})" : "")
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
            ReportedHealth.Down => Red,
            ReportedHealth.Maintenance or ReportedHealth.Unknown => Yellow,
            _ => "",
        };
        var took = server.Ms is { } ms ? string.Create(CultureInfo.InvariantCulture, $" ({ms:0.#} ms)") : "";
        var failures = server is { Failures: > 0, Health: ReportedHealth.Up } ? $"; failed {server.Failures} in a row" : "";
        var ramp = server.SlowStart is { } percent ? $"; slow start {percent} %" : "";
        var agent = server.Agent is { } said ? $"; agent {Printable.Of(said)}" : "";
        var watch = server.Watch switch
        {
            WatchState.Held => "; connection held",
            WatchState.GivenUp => "; not watched, since it closes idle connections",
            _ => "",
        };
        var health = $"{paint}{server.Health.ToString().ToLowerInvariant(),-11}{(paint.Length > 0 ? Plain : "")}";
        var rising = server.PassesNeeded is { } needed ? $"; rising {server.Passes}/{needed}" : "";
        var tunnel = server.Tunnel is null ? "" : $"; tun={server.Tunnel}";
        return $"{health} {Span(now - server.Since),-7} {Printable.Of(server.Reason)}{took}{failures}{rising}{ramp}{agent}{watch}{tunnel}"
            .TrimEnd();
    }

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
