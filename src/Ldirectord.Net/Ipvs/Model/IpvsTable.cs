using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Ldirectord.Ipvs;

/// <summary>A destination of the kernel's table with its counts of connections.</summary>
internal sealed record DestinationEntry(
    Destination Destination, uint ActiveConnections, uint InactiveConnections, uint PersistentConnections, TrafficStatistics Statistics)
{
    public DestinationEntry(Destination destination) : this(destination, 0, 0, 0, default)
    {
    }
}

/// <summary>A virtual service of the kernel's table with its destinations.</summary>
internal sealed record ServiceEntry(Service Service, ImmutableArray<DestinationEntry> Destinations, TrafficStatistics Statistics)
{
    public ServiceEntry(Service service, params ImmutableArray<DestinationEntry> destinations) : this(service, destinations, default)
    {
    }
}

/// <summary>One reading of the whole IPVS table (ipvsadm -Ln). An empty table is not an error.</summary>
internal sealed class IpvsTable
{
    public static IpvsTable Empty { get; } = new([]);

    private readonly Lazy<FrozenDictionary<ServiceId, ServiceEntry>> _byId;

    public IpvsTable(IEnumerable<ServiceEntry> services)
    {
        Services = [.. services];
        _byId = new(() => Services.ToFrozenDictionary(entry => entry.Service.Id));
    }

    public ImmutableArray<ServiceEntry> Services { get; }

    public ServiceEntry? Find(ServiceId id) => _byId.Value.GetValueOrDefault(id);
}
