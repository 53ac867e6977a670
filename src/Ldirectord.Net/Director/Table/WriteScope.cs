using System.Collections.Immutable;
using System.Net;
using Ldirectord.Planning;

namespace Ldirectord.Director;

/// <summary>What may be written of one virtual service: see <see cref="Reconciler.Plan"/>.</summary>
/// <param name="Destinations">Null: all of it.</param>
internal readonly record struct WriteScope(ImmutableHashSet<IPEndPoint>? Destinations)
{
    public static WriteScope Whole => default;

    public WriteScope Union(WriteScope other) =>
        Destinations is null || other.Destinations is null ? Whole : new WriteScope(Destinations.Union(other.Destinations));
}
