using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Ldirectord.Ipvs;

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
