namespace Ldirectord.Ipvs;

/// <summary>Counters the kernel keeps (struct ip_vs_stats_user, 64-bit forms); rates are per second.</summary>
internal readonly record struct TrafficStatistics(
    ulong Connections, ulong InPackets, ulong OutPackets, ulong InBytes, ulong OutBytes,
    ulong ConnectionRate, ulong InPacketRate, ulong OutPacketRate, ulong InByteRate, ulong OutByteRate);
