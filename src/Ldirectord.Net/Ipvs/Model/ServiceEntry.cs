using System.Collections.Immutable;

namespace Ldirectord.Ipvs;

/// <summary>A virtual service of the kernel's table with its destinations.</summary>
internal sealed record ServiceEntry(Service Service, ImmutableArray<DestinationEntry> Destinations, TrafficStatistics Statistics)
{
    public ServiceEntry(Service service, params ImmutableArray<DestinationEntry> destinations) : this(service, destinations, default)
    {
    }
}
