using System.Collections.Immutable;
using Ldirectord.Director;

namespace Ldirectord.Status;

/// <summary>The metrics of real servers; the fallback, which is not checked, has none.</summary>
internal static class ServerMetrics
{
    private static readonly (string Name, string Help, Func<ServerSnapshot, double?> Value)[] s_gauges =
    [
        ("ldirectord_real_up", "The verdict of the checks: whether the server is up. Maintenance is not down.",
            server => server.Health switch { ReportedHealth.Off => null, ReportedHealth.Up => 1, _ => 0 }),
        ("ldirectord_real_maintenance", "Whether a file in maintenancedir, or its agent, takes the server out.",
            server => server.Health is ReportedHealth.Maintenance or ReportedHealth.Drain ? 1 : 0),
        ("ldirectord_real_maintenance_start_timestamp_seconds", "Since when a file in maintenancedir takes the server out.",
            server => server.Maintenance?.Since is { } since ? DirectorMetrics.Seconds(since) : null),
        ("ldirectord_real_maintenance_expiry_timestamp_seconds", "When that file ends by itself.",
            server => server.Maintenance?.Until is { } until ? DirectorMetrics.Seconds(until) : null),
        ("ldirectord_real_draining", "Whether the server keeps its connections and gets no new ones, though it is not down.",
            server => IsDraining(server) ? 1 : 0),
        ("ldirectord_real_weight", "Weight in the kernel's table; 0 if the server is not there.",
            server => server.Destination?.Destination.Weight ?? 0),
        ("ldirectord_real_configured_weight", "Weight in the configuration.", server => server.Configured.Weight),
        ("ldirectord_real_last_transition_timestamp_seconds", "When the state of the server last changed.",
            server => DirectorMetrics.Seconds(server.Since)),
        ("ldirectord_real_consecutive_failures", "Failed checks since the last passed one.", server => server.Failures),
        ("ldirectord_real_last_check_duration_seconds", "How long the last check took.", server => server.Milliseconds / 1000),
        ("ldirectord_real_last_check_timestamp_seconds", "When the last check ended.",
            server => server.CheckedAt is { } at ? DirectorMetrics.Seconds(at) : null),
        ("ldirectord_real_certificate_expiry_timestamp_seconds", "When the server's certificate expires.",
            server => server.CertificateExpires is { } expires ? DirectorMetrics.Seconds(expires) : null),
        ("ldirectord_real_agent_up", "Whether the server's agent answers.",
            server => server.Agent switch { null => null, "lost" => 0, _ => 1 }),
        ("ldirectord_ipvs_backend_connections_active", "Active connections, by IPVS' own count.",
            server => server.Destination?.ActiveConnections),
        ("ldirectord_ipvs_backend_connections_inactive", "Inactive connections, by IPVS' own count.",
            server => server.Destination?.InactiveConnections),
        ("ldirectord_ipvs_backend_connections_persistent", "Persistence templates: clients that stay with the server.",
            server => server.Destination?.PersistentConnections),
    ];

    public static void Write(MetricsWriter metrics, ImmutableArray<ServiceSnapshot> services)
    {
        foreach (var (name, help, value) in s_gauges)
        {
            metrics.Family(name, MetricType.Gauge, help);
            ForEach(services, (service, server) =>
            {
                if (value(server) is { } known)
                    metrics.Sample(known, ("virtual", service.Name), ("real", server.EndPoint.ToString()));
            });
        }

        metrics.Family("ldirectord_real_transitions_total", MetricType.Counter, "How often the server became up, and down.");
        ForEach(services, (service, server) =>
        {
            var real = server.EndPoint.ToString();
            metrics.Sample(server.Transitions.Up, ("virtual", service.Name), ("real", real), ("to", "up"));
            metrics.Sample(server.Transitions.Down, ("virtual", service.Name), ("real", real), ("to", "down"));
        });
    }

    public static bool IsDraining(ServerSnapshot server) =>
        server is
        {
            Health: ReportedHealth.Up or ReportedHealth.Maintenance or ReportedHealth.Drain,
            Destination.Destination.Weight: 0,
            Configured.Weight: > 0,
        };

    private static void ForEach(ImmutableArray<ServiceSnapshot> services, Action<ServiceSnapshot, ServerSnapshot> action)
    {
        foreach (var service in services)
        {
            foreach (var server in service.Servers.Where(server => !server.IsFallback))
                action(service, server);
        }
    }
}
