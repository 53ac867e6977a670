using System.Collections.Immutable;
using Ldirectord.Config;
using Ldirectord.Health;
using Ldirectord.Ipvs;

namespace Ldirectord.Planning;

/// <summary>What a start would change in the table: the plan command shows it.</summary>
/// <param name="Now">Changes before any check has run.</param>
/// <param name="Timeouts">Timeouts that ipvstimeouts sets; null if the kernel has them already.</param>
/// <param name="AfterFirstPass">Changes after each server without a result has passed its first check.</param>
internal sealed record StartPlan(
    ImmutableArray<TableChange> Now, ImmutableArray<TableChange> AfterFirstPass, ConnectionTimeouts? Timeouts = null)
{
    /// <summary>Changes of the kernel's sync daemons.</summary>
    public ImmutableArray<SyncStep> Sync { get; init; } = [];

    /// <param name="kernel">The kernel's timeouts; null if they cannot be read.</param>
    /// <param name="order">What the files in maintenancedir say of a server; by default nothing.</param>
    public static StartPlan Of(
        DirectorConfig config, IpvsTable table, ConnectionTimeouts? kernel = null,
        Func<VirtualService, RealServer, AdminOrder>? order = null)
    {
        var now = ImmutableArray.CreateBuilder<TableChange>();
        var afterFirstPass = ImmutableArray.CreateBuilder<TableChange>();
        foreach (var service in config.VirtualServices)
        {
            var actual = table.Find(service.Id);
            ServerView Health(RealServer server) =>
                AdoptedServers.View(service, server, actual).With(service.IsOff ? default : order?.Invoke(service, server) ?? default);
            var view = QuorumRules.AtStart(service, new ServiceView(Health), actual);
            var desired = DesiredService.Build(service, view, actual, config.ReaddQuiescent);
            var plan = Reconciler.Plan(actual, desired);
            now.AddRange(plan.Changes.Where(change => !TableDiff.IsDraining(change.Operation, desired, actual)));
            afterFirstPass.AddRange(
                from server in service.RealServers
                where Health(server).State == ServerState.Unknown
                select PutIn(service.Id, server, actual, desired.KeepsOrder));
            afterFirstPass.AddRange(
                from draining in plan.Draining
                select new TableChange(
                    new DeleteDestination(service.Id, draining.EndPoint),
                    TableMessages.DestinationDeleted(draining.EndPoint, null, service.Id)));
        }

        bool setsTimeouts = config.IpvsTimeouts is { } wanted && (kernel is not { } found || wanted.Over(found) != found);
        return new StartPlan(now.ToImmutable(), afterFirstPass.ToImmutable(), setsTimeouts ? config.IpvsTimeouts : null);
    }

    private static TableChange PutIn(ServiceId id, RealServer server, ServiceEntry? actual, bool isPlaced)
    {
        var isFound = isPlaced || actual?.Destinations.Any(entry => entry.Destination.EndPoint.Equals(server.Destination.EndPoint)) == true;
        var wanted = new DesiredDestination(server.Destination, DestinationRole.Real, server.EndPoint);
        return isFound
            ? new TableChange(new EditDestination(id, server.Destination), TableMessages.DestinationChanged(wanted, id))
            : new TableChange(new AddDestination(id, server.Destination), TableMessages.DestinationAdded(wanted, id));
    }
}
