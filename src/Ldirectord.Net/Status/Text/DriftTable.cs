using System.Globalization;
using System.Text;

namespace Ldirectord.Status;

/// <summary>The comparison for people: each difference as the ipvsadm command that would end it, with what the kernel has there, and why.</summary>
internal static class DriftTable
{
    public static string Render(StatusReport report, DateTimeOffset now)
    {
        var text = new StringBuilder(StatusTable.Title(report, now));
        if (report.Comparison is not { } comparison)
            return text.Append("This kernel has no IPVS: there is no table to compare with.\n").ToString();
        text.Append(comparison.Now.Count == 0 ? "The kernel's table is as it would be here.\n" : "The kernel's table is not as it would be here:\n");
        foreach (var difference in comparison.Now)
            Append(text, difference.Since is { } since ? $"for {StatusTable.Span(now - since)}" : "now", difference);
        if (comparison.Ended.Count == 0)
            return text.ToString();
        text.Append(CultureInfo.InvariantCulture, $"It was not, but is again ({comparison.Ended.Count}, the latest last; for {StatusTable.Span(comparison.Ended.Max(Lasted))} at most):\n");
        foreach (var difference in comparison.Ended)
            Append(text, $"{difference.Since!.Value.ToLocalTime():yyyy-MM-dd HH:mm:ss} for {StatusTable.Span(Lasted(difference))}", difference);
        return text.ToString();
    }

    private static TimeSpan Lasted(DifferenceReport difference) => difference.Until!.Value - difference.Since!.Value;

    private static void Append(StringBuilder text, string when, DifferenceReport difference) =>
        text.Append(CultureInfo.InvariantCulture, $"  {when,-10}  {difference.Command}  # kernel: {difference.Kernel ?? "nothing"}; {difference.Reason}\n");
}
