namespace Ldirectord.Ipvs;

/// <summary>Flags of a virtual service (IP_VS_SVC_F_*, linux/ip_vs.h); the kernel's own HASHED flag is masked when read.</summary>
[Flags]
internal enum ServiceFlags : uint
{
    None = 0,

    /// <summary>Clients stick to a real server for <see cref="Service.PersistenceTimeout"/> seconds.</summary>
    Persistent = 0x1,

    /// <summary>Each UDP datagram is scheduled anew (one-packet scheduling).</summary>
    OnePacket = 0x4,

    /// <summary>Meaning depends on the scheduler: sh-fallback, mh-fallback.</summary>
    Scheduler1 = 0x8,

    /// <summary>Meaning depends on the scheduler: sh-port, mh-port.</summary>
    Scheduler2 = 0x10,

    Scheduler3 = 0x20,
}

/// <summary>A virtual service as IPVS holds it (struct ip_vs_service_user), without its destinations.</summary>
/// <param name="Scheduler">Name of the kernel's scheduler, 1..15 characters: "wrr".</param>
/// <param name="PersistenceTimeout">Seconds a client sticks to its real server; 0 without <see cref="ServiceFlags.Persistent"/>.</param>
/// <param name="NetmaskBits">
/// Granularity of persistence as a prefix length: 0..32 for IPv4, 1..128 for IPv6; without persistence 32 and 128 (ipvsadm's defaults).
/// </param>
internal sealed record Service(
    ServiceId Id, string Scheduler, ServiceFlags Flags = ServiceFlags.None, uint PersistenceTimeout = 0, byte NetmaskBits = 32);
