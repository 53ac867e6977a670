using Ldirectord.Ipvs;

namespace Ldirectord.Planning;

/// <summary>Brings the destinations of a service into the order of <see cref="MaglevOrder"/>.</summary>
internal static class MaglevMoves
{
    /// <summary>A destination that is not in the table: it gets its place by its weight, then the weight that it should have.</summary>
    public static IEnumerable<TableChange> Put(DesiredDestination want, ServiceId id)
    {
        if (want is not { Destination.Weight: 0, MapWeight: { } weight })
        {
            yield return new TableChange(new AddDestination(id, want.Destination), TableMessages.DestinationAdded(want, id), IsAlert: true);
            yield break;
        }

        var placed = want with { Destination = want.Destination with { Weight = weight }, Role = DestinationRole.Real };
        yield return new TableChange(new AddDestination(id, placed.Destination), TableMessages.DestinationAdded(placed, id))
        {
            IsRoutine = true,
        };
        yield return new TableChange(new EditDestination(id, want.Destination), TableMessages.DestinationChanged(want, id));
    }

    /// <summary>
    /// What is out of its order is removed and added again, which keeps its connections (ip_vs_trash_get_dest in ip_vs_ctl.c). Nothing is
    /// moved if the only destination that serves would be.
    /// </summary>
    /// <param name="newestFirst">The destinations in the table, as the kernel will list them when the moves begin.</param>
    public static IEnumerable<TableChange> Of(DesiredService desired, IReadOnlyList<Destination> newestFirst)
    {
        var id = desired.Service.Id;
        var wanted = desired.Destinations.Where(want => want.MapWeight is not null).ToDictionary(want => want.Destination.EndPoint);
        var found = newestFirst.ToDictionary(destination => destination.EndPoint);
        var moved = MaglevOrder.ToAdd(
            [.. MaglevOrder.Sorted(wanted.Keys, endPoint => endPoint).Where(found.ContainsKey)],
            newestFirst.Select(destination => destination.EndPoint).Where(wanted.ContainsKey));
        var serving = newestFirst.Count(destination => destination.Weight > 0);
        if (serving < 2 && moved.Any(endPoint => found[endPoint].Weight > 0))
            yield break;
        foreach (var endPoint in moved)
        {
            var (want, now) = (wanted[endPoint], found[endPoint]);
            // The weight that is to be 0 soon is of no account.
            var placed = now.Weight > 0 && want.Destination.Weight > 0 ? now : now with { Weight = want.MapWeight!.Value };
            yield return Move(new DeleteDestination(id, endPoint), TableMessages.DestinationDeleted(endPoint, want, id));
            yield return Move(new AddDestination(id, placed), TableMessages.DestinationAdded(As(want, placed), id));
            if (now.Weight == 0)
                yield return Move(new EditDestination(id, now), TableMessages.DestinationChanged(As(want, now), id));
        }
    }

    private static TableChange Move(IpvsOperation operation, string message) => new(operation, message) { IsRoutine = true, IsMove = true };

    private static DesiredDestination As(DesiredDestination want, Destination destination) => want with
    {
        Destination = destination,
        Role = destination.Weight == 0 ? DestinationRole.Quiescent
            : want.Role == DestinationRole.Quiescent ? DestinationRole.Real : want.Role,
    };
}
