using System.Collections.Immutable;
using System.Net;
using Ldirectord.Planning;

namespace Ldirectord.Director;

/// <summary>Which part of a virtual service a write may change: see <see cref="Reconciler.Plan"/>.</summary>
/// <param name="Destinations">Null for the whole service.</param>
/// <param name="Settings">The settings of the service, too; always if the scope is the whole service.</param>
internal readonly record struct WriteScope(ImmutableHashSet<IPEndPoint>? Destinations, bool Settings = false)
{
    public static WriteScope Whole => default;

    public WriteScope Union(WriteScope other) =>
        Destinations is null || other.Destinations is null
            ? Whole
            : new WriteScope(Destinations.Union(other.Destinations), Settings || other.Settings);

    public bool Contains(IPEndPoint endPoint) => Destinations?.Contains(endPoint) ?? true;
}
