
using Ldirectord.Ipvs;

namespace Ldirectord.Planning;

/// <summary>How a destination leaves the table.</summary>
internal enum Departure
{
    /// <summary>It is deleted.</summary>
    Now,

    /// <summary>It gets weight 0: no new clients, while those it has are served to their end.</summary>
    Empty,

    /// <summary>It stays for now: it is not empty yet, or nobody serves in its place.</summary>
    Wait,
}

/// <summary>
/// A destination that still serves (a healthy server in maintenance or gone from the file, a fallback that is no longer needed) is emptied before it is
/// deleted: the kernel silently drops what a client sends to a destination that is gone.
/// </summary>
internal static class Draining
{
    /// <summary>A handshake that is under way counts as no active connection: it has this long to become one.</summary>
    public static readonly TimeSpan MinimumDrain = TimeSpan.FromSeconds(1);

    /// <summary>What has not ended by then is cut off.</summary>
    public static readonly TimeSpan MaximumDrain = TimeSpan.FromSeconds(30);

    /// <param name="found">The service as the table holds it.</param>
    /// <param name="service">The service as it should be. The kernel may keep the other one: an operator's hand, or its refusal.</param>
    /// <param name="known">What the configuration knows of it; null: a stranger.</param>
    /// <param name="drainingFor">Time since it was emptied for this reason; null: it was not.</param>
    /// <param name="kernel">Read only where it matters.</param>
    public static Departure Decide(
        DestinationEntry entry, Service found, Service service, DesiredDestination? known, TimeSpan? drainingFor, Lazy<KernelSettings> kernel)
    {
        // A failed server's clients are lost already. A scheduler that does not pass over weight 0 would refuse new ones.
        if (known?.Role == DestinationRole.Failed)
            return Departure.Now;
        if (!SchedulerRules.PassesOverWeightZero(found) || !SchedulerRules.PassesOverWeightZero(service))
            return Departure.Now;
        // Persistent clients would be sent to a destination without weight for as long as they come.
        if ((found.Flags | service.Flags).HasFlag(ServiceFlags.Persistent)
            && !kernel.Value.ExpireQuiescentTemplate.IsOn)
            return Departure.Now;
        if (drainingFor is { } time && entry.Destination.Weight == 0)
            return time >= MaximumDrain || (time >= MinimumDrain && !HasClients(entry, service)) ? Departure.Now : Departure.Wait;
        return entry.Destination.Weight > 0 && entry.ActiveConnections + entry.InactiveConnections > 0 ? Departure.Empty : Departure.Now;
    }

    /// <summary>
    /// The kernel counts open TCP connections alone as active. A udp flow, which a firewall mark may carry too, is among the inactive ones until its client
    /// has paused for five minutes. It stays with a destination of weight 0; when that is deleted it is sent nowhere, or starts anew.
    /// </summary>
    private static bool HasClients(DestinationEntry entry, Service service) =>
        entry.ActiveConnections > 0 || (service.Id.Protocol != TransportProtocol.Tcp && entry.InactiveConnections > 0);
}
