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
        Director = Clean(report.Director),
        Version = Clean(report.Version),
        Problem = CleanIfAny(report.Problem),
        Services = [.. Present(report.Services).Select(service => Present(service) with
        {
            Virtual = Clean(service.Virtual),
            Line = Clean(service.Line),
            Scheduler = Clean(service.Scheduler),
            Traffic = Present(service.Traffic),
            Curve = Present(service.Curve),
            Lost = CleanIfAny(service.Lost),
            Kept = CleanIfAny(service.Kept),
            Servers = [.. Present(service.Servers).Select(server => Present(server) with
            {
                Real = Clean(server.Real),
                Forward = Clean(server.Forward),
                Reason = Clean(server.Reason),
                Tunnel = CleanIfAny(server.Tunnel),
                Agent = CleanIfAny(server.Agent),
                Strip = Clean(server.Strip),
                Maintenance = server.Maintenance is { } maintenance ? Clean(maintenance) : null,
                WeightFile = server.WeightFile is { } weight ? Clean(weight) : null,
            })],
        })],
        Sync = [.. Present(report.Sync).Select(daemon => Present(daemon) with
        {
            Interface = Clean(daemon.Interface),
            Group = Clean(daemon.Group),
            Expected = CleanIfAny(daemon.Expected),
            Problem = CleanIfAny(daemon.Problem),
        })],
        Announced = [.. Present(report.Announced).Select(address => Present(address) with
        {
            Address = Clean(address.Address),
            Interface = Clean(address.Interface),
            Reason = Clean(address.Reason),
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
        Kernel = CleanIfAny(difference.Kernel),
        Reason = Clean(difference.Reason),
    };

    private static MaintenanceReport Clean(MaintenanceReport maintenance) => maintenance with
    {
        Mode = Clean(maintenance.Mode),
        Reason = CleanIfAny(maintenance.Reason),
        Who = CleanIfAny(maintenance.Who),
        Limit = CleanIfAny(maintenance.Limit),
    };

    private static WeightReport Clean(WeightReport weight) => weight with
    {
        Weight = Clean(weight.Weight),
        Reason = CleanIfAny(weight.Reason),
        Who = CleanIfAny(weight.Who),
    };

    private static string? CleanIfAny(string? text) => text is null ? null : Printable.Of(text);

    private static string Clean(string? text) => Printable.Of(Present(text));

    private static T Present<T>(T? value) where T : class => value ?? throw new JsonException("a field is null that must have a value");
}
