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
    /// <param name="kernel">The kernel's timeouts; null if they cannot be read.</param>
    public static StartPlan Of(DirectorConfig config, IpvsTable table, ConnectionTimeouts? kernel = null)
    {
        var now = ImmutableArray.CreateBuilder<TableChange>();
        var afterFirstPass = ImmutableArray.CreateBuilder<TableChange>();
        foreach (var service in config.VirtualServices)
        {
            var actual = table.Find(service.Id);
            ServerView Health(RealServer server) => AdoptedServers.View(service, server, actual);
            var view = QuorumRules.AtStart(service, new ServiceView(Health), actual);
            var plan = Reconciler.Plan(actual, DesiredService.Build(service, view, actual, config.ReaddQuiescent));
            now.AddRange(plan.Changes);
            afterFirstPass.AddRange(
                from server in service.RealServers
                where Health(server).State == ServerState.Unknown
                select PutIn(service.Id, server, actual));
            afterFirstPass.AddRange(
                from endPoint in plan.Draining
                select new TableChange(
                    new DeleteDestination(service.Id, endPoint), TableMessages.DestinationDeleted(endPoint, null, service.Id)));
        }

        bool setsTimeouts = config.IpvsTimeouts is { } wanted && (kernel is not { } found || wanted.Over(found) != found);
        return new StartPlan(now.ToImmutable(), afterFirstPass.ToImmutable(), setsTimeouts ? config.IpvsTimeouts : null);
    }

    private static TableChange PutIn(ServiceId id, RealServer server, ServiceEntry? actual)
    {
        var isFound = actual?.Destinations.Any(entry => entry.Destination.EndPoint.Equals(server.Destination.EndPoint)) ?? false;
        var wanted = new DesiredDestination(server.Destination, DestinationRole.Real, server.EndPoint);
        return isFound
            ? new TableChange(new EditDestination(id, server.Destination), TableMessages.DestinationChanged(wanted, id))
            : new TableChange(new AddDestination(id, server.Destination), TableMessages.DestinationAdded(wanted, id));
    }
}
