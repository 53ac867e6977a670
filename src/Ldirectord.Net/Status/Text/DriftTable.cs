using System.Globalization;
using System.Text;

namespace Ldirectord.Status;

/// <summary>The comparison as text: each difference as the ipvsadm command that would resolve it, the kernel's entry, and why.</summary>
internal static class DriftTable
{
    public static string Render(StatusReport report, DateTimeOffset now)
    {
        var text = new StringBuilder(StatusTable.Title(report, now));
        if (report.Comparison is not { } comparison)
            return text.Append("This kernel has no IPVS, so there is no table to compare with.\n").ToString();
        text.Append(comparison.Now.Count == 0 ? "The kernel table matches.\n" : Differences(comparison, now));
        if (comparison.Ended.Count == 0)
            return text.ToString();
        var longest = StatusTable.Span(comparison.Ended.Max(Lasted));
        text.Append(CultureInfo.InvariantCulture, $"Resolved differences ({comparison.Ended.Count}, newest last, longest {longest}):\n");
        foreach (var difference in comparison.Ended)
        {
            var since = difference.Since!.Value.ToLocalTime();
            var lasted = StatusTable.Span(Lasted(difference));
            Append(text, string.Create(CultureInfo.InvariantCulture, $"{since:yyyy-MM-dd HH:mm:ss} for {lasted}"), difference);
        }
        return text.ToString();
    }

    /// <summary>The differences that are there now.</summary>
    public static string Differences(DriftReport comparison, DateTimeOffset now)
    {
        var text = new StringBuilder("The kernel table differs:\n");
        foreach (var difference in comparison.Now)
            Append(text, difference.Since is { } since ? $"for {StatusTable.Span(now - since)}" : "now", difference);
        return text.ToString();
    }

    private static TimeSpan Lasted(DifferenceReport difference) => difference.Until!.Value - difference.Since!.Value;

    private static void Append(StringBuilder text, string when, DifferenceReport difference) =>
        text.Append(
            CultureInfo.InvariantCulture,
            $"  {when,-10}  {difference.Command}  # kernel: {difference.Kernel ?? "nothing"}; {difference.Reason}{Paused(difference)}\n");

    private static string Paused(DifferenceReport difference) => difference.PausedUntil is { } until
        ? $"; not put back until {until.ToLocalTime().ToString("HH:mm:ss", CultureInfo.InvariantCulture)}: somebody else keeps changing it"
        : "";
}
