using Ldirectord.Ipvs;

namespace Ldirectord.Status;

/// <summary>The kernel's counters of a virtual service. The kernel brings them up to date every 2 s.</summary>
internal sealed record TrafficReport(ulong Connections, ulong PacketsIn, ulong PacketsOut, ulong BytesIn, ulong BytesOut)
{
    public static TrafficReport Of(TrafficStatistics traffic) =>
        new(traffic.Connections, traffic.InPackets, traffic.OutPackets, traffic.InBytes, traffic.OutBytes);
}
