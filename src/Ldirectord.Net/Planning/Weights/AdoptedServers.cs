using Ldirectord.Config;
using Ldirectord.Health;
using Ldirectord.Ipvs;

namespace Ldirectord.Planning;

/// <summary>
/// What a start takes over of a server from the table: its health (<see cref="InitialHealth"/>), and the weight that an agent or a slow
/// start gave it. The table is the memory: weight 40 of 100 is a slow start at 40 %.
/// </summary>
internal static class AdoptedServers
{
    /// <param name="actual">The service as the table has it; null if it is not there.</param>
    public static ServerView View(VirtualService service, RealServer server, ServiceEntry? actual)
    {
        var view = new ServerView(InitialHealth.Of(service, server, actual));
        var isSlow = SlowStartRules.Applies(service);
        if (!view.IsUp || !server.HasWeight || (server.Agent is null && !isSlow))
            return view;
        var configured = server.Destination.Weight;
        var found = actual!.Destinations.First(entry => entry.Destination.EndPoint.Equals(server.Destination.EndPoint)).Destination.Weight;
        if (found == configured)
            return view;
        // The agent's first answer says what the weight should be.
        if (server.Agent is not null)
            return view with { HeldWeight = found };
        return found < configured && SlowStartRules.Resume(configured, found, service.SlowStart) is { } ramp
            ? view with { HeldWeight = found, Ramp = ramp }
            : view;
    }
}
