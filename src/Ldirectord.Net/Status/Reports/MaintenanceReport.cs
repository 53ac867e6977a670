using Ldirectord.Health;

namespace Ldirectord.Status;

/// <summary>Why a server is in maintenance: what its file in maintenancedir says.</summary>
/// <param name="Mode">"maintenance", or "drain": out as soon as its connections have ended.</param>
/// <param name="Reason">Null if the file does not say, as are the others.</param>
/// <param name="Who">Who asked for it.</param>
/// <param name="Until">When it ends by itself.</param>
/// <param name="Hard">Clients that are kept with the server by persistence are moved.</param>
/// <param name="Limit">How long a drain may last at most: "10m", or "none".</param>
internal sealed record MaintenanceReport(
    string Mode, string? Reason, string? Who, DateTimeOffset? Since, DateTimeOffset? Until, bool Hard, string? Limit)
{
    public static MaintenanceReport? Of(MaintenanceNote? note) => note is null ? null : new(
        note.Mode == AdminState.Drain ? "drain" : "maintenance",
        note.Reason.Length > 0 ? note.Reason : null,
        note.Who,
        note.Since,
        note.Until,
        note.IsHard,
        note.Limit is { } limit ? NoteText.Limit(limit) : null);
}
