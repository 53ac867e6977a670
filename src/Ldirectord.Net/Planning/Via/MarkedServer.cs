using System.Net.Sockets;
using Ldirectord.Checks;
using Ldirectord.Ipvs;

namespace Ldirectord.Planning;

/// <summary>A real server that has a firewall-mark service of its own, for checks through virtual addresses.</summary>
/// <param name="Family">The virtual address's: ipip carries either family to a server of the other.</param>
internal sealed record MarkedServer(Destination Server, AddressFamily Family)
{
    public static MarkedServer Of(CheckVia via, Check check) => new(via.Server, check.Target.AddressFamily);
}
