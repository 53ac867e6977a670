using System.Text.Json;
using System.Text.RegularExpressions;
using Ldirectord.Tests.Support;

namespace Ldirectord.Tests.Status;

/// <summary>What contrib has for Prometheus and Grafana.</summary>
internal static partial class MonitoringFiles
{
    public static string RulesFile => Repository.PathOf("contrib", "prometheus", "ldirectord.rules.yml");

    public static string DashboardFile => Repository.PathOf("contrib", "grafana", "ldirectord.json");

    /// <summary>Each alert: its name, and its part of the file.</summary>
    public static List<(string Name, string Text)> Alerts() =>
        [.. Alert().Matches(File.ReadAllText(RulesFile)).Select(alert => (alert.Groups[1].Value, alert.Value))];

    /// <summary>The expression of each alert.</summary>
    public static IEnumerable<(string Name, string Expression)> AlertExpressions() =>
        Alerts().Select(alert => (alert.Name, Expression().Match(alert.Text).Groups[1].Value));

    /// <summary>Each expression of the dashboard, with the title of its panel.</summary>
    public static List<(string Title, string Expression)> DashboardExpressions()
    {
        using var dashboard = Dashboard();
        var panels =
            from panel in dashboard.RootElement.GetProperty("panels").EnumerateArray()
            where panel.TryGetProperty("targets", out _)
            from target in panel.GetProperty("targets").EnumerateArray()
            select (panel.GetProperty("title").GetString()!, target.GetProperty("expr").GetString()!);
        var annotations =
            from annotation in dashboard.RootElement.GetProperty("annotations").GetProperty("list").EnumerateArray()
            where annotation.TryGetProperty("expr", out _)
            select (annotation.GetProperty("name").GetString()!, annotation.GetProperty("expr").GetString()!);
        return [.. panels, .. annotations];
    }

    public static JsonDocument Dashboard() => JsonDocument.Parse(File.ReadAllText(DashboardFile));

    /// <summary>The expression as Grafana sends it when all directors and services are chosen.</summary>
    public static string Sent(string expression) => expression
        .Replace("$instance", ".*", StringComparison.Ordinal)
        .Replace("$virtual", ".*", StringComparison.Ordinal)
        .Replace("$__rate_interval", "15s", StringComparison.Ordinal);

    /// <summary>Names of our metrics in a text.</summary>
    public static IEnumerable<string> Metrics(string text) => Metric().Matches(text).Select(metric => metric.Value).Distinct();

    [GeneratedRegex(@"(?ms)^      - alert: (\w+)\n.*?(?=^\s*$|^      - alert|^      #|\z)")]
    private static partial Regex Alert();

    [GeneratedRegex(@"(?m)^        expr: (?:>-\n)?((?:.|\n)*?)(?=^        (?:for|labels):)")]
    private static partial Regex Expression();

    [GeneratedRegex(@"\b(?:ldirectord|process)_[a-z_]+\b(?!=)")]
    private static partial Regex Metric();
}
