namespace Ldirectord.Web;

/// <summary>A metric's unit in OpenTelemetry's words (UCUM), by the unit that ends its name in Prometheus' (without _total).</summary>
internal static class MetricUnit
{
    /// <returns>Null if the name has no unit: Prometheus would add it to the name again.</returns>
    public static string? Of(string name)
    {
        const string total = "_total";
        var stem = name.EndsWith(total, StringComparison.Ordinal) ? name[..^total.Length] : name;
        return stem.EndsWith("_seconds", StringComparison.Ordinal) ? "s"
            : stem.EndsWith("_bytes", StringComparison.Ordinal) ? "By"
            : null;
    }
}
