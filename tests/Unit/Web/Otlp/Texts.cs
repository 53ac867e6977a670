using Ldirectord.Web;

namespace Ldirectord.Tests.Web;

/// <summary>Metrics of directors as a test wants them.</summary>
internal static class Texts
{
    public static JoinedMetrics One => Reading(("web", Metrics(1, 1, 1)));

    /// <param name="directors">Names and metrics; null for a director that does not answer.</param>
    public static JoinedMetrics Reading(params ReadOnlySpan<(string Name, string? Text)> directors)
    {
        var metrics = new JoinedMetrics();
        var all = directors.ToArray();
        metrics.Add(JoinedMetrics.Reachable, "R.", all.Select(director => (director.Name, director.Text is null ? 0.0 : 1.0)));
        foreach (var (name, text) in all)
            metrics.Add(name, text ?? "");
        return metrics;
    }

    /// <summary>A daemon's counter, the kernel's, and a histogram of as many checks of a second each.</summary>
    public static string Metrics(double started, int checks, int packets) => $"""
        # HELP process_start_time_seconds S.
        # TYPE process_start_time_seconds gauge
        process_start_time_seconds {started}
        # HELP a_checks_total A.
        # TYPE a_checks_total counter
        a_checks_total {checks}
        # HELP ldirectord_ipvs_packets_total P.
        # TYPE ldirectord_ipvs_packets_total counter
        ldirectord_ipvs_packets_total {packets}
        # HELP a_duration_seconds D.
        # TYPE a_duration_seconds histogram
        a_duration_seconds_bucket[le="0.5"] 0
        a_duration_seconds_bucket[le="2"] {checks}
        a_duration_seconds_bucket[le="+Inf"] {checks}
        a_duration_seconds_sum {checks}
        a_duration_seconds_count {checks}

        """.Replace('[', '{').Replace(']', '}');

    public static string Servers(int round, int count) =>
        "# HELP a_up U.\n# TYPE a_up gauge\n"
        + string.Concat(Enumerable.Range(0, count).Select(server => $"a_up{{real=\"{round}.{server}\"}} 1\n"));
}
