using Ldirectord.Health;

namespace Ldirectord.Status;

/// <summary>The weight that an operator gave a server by a file in maintenancedir.</summary>
/// <param name="Weight">"5", or a share of the configured weight: "50%".</param>
/// <param name="Reason">Null if the file does not say, as are the others.</param>
/// <param name="Who">Who asked for it.</param>
/// <param name="Until">When it ends by itself.</param>
internal sealed record WeightReport(string Weight, string? Reason, string? Who, DateTimeOffset? Since, DateTimeOffset? Until)
{
    public static WeightReport? Of(MaintenanceNote? note) => note is not { Weight: { } weight } ? null : new(
        weight.ToString(), note.Reason.Length > 0 ? note.Reason : null, note.Who, note.Since, note.Until);
}
