using System.Text.Json;
using Ldirectord.Text;

namespace Ldirectord.Status;

/// <summary>Makes the texts of a report safe for a terminal: no control characters, line ends or changes of text direction.</summary>
internal static class TerminalText
{
    /// <exception cref="JsonException">The report lacks a field that every report has.</exception>
    public static StatusReport Clean(StatusReport report) => report with
    {
        Config = Clean(report.Config),
        Services = [.. Present(report.Services).Select(service => Present(service) with
        {
            Virtual = Clean(service.Virtual),
            Line = Clean(service.Line),
            Scheduler = Clean(service.Scheduler),
            Lost = service.Lost is { } lost ? Clean(lost) : null,
            Servers = [.. Present(service.Servers).Select(server => Present(server) with
            {
                Real = Clean(server.Real),
                Forward = Clean(server.Forward),
                Reason = Clean(server.Reason),
                Tunnel = server.Tunnel is { } tunnel ? Clean(tunnel) : null,
                Agent = server.Agent is { } agent ? Clean(agent) : null,
            })],
        })],
        Comparison = report.Comparison is { } comparison
            ? new DriftReport([.. Present(comparison.Now).Select(Clean)], [.. Present(comparison.Ended).Select(CleanEnded)])
            : null,
    };

    private static DifferenceReport CleanEnded(DifferenceReport difference) =>
        Present(difference) is { Since: not null, Until: not null }
            ? Clean(difference)
            : throw new JsonException("a resolved difference lacks its times");

    private static DifferenceReport Clean(DifferenceReport difference) => Present(difference) with
    {
        Virtual = Clean(difference.Virtual),
        Command = Clean(difference.Command),
        Kernel = difference.Kernel is { } kernel ? Clean(kernel) : null,
        Reason = Clean(difference.Reason),
    };

    private static string Clean(string? text) => Printable.Of(Present(text));

    private static T Present<T>(T? value) where T : class => value ?? throw new JsonException("a field is null that must have a value");
}
