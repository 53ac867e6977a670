using System.Collections.Immutable;
using Ldirectord.Config;
using Ldirectord.Health;
using Ldirectord.Ipvs;

namespace Ldirectord.Planning;

/// <summary>What the plan command shows.</summary>
internal sealed record StartPlan(ImmutableArray<TableChange> Now, ImmutableArray<TableChange> AfterFirstPass)
{
    /// <summary>What start changes in the table: at once, and, for each server without a verdict, once it passed its first check.</summary>
    public static StartPlan Of(DirectorConfig config, IpvsTable table)
    {
        var now = ImmutableArray.CreateBuilder<TableChange>();
        var afterFirstPass = ImmutableArray.CreateBuilder<TableChange>();
        foreach (var service in config.VirtualServices)
        {
            var actual = table.Find(service.Id);
            var desired = DesiredService.Build(service, server => InitialHealth.Of(service, server, actual), actual, config.ReaddQuiescent);
            var plan = Reconciler.Plan(actual, desired);
            now.AddRange(plan.Changes);
            afterFirstPass.AddRange(
                from server in service.RealServers
                where InitialHealth.Of(service, server, actual).State == ServerState.Unknown
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
