namespace Ldirectord.Ipvs;

/// <summary>The kernel's counters of a service or a destination (struct ip_vs_stats_user, 64 bits); rates are per second.</summary>
internal readonly record struct TrafficStatistics(
    ulong Connections, ulong InPackets, ulong OutPackets, ulong InBytes, ulong OutBytes,
    ulong ConnectionRate, ulong InPacketRate, ulong OutPacketRate, ulong InByteRate, ulong OutByteRate);
