using Ldirectord.Ipvs;

namespace Ldirectord.Planning;

/// <summary>
/// When a destination that should leave the table is deleted. The kernel drops packets to a deleted destination, so a destination with
/// clients is drained first: it gets weight 0, and is deleted when its clients have left, after <see cref="MaximumDrain"/> at the latest.
/// It is deleted at once if any of the following is true:
/// <list type="bullet">
/// <item>It failed its check: its clients are lost already.</item>
/// <item>The scheduler, in the table or in the configuration, sends clients to weight 0 (<see cref="SchedulerRules"/>): they would be
/// refused.</item>
/// <item>The service is persistent and the kernel keeps persistent clients at weight 0: they would never leave.</item>
/// <item>It has weight 0 already and is not draining, or it has no connections.</item>
/// </list>
/// Example: a server goes into maintenance with weight 1 and 5 connections. At 0 s it gets weight 0. At 1 s it still has 2 connections, so
/// it waits. At 7 s it has none and is deleted. With connections that do not end it would be deleted at 30 s.
/// </summary>
internal static class Draining
{
    /// <summary>Minimum drain time: the kernel does not count a TCP connection as active before its handshake has ended.</summary>
    public static readonly TimeSpan MinimumDrain = TimeSpan.FromSeconds(1);

    /// <summary>Maximum drain time: connections that are left then are cut off.</summary>
    public static readonly TimeSpan MaximumDrain = TimeSpan.FromSeconds(30);

    /// <param name="found">
    /// The service as the table holds it. It differs from <paramref name="service"/> if an operator changed it or the kernel refused a
    /// change.
    /// </param>
    /// <param name="service">The service as it should be.</param>
    /// <param name="unwanted">The destination in the configuration; null if it is unmanaged.</param>
    /// <param name="drainingFor">Time since its weight was set to 0 to drain it; null if it is not draining.</param>
    /// <param name="kernel">Read only if it decides.</param>
    public static RemovalStep Decide(
        DestinationEntry entry,
        Service found,
        Service service,
        DesiredDestination? unwanted,
        TimeSpan? drainingFor,
        Lazy<KernelSettings> kernel)
    {
        if (unwanted?.Role == DestinationRole.Failed)
            return RemovalStep.Delete;
        if (!SchedulerRules.PassesOverWeightZero(found) || !SchedulerRules.PassesOverWeightZero(service))
            return RemovalStep.Delete;
        if ((found.Flags | service.Flags).HasFlag(ServiceFlags.Persistent) && !kernel.Value.ExpireQuiescentTemplate.IsOn)
            return RemovalStep.Delete;
        if (drainingFor is { } time && entry.Destination.Weight == 0)
        {
            return time >= MaximumDrain || (time >= MinimumDrain && !HasClients(entry, service))
                ? RemovalStep.Delete
                : RemovalStep.Wait;
        }

        return entry.Destination.Weight > 0 && entry.ActiveConnections + entry.InactiveConnections > 0
            ? RemovalStep.Drain
            : RemovalStep.Delete;
    }

    /// <summary>
    /// Of TCP and SCTP the kernel counts only open connections as active. A UDP flow, which a firewall mark may carry too, is inactive
    /// until its client has sent nothing for five minutes. Until then it stays with its destination, also at weight 0.
    /// </summary>
    private static bool HasClients(DestinationEntry entry, Service service) =>
        entry.ActiveConnections > 0
        || (service.Id.Protocol is not (TransportProtocol.Tcp or TransportProtocol.Sctp) && entry.InactiveConnections > 0);
}
