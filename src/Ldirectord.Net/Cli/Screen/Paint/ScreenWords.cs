using System.Globalization;
using Ldirectord.Director;
using Ldirectord.Status;

namespace Ldirectord.Cli;

/// <summary>The words and marks of a server's row.</summary>
internal static class ScreenWords
{
    /// <summary>"up", "down", "draining", "serving" (a fallback), "standby".</summary>
    public static string State(ServerReport server) => server switch
    {
        { Fallback: true, Weight: > 0 } => "serving",
        { Fallback: true } => "standby",
        { Health: ReportedHealth.Drain } => server.Weight is null ? "drained" : "draining",
        { Health: ReportedHealth.Up } when ProblemRules.IsDraining(server) => "draining",
        _ => server.Health.ToString().ToLowerInvariant(),
    };

    /// <summary>A shape for the state, so that it is not told by colour alone.</summary>
    public static string Mark(ServerReport server, bool isUnicode) => State(server) switch
    {
        "up" => isUnicode ? "●" : "+",
        "down" => isUnicode ? "✗" : "!",
        "kept" => isUnicode ? "▲" : "^",
        "maintenance" or "drained" => isUnicode ? "■" : "M",
        "draining" => isUnicode ? "▽" : "v",
        "serving" => isUnicode ? "◆" : "F",
        "unknown" => "?",
        _ => isUnicode ? "○" : ".",
    };

    public static ScreenColour Colour(ServerReport server) => State(server) switch
    {
        "up" => ScreenColour.Green,
        "down" or "kept" or "serving" => ScreenColour.Red,
        "maintenance" or "draining" or "drained" or "unknown" => ScreenColour.Yellow,
        _ => ScreenColour.None,
    };

    /// <summary>Who took it out, why and until when; the operator's weight. Empty without either.</summary>
    public static string Note(ServerReport server)
    {
        var notes = new List<string>();
        if (server.Maintenance is { } maintenance)
            Add(notes, maintenance.Reason, maintenance.Who, maintenance.Until);
        if (server.WeightFile is { } weight)
        {
            notes.Add($"weight {weight.Weight}");
            Add(notes, weight.Reason, weight.Who, weight.Until);
        }

        if (server.Agent is { } agent)
            notes.Add($"agent {agent}");
        return string.Join("; ", notes);
    }

    /// <summary>Who took it out and why; otherwise what its last check found, and all that is to be said beside.</summary>
    public static string Why(ServerReport server, DateTimeOffset now)
    {
        var note = Note(server);
        return server.Maintenance is not null && note.Length > 0
            ? note
            : $"{server.Reason}{StatusTable.Remarks(server, now)}{(note.Length > 0 && server.Agent is null ? $"; {note}" : "")}";
    }

    /// <summary>"3/5": in the table, and configured if that differs.</summary>
    public static string Weight(ServerReport server) => server.Weight switch
    {
        null => "-",
        var weight when weight == server.ConfiguredWeight => Number(server.ConfiguredWeight),
        var weight => $"{Number(weight.Value)}/{Number(server.ConfiguredWeight)}",
    };

    public static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static void Add(List<string> notes, string? reason, string? who, DateTimeOffset? until)
    {
        if (!string.IsNullOrEmpty(reason))
            notes.Add(reason);
        if (!string.IsNullOrEmpty(who))
            notes.Add($"by {who}");
        if (until is { } end)
            notes.Add($"until {end.ToLocalTime().ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)}");
    }
}
