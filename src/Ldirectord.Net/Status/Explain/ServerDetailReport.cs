using Ldirectord.Config;
using Ldirectord.Director;

namespace Ldirectord.Status;

/// <summary>Why one real server of one virtual service is as it is.</summary>
/// <param name="Sentences">What is so, and why, in the order of its weight.</param>
/// <param name="Lines">The lines of the configuration file that made the server and its check; secrets are masked.</param>
/// <param name="LastFailure">The check that last failed since the daemon started; null if none has.</param>
/// <param name="Timeline">Its last changes of state, oldest first.</param>
/// <param name="Hints">What an operator may want to look at.</param>
internal sealed record ServerDetailReport(
    string Virtual,
    string Real,
    ReportedHealth Health,
    IReadOnlyList<string> Sentences,
    IReadOnlyList<ConfigLineReport> Lines,
    FailureReport? LastFailure,
    IReadOnlyList<EventReport> Timeline,
    MaintenanceReport? Maintenance,
    IReadOnlyList<string> Hints)
{
    /// <summary>Blocking: reads the configuration file.</summary>
    public static ServerDetailReport Of(DirectorSnapshot snapshot, ServiceSnapshot service, ServerSnapshot server, DateTimeOffset now)
    {
        var lines = snapshot.Config is { } config && service.Configured is { } section && server.Server is { } real
            ? ConfigLines.Of(config, section, real) : null;
        var hints = ServerHints.Of(snapshot, server, now);
        if (lines is null && !server.IsFallback)
            hints = hints.Add("the file on disk is no longer the active one, so its lines are not shown");
        return new(
            service.Name,
            server.EndPoint.ToString(),
            server.Health,
            ServerSentences.Of(snapshot, service, server, now),
            [.. (lines ?? []).Select(line => new ConfigLineReport(line.Number, line.Text))],
            FailureReport.Of(server.LastFailure),
            [.. server.Timeline.Select(EventReport.Of)],
            MaintenanceReport.Of(server.Maintenance),
            hints);
    }
}
