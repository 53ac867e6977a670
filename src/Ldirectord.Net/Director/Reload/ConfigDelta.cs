using System.Collections.Immutable;
using Ldirectord.Config;
using Ldirectord.Ipvs;

namespace Ldirectord.Director;

/// <summary>
/// What a new configuration changes. A virtual service changed if it is another object: the reader of the file keeps the objects of those
/// that did not.
/// </summary>
/// <param name="Gone">Services that are no longer active, also those that another takes the place of.</param>
/// <param name="New">Services that become active.</param>
internal sealed record ConfigDelta(ImmutableArray<VirtualService> Gone, ImmutableArray<VirtualService> New)
{
    /// <summary>Number of real servers concerned; one that is on both sides counts twice.</summary>
    public int Servers => Gone.Concat(New).Sum(service => service.RealServers.Length);

    public static ConfigDelta Between(
        IReadOnlyDictionary<ServiceId, VirtualService> before, IReadOnlyDictionary<ServiceId, VirtualService> next) => new(
        [.. before.Values.Where(service => !ReferenceEquals(next.GetValueOrDefault(service.Id), service))],
        [.. next.Values.Where(service => !ReferenceEquals(before.GetValueOrDefault(service.Id), service))]);
}
