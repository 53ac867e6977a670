using System.Net;
using System.Net.Sockets;
using Ldirectord.Config;
using Ldirectord.Networking;
using Ldirectord.Platform;

namespace Ldirectord.Planning;

/// <summary>What check says of this machine before a daemon runs: <see cref="ViaFitness"/> for each service with checkvia.</summary>
internal static class ViaAdvice
{
    /// <param name="sysctl">Reads net.ipv4.conf.NAME.</param>
    /// <returns>Each problem once.</returns>
    public static IEnumerable<string> Of(DirectorConfig config, Func<string, int?> sysctl) => (
        from service in config.VirtualServices
        where !service.IsOff
        from server in service.RealServers
        let via = server.Check.Via
        where via is not null && server.Check.Target.AddressFamily == AddressFamily.InterNetwork
        let device = server.Check.Path?.Device ?? RouteDevice.To(via.Server.EndPoint.Address)
        where device is not null and not "lo"
        let address = server.Check.Target.Address
        select ViaFitness.Problem(device, address, IsOwn(address), sysctl)).OfType<string>().Distinct();

    private static bool IsOwn(IPAddress address)
    {
        try
        {
            return RouteSource.To(address).Equals(address);
        }
        catch (IoFailureException)
        {
            return false;
        }
    }
}
