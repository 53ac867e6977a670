using System.Globalization;
using System.Text;

namespace Ldirectord.Status;

/// <summary>The report for people: the columns of "ipvsadm -Ln" first, then each server's health, how long it has it, and why.</summary>
internal static class StatusTable
{
    private const string Green = "\e[32m", Red = "\e[31m", Yellow = "\e[33m", Plain = "\e[0m";

    private static readonly string[] s_head =
        ["  -> RemoteAddress:Port", "Forward", "Weight", "ActiveConn", "InActConn", "Health", "For", "Reason"];

    private static readonly CompositeFormat s_row = CompositeFormat.Parse("{0,-31} {1,-7} {2,-6} {3,-10} {4,-9} ");

    /// <param name="colour">The reader is a terminal that shows colours.</param>
    public static string Render(StatusReport report, DateTimeOffset now, bool colour)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{report.Config}, running for {Span(now - report.Started)}");
        text.Append(report.DryRun ? ", a dry run: the kernel's table is not touched\n" : "\n");
        text.Append("Prot LocalAddress:Port Scheduler Flags\n");
        text.Append(Row(s_head)).Append(CultureInfo.InvariantCulture, $"{s_head[5],-11} {s_head[6],-7} {s_head[7]}\n");
        foreach (var service in report.Services)
        {
            text.Append(CultureInfo.InvariantCulture, $"{service.Protocol,-4} {service.Address} {service.Scheduler}");
            text.Append(service.Options.Length > 0 ? $" {service.Options}" : "").Append(service.InTable ? "\n" : " (not in the table)\n");
            foreach (var server in service.Servers)
                text.Append(Line(server, now, colour));
        }
        return text.ToString();
    }

    private static string Line(ServerReport server, DateTimeOffset now, bool colour)
    {
        var row = Row(
            $"  -> {server.Real}",
            server.Forward,
            server.Weight?.ToString(CultureInfo.InvariantCulture) ?? "-",
            server.Active.ToString(CultureInfo.InvariantCulture),
            server.Inactive.ToString(CultureInfo.InvariantCulture));
        var paint = !colour ? "" : server.Health switch
        {
            "up" => Green,
            "down" => Red,
            "maintenance" or "unknown" => Yellow,
            _ => "",
        };
        var took = server.Ms is { } ms ? string.Create(CultureInfo.InvariantCulture, $" ({ms:0.#} ms)") : "";
        var failures = server is { Failures: > 0, Health: "up" } ? $"; failed {server.Failures} in a row" : "";
        var tail = $"{paint}{server.Health,-11}{(paint.Length > 0 ? Plain : "")} {Span(now - server.Since),-7} {server.Reason}{took}{failures}";
        return row + tail.TrimEnd() + "\n";
    }

    private static string Row(params object[] cells) => string.Format(CultureInfo.InvariantCulture, s_row, cells);

    /// <summary>"42s", "3m12s", "2h05m", "4d03h".</summary>
    private static string Span(TimeSpan span) => span switch
    {
        { Ticks: < 0 } => "0s",
        { TotalMinutes: < 1 } => $"{span.Seconds}s",
        { TotalHours: < 1 } => $"{span.Minutes}m{span.Seconds:00}s",
        { TotalDays: < 1 } => $"{span.Hours}h{span.Minutes:00}m",
        _ => $"{span.Days}d{span.Hours:00}h",
    };
}
