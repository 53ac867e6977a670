namespace Ldirectord.Ipvs;

/// <summary>A virtual service of IPVS (struct ip_vs_service_user), without its destinations.</summary>
/// <param name="Scheduler">Name of the kernel's scheduler, 1..15 characters: "wrr".</param>
/// <param name="PersistenceTimeout">Seconds a client sticks to its real server; 0 without <see cref="ServiceFlags.Persistent"/>.</param>
/// <param name="NetmaskBits">
/// Prefix length of the clients that persist together: 0..32 for IPv4, 1..128 for IPv6; without persistence 32 or 128 (ipvsadm's defaults).
/// </param>
internal sealed record Service(
    ServiceId Id, string Scheduler, ServiceFlags Flags = ServiceFlags.None, uint PersistenceTimeout = 0, byte NetmaskBits = 32)
{
    /// <summary>Name of the kernel's persistence engine, 1..15 characters: "sip". Null for the client's address.</summary>
    public string? PersistenceEngine { get; init; }
}
