using System.Collections.Immutable;
using System.Globalization;
using Ldirectord.Director;
using Ldirectord.Health;
using Ldirectord.Ipvs;

namespace Ldirectord.Status;

/// <summary>The metrics of virtual services. IPVS changes its counters every two seconds.</summary>
internal static class ServiceMetrics
{
    private static readonly (string Name, Func<ServerSnapshot, bool> Has)[] s_states =
    [
        ("up", server => server.Health == ReportedHealth.Up && !ServerMetrics.IsDraining(server)),
        ("down", server => server.Health == ReportedHealth.Down),
        ("kept", server => server.Health == ReportedHealth.Kept),
        ("maintenance", server => server.Health is ReportedHealth.Maintenance or ReportedHealth.Drain
            && !ServerMetrics.IsDraining(server)),
        ("draining", ServerMetrics.IsDraining),
        ("unknown", server => server.Health == ReportedHealth.Unknown),
        ("off", server => server.Health == ReportedHealth.Off),
    ];

    private static readonly (string Name, string What, Func<TrafficStatistics, ulong> Value)[] s_counters =
    [
        ("connections", "Connections that were scheduled", traffic => traffic.Connections),
        ("incoming_packets", "Packets to the service", traffic => traffic.InPackets),
        ("outgoing_packets", "Packets back; 0 for gate and ipip, whose answers do not pass the director", traffic => traffic.OutPackets),
        ("incoming_bytes", "Bytes to the service", traffic => traffic.InBytes),
        ("outgoing_bytes", "Bytes back; 0 for gate and ipip, whose answers do not pass the director", traffic => traffic.OutBytes),
    ];

    public static void Write(MetricsWriter metrics, ImmutableArray<ServiceSnapshot> services)
    {
        metrics.Family("ldirectord_virtual_info", MetricType.Gauge,
            "A virtual service, with the labels that node_exporter has for it; always 1.");
        foreach (var service in services)
            WriteInfo(metrics, service);
        metrics.Family("ldirectord_virtual_real_servers", MetricType.Gauge, "Real servers of a virtual service by state.");
        foreach (var service in services)
        {
            foreach (var (name, has) in s_states)
            {
                var count = service.Servers.Count(server => !server.IsFallback && has(server));
                metrics.Sample(count, ("virtual", service.Name), ("state", name));
            }
        }

        metrics.Family("ldirectord_virtual_lost", MetricType.Gauge, "Whether fewer real servers are up than minservers.");
        foreach (var service in services)
            metrics.Sample(service.IsWhole ? 0 : 1, ("virtual", service.Name));
        metrics.Family("ldirectord_virtual_active", MetricType.Gauge,
            "Whether this director is the active one for a virtual service; with active = always it is.");
        foreach (var service in services)
            metrics.Sample(ActivityRules.Speaks(service.Role) ? 1 : 0, ("virtual", service.Name));
        metrics.Family("ldirectord_virtual_fallback_active", MetricType.Gauge, "Whether the fallback is in the table with a weight.");
        foreach (var service in services)
        {
            metrics.Sample(service.Servers.Any(server => server is { IsFallback: true, Destination.Destination.Weight: > 0 }) ? 1 : 0,
                ("virtual", service.Name));
        }

        foreach (var (name, what, value) in s_counters)
        {
            metrics.Family($"ldirectord_ipvs_{name}_total", MetricType.Counter, $"{what}, by IPVS' own count.");
            foreach (var service in services.Where(service => service.InTable))
                metrics.Sample(value(service.Traffic), ("virtual", service.Name));
        }
    }

    private static void WriteInfo(MetricsWriter metrics, ServiceSnapshot service)
    {
        var id = service.Service.Id;
        metrics.Sample(1,
            ("virtual", service.Name),
            ("local_address", id.EndPoint?.Address.ToString() ?? ""),
            ("local_port", id.EndPoint is { } endPoint ? endPoint.Port.ToString(CultureInfo.InvariantCulture) : ""),
            ("proto", id.ProtocolName.ToUpperInvariant()),
            // As /proc/net/ip_vs has it.
            ("local_mark", id.IsFirewallMark ? id.FirewallMark.ToString("X8", CultureInfo.InvariantCulture) : ""),
            ("scheduler", service.Service.Scheduler),
            ("service", service.CheckKind));
    }
}
