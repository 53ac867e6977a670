namespace Ldirectord.Ipvs;

/// <summary>Flags of a virtual service (IP_VS_SVC_F_*, linux/ip_vs.h); the kernel's own HASHED flag is left out.</summary>
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
