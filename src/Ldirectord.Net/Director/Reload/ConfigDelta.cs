using System.Collections.Immutable;
using Ldirectord.Config;
using Ldirectord.Ipvs;

namespace Ldirectord.Director;

/// <summary>What a new configuration changes. A virtual service is another when it is another object: the file's reader keeps those that are as they were.</summary>
/// <param name="Gone">Those no longer in force, which includes each that another takes the place of.</param>
/// <param name="New">Those that come into force.</param>
internal sealed record ConfigDelta(ImmutableArray<VirtualService> Gone, ImmutableArray<VirtualService> New)
{
    /// <summary>How many real servers that concerns, each once for either side.</summary>
    public int Servers => Gone.Concat(New).Sum(service => service.RealServers.Length);

    public static ConfigDelta Between(IReadOnlyDictionary<ServiceId, VirtualService> before, IReadOnlyDictionary<ServiceId, VirtualService> next) => new(
        [.. before.Values.Where(service => !ReferenceEquals(next.GetValueOrDefault(service.Id), service))],
        [.. next.Values.Where(service => !ReferenceEquals(before.GetValueOrDefault(service.Id), service))]);
}
