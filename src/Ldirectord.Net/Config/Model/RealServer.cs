using System.Net;
using Ldirectord.Checks;
using Ldirectord.Ipvs;

namespace Ldirectord.Config;

/// <summary>One real server of one virtual service: "real = host:port method weight".</summary>
/// <param name="EndPoint">Address and port as written, which messages, maintenance files and checks use.</param>
/// <param name="Destination">
/// The kernel's destination. Its port is the virtual service's, unless the method is masq or the service is a firewall mark.
/// </param>
/// <param name="Check">Finds out its health.</param>
internal sealed record RealServer(IPEndPoint EndPoint, Destination Destination, Check Check)
{
    /// <summary>False if the server gets no new clients, even if it is up.</summary>
    public bool HasWeight => Destination.Weight > 0;

    /// <summary>" (checked at 10.9.0.1:80)" if the check goes to another address than the server's; otherwise empty.</summary>
    public string CheckedAt => Check.Target switch
    {
        _ when Check.Via is not null => "",
        { Address: var address } when address.Equals(EndPoint.Address) => "",
        { Port: 0, Address: var address } => $" (checked at {address})",
        var target => $" (checked at {target})",
    };

    /// <summary>agentport or agentfile: asks its agent; null if it has none.</summary>
    public AgentQuestion? Agent { get; init; }

    /// <summary>The check's name in the virtual service's monitor file (<see cref="MonitorFileId"/>); null without such a file.</summary>
    public string? MonitorId { get; init; }

    /// <summary>The name that has this address, from a line with resolve; null if the line has an address.</summary>
    public string? Name { get; init; }
}
