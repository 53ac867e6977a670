using System.Collections.Immutable;
using System.Net;
using Ldirectord.Config;
using Ldirectord.Health;
using Ldirectord.Ipvs;

namespace Ldirectord.Planning;

/// <summary>
/// A virtual service as the table should hold it, by the rules of health, quiescence and fallback. A real server is in, unless any of the
/// following is true:
/// <list type="bullet">
/// <item>An operator drains it: it leaves as <see cref="Draining"/> says, whether or not the service is quiescent.</item>
/// <item>It is down and not kept (<see cref="KeepRules"/>), or in maintenance. If the service is quiescent it is then kept with weight 0,
/// if it is in the table (or readdquiescent adds it).</item>
/// <item>Its agent, or its check, wants no new clients: then it is kept with weight 0, whether or not the service is quiescent.</item>
/// <item>It has no result yet and is not in the table. If the table has it, it stays as it is.</item>
/// </list>
/// Where <see cref="MaglevOrder"/> is kept, a server that is not in is there with weight 0, unless an operator drains it.
/// Which weight a server has that is in, <see cref="WeightRules"/> say. The fallback is in while no real server with a weight is up or
/// kept. While the service is lost (<see cref="QuorumRules"/>) the real servers that are left leave (lost = fallback), stay beside the
/// fallback (join), or are joined by all the others (all).
/// <para>
/// Example: A and B serve, F is the fallback. A fails: the table should hold B alone, with quiescent = yes A at weight 0 and B. B fails
/// too: F alone, with quiescent = yes A and B at weight 0 and F.
/// </para>
/// </summary>
/// <param name="Unwanted">Destinations of the configuration that should not be in the table now.</param>
/// <param name="KeepsUnmanaged">
/// Keep unmanaged destinations, which the table has and the configuration does not: they serve, and no configured server is up yet (an edit
/// replaced them all). They leave after the first result.
/// </param>
internal sealed record DesiredService(
    Service Service,
    ImmutableArray<DesiredDestination> Destinations,
    ImmutableArray<DesiredDestination> Unwanted,
    bool KeepsUnmanaged = false)
{
    /// <summary>Its destinations have an order: <see cref="MaglevOrder"/>.</summary>
    public bool KeepsOrder { get; init; }

    /// <summary>drainlimit.</summary>
    public TimeSpan DrainLimit { get; init; } = VirtualService.DefaultDrainLimit;

    /// <param name="actual">The service as the table holds it; null if the table does not hold it.</param>
    /// <param name="readdQuiescent">Add a failed server of a quiescent service with weight 0 if the table does not have it.</param>
    public static DesiredService Build(
        VirtualService virtualService, ServiceView view, ServiceEntry? actual, bool readdQuiescent)
    {
        var found = (actual?.Destinations ?? []).ToDictionary(entry => entry.Destination.EndPoint, entry => entry.Destination);
        var wanted = new Dictionary<IPEndPoint, DesiredDestination>(virtualService.RealServers.Length);
        var (anyUp, anyKept, anyUnknown) = (false, false, false);
        var anyHasWeight = new Lazy<bool>(() => WeightRules.AnyHasWeight(virtualService, view), isThreadSafe: false);
        foreach (var server in virtualService.RealServers)
        {
            var one = view.ServerOf(server);
            // A server of weight 0 serves nobody, so it does not replace the fallback.
            anyUp |= server.HasWeight && one.IsUp;
            anyKept |= server.HasWeight && one.IsKept;
            anyUnknown |= server.HasWeight && one.State == ServerState.Unknown;
        }

        var keepsOrder = MaglevOrder.IsKept(virtualService);
        var opens = QuorumRules.PutsAllIn(virtualService, view);
        var survivorsLeave = QuorumRules.SurvivorsLeave(virtualService, view);
        foreach (var server in keepsOrder ? MaglevOrder.Sorted(virtualService.RealServers, server => server.Destination.EndPoint)
            : virtualService.RealServers)
        {
            var one = view.ServerOf(server);
            var want = Want(server, one);
            if (keepsOrder && server.HasWeight && one is not { State: null, Admin: AdminState.Drain })
                want = (want ?? AtZero(server)) with { MapWeight = server.Destination.Weight };
            if (want is not null)
                wanted.Add(want.Destination.EndPoint, want);
        }

        var keepsUnmanaged = !anyUp && anyUnknown && UnmanagedServe();
        var isNeeded = opens ? !wanted.Values.Any(want => want.Destination.Weight > 0) : !(anyUp || anyKept) || view.IsLost == true;
        if (isNeeded && !keepsUnmanaged && virtualService.Fallback is { } fallback)
        {
            // A real server may be the fallback, too.
            wanted[fallback.EndPoint] = new DesiredDestination(fallback, DestinationRole.Fallback, fallback.EndPoint)
            {
                MapWeight = wanted.GetValueOrDefault(fallback.EndPoint)?.MapWeight,
            };
        }

        return new DesiredService(virtualService.Service, [.. wanted.Values], FindUnwanted(virtualService, view, wanted), keepsUnmanaged)
        {
            DrainLimit = virtualService.DrainLimit,
            KeepsOrder = keepsOrder,
        };

        bool UnmanagedServe()
        {
            var managed = virtualService.RealServers.Select(server => server.Destination.EndPoint).ToHashSet();
            if (virtualService.Fallback is { } fallback)
                managed.Add(fallback.EndPoint);
            return found.Values.Any(destination => destination.Weight > 0 && !managed.Contains(destination.EndPoint));
        }

        DesiredDestination? Want(RealServer server, ServerView one) => one.State switch
        {
            not null when opens && server.HasWeight && !one.WantsNoClients => Serving(server, one),
            ServerState.Up when survivorsLeave && server.HasWeight => null,
            // Drained: weight 0 keeps the clients that are connected, unless the scheduler refuses those that it would send there.
            ServerState.Up when one.IsDrained => found.ContainsKey(server.Destination.EndPoint)
                && SchedulerRules.PassesOverWeightZero(virtualService.Service)
                ? AtZero(server)
                : null,
            ServerState.Up => Serving(server, one),
            ServerState.Down when one.IsKept && server.HasWeight => Serving(server, one),
            // In the table without a result: its weight there is 0, or InitialHealth would have taken it for up.
            ServerState.Unknown => found.TryGetValue(server.Destination.EndPoint, out var asFound)
                ? new(asFound, DestinationRole.Quiescent, server.EndPoint)
                : null,
            null when one.Admin == AdminState.Drain => null,
            _ when virtualService.Quiescent && (readdQuiescent || found.ContainsKey(server.Destination.EndPoint)) => AtZero(server),
            _ => null,
        };

        static DesiredDestination AtZero(RealServer server) =>
            new(server.Destination with { Weight = 0 }, DestinationRole.Quiescent, server.EndPoint);

        DesiredDestination Serving(RealServer server, ServerView one)
        {
            if (!WeightRules.IsMeasured(virtualService, server, one))
                return new(server.Destination, DestinationRole.Real, server.EndPoint);
            var weight = WeightRules.Of(virtualService, server, one, anyHasWeight.Value);
            return new(server.Destination with { Weight = weight }, DestinationRole.Real, server.EndPoint) { IsMeasured = true };
        }
    }

    private static ImmutableArray<DesiredDestination> FindUnwanted(
        VirtualService virtualService, ServiceView view, Dictionary<IPEndPoint, DesiredDestination> wanted)
    {
        var unwanted = ImmutableArray.CreateBuilder<DesiredDestination>();
        foreach (var server in virtualService.RealServers)
        {
            if (wanted.ContainsKey(server.Destination.EndPoint))
                continue;
            var one = view.ServerOf(server);
            // A quiescent service keeps the connections of a failed server, so its drain goes on.
            var fails = one.State == ServerState.Down || (one.FailsWhileDraining && !virtualService.Quiescent);
            unwanted.Add(new(server.Destination, fails ? DestinationRole.Failed : DestinationRole.Real, server.EndPoint)
            {
                Drain = one.Order.Note is { } note
                    ? new DrainTerms(note.Limit ?? virtualService.DrainLimit, one.Admin == AdminState.Drain, note.IsHard) : null,
            });
        }

        if (virtualService.Fallback is { } fallback && !wanted.ContainsKey(fallback.EndPoint))
            unwanted.Add(new(fallback, DestinationRole.Fallback, fallback.EndPoint));
        return unwanted.DrainToImmutable();
    }
}
