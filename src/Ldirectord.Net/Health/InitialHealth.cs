using System.Collections.Immutable;
using Ldirectord.Config;
using Ldirectord.Ipvs;
using Ldirectord.Planning;

namespace Ldirectord.Health;

/// <summary>
/// What a new run, or a new configuration, takes over from the table: a server that is in it with a weight serves clients now, so it counts as up
/// until its checks say otherwise. No other server is put in before it passed a check.
/// </summary>
internal static class InitialHealth
{
    /// <summary>Health before the first verdict. With checktype=off there never is one: such a server is down for good.</summary>
    public static ServerHealth Initial(VirtualService service, RealServer server, ServiceEntry? actual)
    {
        if (service.IsOff)
            return new ServerHealth(ServerState.Down);
        var serves = actual is not null && actual.Destinations.Any(
            entry => entry.Destination.EndPoint.Equals(server.Destination.EndPoint) && entry.Destination.Weight > 0);
        return new ServerHealth(serves ? ServerState.Up : ServerState.Unknown);
    }

    /// <summary>What start changes in the table: at once, and, for each server without a verdict, once it passed its first check.</summary>
    public static StartPlan Plan(DirectorConfig config, IpvsTable table)
    {
        var now = ImmutableArray.CreateBuilder<TableChange>();
        var afterFirstPass = ImmutableArray.CreateBuilder<TableChange>();
        foreach (var service in config.VirtualServices)
        {
            var actual = table.Find(service.Id);
            var desired = DesiredService.Build(service, server => Initial(service, server, actual), actual, config.ReaddQuiescent);
            var plan = Reconciler.Plan(actual, desired);
            now.AddRange(plan.Changes);
            afterFirstPass.AddRange(
                from server in service.RealServers
                where Initial(service, server, actual).State == ServerState.Unknown
                select Put(service, server, actual));
            afterFirstPass.AddRange(
                from endPoint in plan.Draining
                select new TableChange(new DeleteDestination(service.Id, endPoint), $"Purged real server (start): {endPoint} ({service.Id})"));
        }

        return new StartPlan(now.ToImmutable(), afterFirstPass.ToImmutable());
    }

    private static TableChange Put(VirtualService service, RealServer server, ServiceEntry? actual)
    {
        var found = actual?.Destinations.Any(entry => entry.Destination.EndPoint.Equals(server.Destination.EndPoint)) ?? false;
        return new TableChange(
            found ? new EditDestination(service.Id, server.Destination) : new AddDestination(service.Id, server.Destination),
            $"{(found ? "Restored" : "Added")} real server: {server.EndPoint} ({service.Id}) (Weight set to {server.Destination.Weight})");
    }
}

/// <summary>What the plan command shows.</summary>
internal sealed record StartPlan(ImmutableArray<TableChange> Now, ImmutableArray<TableChange> AfterFirstPass);
