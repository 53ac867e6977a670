using Ldirectord.Checks;
using Ldirectord.Config;
using Ldirectord.Health;
using Ldirectord.Ipvs;

namespace Ldirectord.Planning;

/// <summary>
/// What a start takes over of a server from the table: its health (<see cref="InitialHealth"/>), and the weight that an agent, a check's
/// program or a slow start gave it. The table is the memory: weight 40 of 100 is a slow start at 40 %.
/// </summary>
internal static class AdoptedServers
{
    /// <param name="actual">The service as the table has it; null if it is not there.</param>
    public static ServerView View(VirtualService service, RealServer server, ServiceEntry? actual)
    {
        var view = new ServerView(InitialHealth.Of(service, server, actual));
        if (server.Agent is AgentFileCheck && !view.IsUp && !service.IsOff)
            return view with { AwaitsAgent = true };
        var isSlow = SlowStartRules.Applies(service);
        var isTold = server.Agent is not null || server.Check.MayGiveWeight;
        if (!view.IsUp || !server.HasWeight || (!isTold && !isSlow))
            return view;
        var configured = server.Destination.Weight;
        var found = actual!.Destinations.First(entry => entry.Destination.EndPoint.Equals(server.Destination.EndPoint)).Destination.Weight;
        // More than the file's weight is nobody's share of it.
        if (found >= configured)
            return view;
        // The first answer, or the first passed check, says what the weight should be.
        if (isTold)
            return view with { HeldWeight = found };
        return SlowStartRules.Resume(configured, found, service.SlowStart) is { } ramp
            ? view with { HeldWeight = found, Ramp = ramp }
            : view;
    }
}
