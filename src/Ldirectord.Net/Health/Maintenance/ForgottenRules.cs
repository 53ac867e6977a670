using Ldirectord.Text;

namespace Ldirectord.Health;

/// <summary>
/// A maintenance or drain of which nobody said until when, and that is older than a day, seems forgotten: it is told of daily.
/// </summary>
internal static class ForgottenRules
{
    private static readonly TimeSpan s_day = TimeSpan.FromDays(1);

    /// <param name="told">When it was last told of; null if never.</param>
    public static bool IsDue(MaintenanceNote note, DateTimeOffset? told, DateTimeOffset now) =>
        note is { Until: null, Weight: null, Since: { } since } && now - since >= s_day && !(now - told < s_day);

    /// <summary>"10.0.0.1 is in maintenance for 3 days, and nobody said until when: replace the disk, by alice".</summary>
    public static string Words(string file, MaintenanceNote note, DateTimeOffset now)
    {
        var (subject, what) = MaintenanceName.Parse(file) is { IsWithdrawal: true } name ? (name.Server, "is withdrawn")
            : (file, note.Mode == AdminState.Drain ? "is drained" : "is in maintenance");
        return $"{subject} {what} for {Plural.Of((int)Math.Min(int.MaxValue, (now - note.Since!.Value).TotalDays), "day")}, "
            + $"and nobody said until when{NoteWords.After(note)}";
    }
}
