using Ldirectord.Config;
using Ldirectord.Ipvs;

namespace Ldirectord.Health;

/// <summary>
/// Adoption: the health of a server before its first result. A server that is in the table with a weight serves clients now, so it counts
/// as up until its checks find otherwise. No other server is put in before it has passed a check.
/// </summary>
internal static class InitialHealth
{
    /// <summary>With checktype=off there never is a result: such a server is down for good.</summary>
    /// <param name="actual">The service as the table has it; null if it is not there.</param>
    public static ServerHealth Of(VirtualService service, RealServer server, ServiceEntry? actual)
    {
        if (service.IsOff)
            return new ServerHealth(ServerState.Down);
        var serves = actual is not null && actual.Destinations.Any(
            entry => entry.Destination.EndPoint.Equals(server.Destination.EndPoint) && entry.Destination.Weight > 0);
        return new ServerHealth(serves ? ServerState.Up : ServerState.Unknown);
    }
}
