using Ldirectord.Ipvs;

namespace Ldirectord.Health;

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
    public static readonly TimeSpan Least = TimeSpan.FromSeconds(1);

    /// <summary>What has not ended by then is cut off.</summary>
    public static readonly TimeSpan Most = TimeSpan.FromSeconds(30);

    /// <param name="known">What the configuration knows of it; null: a stranger.</param>
    /// <param name="drainingFor">Time since it was emptied for this reason; null: it was not.</param>
    public static Departure Decide(DestinationEntry entry, Service service, DesiredDestination? known, TimeSpan? drainingFor)
    {
        // A failed server's clients are lost already; and persistence would keep sending clients to a destination without weight.
        if (known?.Role == DestinationRole.Failed || service.Flags.HasFlag(ServiceFlags.Persistent))
            return Departure.Now;
        if (drainingFor is { } time && entry.Destination.Weight == 0)
            return time >= Most || (time >= Least && entry.ActiveConnections == 0) ? Departure.Now : Departure.Wait;
        return entry.Destination.Weight > 0 && entry.ActiveConnections + entry.InactiveConnections > 0 ? Departure.Empty : Departure.Now;
    }
}
