namespace Ldirectord.Ipvs;

/// <summary>A destination of the kernel's table with its counts of connections.</summary>
internal sealed record DestinationEntry(
    Destination Destination, uint ActiveConnections, uint InactiveConnections, uint PersistentConnections, TrafficStatistics Statistics)
{
    public DestinationEntry(Destination destination) : this(destination, 0, 0, 0, default)
    {
    }
}
