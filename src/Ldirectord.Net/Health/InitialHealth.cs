using Ldirectord.Config;
using Ldirectord.Ipvs;

namespace Ldirectord.Health;

/// <summary>
/// What a new run, or a new configuration, takes over from the table: a server that is in it with a weight serves clients now, so it counts as up
/// until its checks say otherwise. No other server is put in before it passed a check.
/// </summary>
internal static class InitialHealth
{
    /// <summary>Health before the first verdict. With checktype=off there never is one: such a server is down for good.</summary>
    public static ServerHealth Of(VirtualService service, RealServer server, ServiceEntry? actual)
    {
        if (service.IsOff)
            return new ServerHealth(ServerState.Down);
        var serves = actual is not null && actual.Destinations.Any(
            entry => entry.Destination.EndPoint.Equals(server.Destination.EndPoint) && entry.Destination.Weight > 0);
        return new ServerHealth(serves ? ServerState.Up : ServerState.Unknown);
    }
}
