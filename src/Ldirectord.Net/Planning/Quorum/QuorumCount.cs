using Ldirectord.Config;
using Ldirectord.Health;

namespace Ldirectord.Planning;

/// <summary>The real servers of a virtual service that count for its quorum: those with a weight that are not in maintenance.</summary>
/// <param name="Unknown">Servers without a result.</param>
/// <param name="Present">All that count.</param>
/// <param name="Configured">Those in maintenance too.</param>
internal readonly record struct QuorumCount(int Up, int Unknown, int Present, int Configured)
{
    public static QuorumCount Of(VirtualService service, ServiceView view)
    {
        var (up, unknown, present, configured) = (0, 0, 0, 0);
        foreach (var server in service.RealServers.Where(server => server.HasWeight))
        {
            var one = view.ServerOf(server);
            configured++;
            present += one.State is null ? 0 : 1;
            up += one.IsUp ? 1 : 0;
            unknown += one.State == ServerState.Unknown ? 1 : 0;
        }

        return new QuorumCount(up, unknown, present, configured);
    }
}
