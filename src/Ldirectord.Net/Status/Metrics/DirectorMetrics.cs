using Ldirectord.Director;
using Ldirectord.Planning;

namespace Ldirectord.Status;

/// <summary>
/// The metrics of a director: of the daemon, of its checks, of each virtual service and, unless left out, of each real server.
/// </summary>
internal static class DirectorMetrics
{
    /// <param name="version">Of this program.</param>
    public static MetricsWriter Render(DirectorSnapshot snapshot, ProcessFigures process, string version, MetricsScope scope)
    {
        var metrics = new MetricsWriter();
        metrics.Family("ldirectord_build_info", MetricType.Gauge, "Version and configuration file of the daemon; always 1.");
        metrics.Sample(1, ("version", version), ("configuration", snapshot.ConfigPath));
        WriteReloads(metrics, snapshot.Statistics.Reloads);
        WriteChecks(metrics, snapshot.Statistics);
        WriteTable(metrics, snapshot);
        WriteSync(metrics, snapshot);
        WriteAnnounced(metrics, snapshot);
        ServiceMetrics.Write(metrics, snapshot.Services);
        if (scope == MetricsScope.All)
            ServerMetrics.Write(metrics, snapshot.Services);
        WriteProcess(metrics, process);
        return metrics;
    }

    private static void WriteReloads(MetricsWriter metrics, ReloadStatistics reloads)
    {
        metrics.Family("ldirectord_config_last_reload_successful", MetricType.Gauge,
            "Whether the configuration that was read last is active: 0 while an edit is refused.");
        metrics.Sample(reloads.IsLastAccepted ? 1 : 0);
        metrics.Family("ldirectord_config_last_reload_success_timestamp_seconds", MetricType.Gauge,
            "When a configuration last became active.");
        metrics.Sample(Seconds(reloads.LastAccepted));
        metrics.Family("ldirectord_config_reloads_total", MetricType.Counter,
            "Readings of the configuration, the one at the start included.");
        metrics.Sample(reloads.Accepted, ("result", "accepted"));
        metrics.Sample(reloads.Refused, ("result", "refused"));
    }

    private static void WriteChecks(MetricsWriter metrics, DirectorStatistics statistics)
    {
        metrics.Family("ldirectord_checks_total", MetricType.Counter,
            "Checks that ended; one that several servers share counts once, one that this machine could not make is not_tried.");
        foreach (var check in statistics.Checks)
        {
            metrics.Sample(check.Passed, ("service", check.Kind), ("result", "passed"));
            metrics.Sample(check.Failed.Sum(reason => reason.Count), ("service", check.Kind), ("result", "failed"));
            metrics.Sample(check.NotTried, ("service", check.Kind), ("result", "not_tried"));
        }

        metrics.Family("ldirectord_check_failures_total", MetricType.Counter, "Failed checks by reason.");
        foreach (var check in statistics.Checks)
        {
            foreach (var (reason, count) in check.Failed)
                metrics.Sample(count, ("service", check.Kind), ("reason", reason));
        }

        metrics.Family("ldirectord_check_duration_seconds", MetricType.Histogram, "From the start of a check to its result.");
        foreach (var check in statistics.Checks)
            metrics.Histogram(CheckStatistics.Bounds.AsSpan(), check.Buckets.AsSpan(), check.Total, check.Seconds, ("service", check.Kind));
    }

    private static void WriteTable(MetricsWriter metrics, DirectorSnapshot snapshot)
    {
        metrics.Family("ldirectord_netlink_operations_total", MetricType.Counter, "Changes of the kernel's table that were asked for.");
        foreach (var (operation, done, refused) in snapshot.Statistics.Operations)
        {
            metrics.Sample(done, ("operation", operation), ("result", "done"));
            metrics.Sample(refused, ("operation", operation), ("result", "refused"));
        }

        if (snapshot.Comparison is not { } comparison)
            return;
        metrics.Family("ldirectord_table_differences", MetricType.Gauge,
            "Differences between the kernel's table and the one that should be.");
        metrics.Sample(comparison.Now.Length);
    }

    private static void WriteSync(MetricsWriter metrics, DirectorSnapshot snapshot)
    {
        var named = snapshot.Sync.RemoveAll(view => view.Wanted is null);
        if (named.IsEmpty)
            return;
        metrics.Family("ldirectord_sync_daemon", MetricType.Gauge,
            "Whether the kernel synchronises connections as syncdaemon says: 0 if not, or otherwise.");
        foreach (var view in named)
        {
            metrics.Sample(
                view.State == SyncState.Running ? 1 : 0, ("role", view.Wanted!.RoleName), ("interface", view.Wanted.Interface));
        }
    }

    private static void WriteAnnounced(MetricsWriter metrics, DirectorSnapshot snapshot)
    {
        if (snapshot.Announced.IsEmpty)
            return;
        metrics.Family("ldirectord_address_announced", MetricType.Gauge, "Whether the address stands on its interface (announce).");
        foreach (var view in snapshot.Announced)
        {
            metrics.Sample(
                view.State == AnnounceState.Announced ? 1 : 0, ("address", $"{view.Target.Address}"), ("interface", view.Target.Interface));
        }
    }

    /// <summary>Under the names that every client library of Prometheus gives them.</summary>
    private static void WriteProcess(MetricsWriter metrics, ProcessFigures process)
    {
        metrics.Family("process_cpu_seconds_total", MetricType.Counter, "Total user and system CPU time spent in seconds.");
        metrics.Sample(process.CpuSeconds);
        metrics.Family("process_resident_memory_bytes", MetricType.Gauge, "Resident memory size in bytes.");
        metrics.Sample(process.ResidentBytes);
        metrics.Family("process_virtual_memory_bytes", MetricType.Gauge, "Virtual memory size in bytes.");
        metrics.Sample(process.VirtualBytes);
        metrics.Family("process_open_fds", MetricType.Gauge, "Number of open file descriptors.");
        metrics.Sample(process.OpenDescriptors);
        metrics.Family("process_max_fds", MetricType.Gauge, "Maximum number of open file descriptors.");
        metrics.Sample(process.MaximumDescriptors);
        metrics.Family("process_start_time_seconds", MetricType.Gauge, "Start time of the process since unix epoch in seconds.");
        metrics.Sample(Seconds(process.Started));
    }

    /// <summary>Since 1970, with milliseconds.</summary>
    public static double Seconds(DateTimeOffset moment) => moment.ToUnixTimeMilliseconds() / 1000.0;
}
