using Ldirectord.Ipvs;
using Ldirectord.Text;

namespace Ldirectord.Planning;

/// <summary>
/// When a destination that should leave the table is deleted. The kernel drops packets to a deleted destination, so a destination with
/// clients is drained first: it gets weight 0, and is deleted when its clients have left, or when its limit is over (drainlimit).
/// It is deleted at once if any of the following is true:
/// <list type="bullet">
/// <item>It failed its check: its clients are lost already.</item>
/// <item>The scheduler, in the table or in the configuration, sends clients to weight 0 (<see cref="SchedulerRules"/>): they would be
/// refused.</item>
/// <item>The service is persistent and the kernel keeps persistent clients at weight 0, unless an operator asked for the drain: they would
/// not leave within seconds. To an operator who asks for a hard drain, too: nothing else moves them.</item>
/// <item>It has weight 0 already and is not draining, unless an operator asked for its drain; or it has no connections.</item>
/// </list>
/// Example: a server goes into maintenance with weight 1 and 5 connections. At 0 s it gets weight 0. At 1 s it still has 2 connections, so
/// it waits. At 7 s it has none and is deleted. With connections that do not end it would be deleted at 30 s.
/// </summary>
internal static class Draining
{
    /// <summary>Minimum drain time: the kernel does not count a TCP connection as active before its handshake has ended.</summary>
    public static readonly TimeSpan MinimumDrain = TimeSpan.FromSeconds(1);

    private const string None = "no connections left";

    /// <param name="found">
    /// The service as the table holds it. It differs from <paramref name="service"/> if an operator changed it or the kernel refused a
    /// change.
    /// </param>
    /// <param name="service">The service as it should be.</param>
    /// <param name="unwanted">The destination in the configuration; null if it is unmanaged.</param>
    /// <param name="drainingFor">
    /// Time since its weight was set to 0 to drain it, or since an operator asked for that; null if it is not draining.
    /// </param>
    /// <param name="limit">drainlimit of the service.</param>
    /// <param name="kernel">Read only if it decides.</param>
    public static Removal Decide(
        DestinationEntry entry,
        Service found,
        Service service,
        DesiredDestination? unwanted,
        TimeSpan? drainingFor,
        TimeSpan limit,
        Lazy<KernelSettings> kernel)
    {
        var terms = unwanted?.Drain ?? new DrainTerms(limit);
        if (unwanted?.Role == DestinationRole.Failed)
            return new Removal(RemovalStep.Delete, terms.IsAsked ? "it fails its check" : null);
        var clients = Clients(entry, service);
        if (!SchedulerRules.PassesOverWeightZero(found) || !SchedulerRules.PassesOverWeightZero(service))
            return Cut($"{service.Scheduler} refuses clients at weight 0");
        var keepsClients = (found.Flags | service.Flags).HasFlag(ServiceFlags.Persistent) && !kernel.Value.ExpireQuiescentTemplate.IsOn;
        if (keepsClients && (!terms.IsAsked || terms.IsHard))
            return Cut("persistent clients move with its removal alone");
        var persistent = keepsClients ? entry.PersistentConnections : 0;
        if (entry.Destination.Weight == 0 && drainingFor is { } time)
        {
            var isEmpty = clients + persistent == 0;
            if (isEmpty)
                return time >= terms.Limit || time >= MinimumDrain ? new Removal(RemovalStep.Delete, None) : RemovalStep.Wait;
            return time >= terms.Limit ? OverLimit() : RemovalStep.Wait;
        }

        var mayHaveClients = entry.ActiveConnections + entry.InactiveConnections + persistent > 0;
        if (entry.Destination.Weight == 0 || !mayHaveClients)
            return new Removal(RemovalStep.Delete, terms.IsAsked ? None : null);
        return terms.Limit > TimeSpan.Zero ? RemovalStep.Drain : OverLimit();

        Removal OverLimit() => new(RemovalStep.Delete, $"{Words(clients, persistent)} left after {Duration.Of(terms.Limit)}");

        Removal Cut(string why) => new Removal(RemovalStep.Delete, terms.IsAsked ? $"{Words(clients, 0)} cut: {why}" : null);
    }

    /// <summary>
    /// Of TCP and SCTP the kernel counts only open connections as active. A UDP flow, which a firewall mark may carry too, is inactive
    /// until its client has sent nothing for five minutes. Until then it stays with its destination, also at weight 0.
    /// </summary>
    public static uint Clients(DestinationEntry entry, Service service) =>
        entry.ActiveConnections
        + (service.Id.Protocol is TransportProtocol.Tcp or TransportProtocol.Sctp ? 0 : entry.InactiveConnections);

    private static string Words(uint clients, uint persistent)
    {
        var connections = clients == 0 ? "no connections" : Plural.Of((int)clients, "connection");
        return persistent == 0 ? connections
            : clients == 0 ? Plural.Of((int)persistent, "persistent client")
            : $"{connections} and {Plural.Of((int)persistent, "persistent client")}";
    }
}
