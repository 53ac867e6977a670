using System.Net;
using Ldirectord.Checks;
using Ldirectord.Ipvs;

namespace Ldirectord.Config;

/// <summary>One real server of one virtual service: "real = host:port method weight".</summary>
/// <param name="EndPoint">Address and port as written: what messages, maintenance files and checks name it by.</param>
/// <param name="Destination">
/// What the kernel is told. Its port is the service's own where the method is not masq and the service not a firewall mark.
/// </param>
/// <param name="Check">How its health is found out.</param>
internal sealed record RealServer(IPEndPoint EndPoint, Destination Destination, Check Check)
{
    /// <summary>False: it gets no new clients, however healthy it is.</summary>
    public bool HasWeight => Destination.Weight > 0;

    /// <summary>How the virtual service's monitor file names its check; null without such a file.</summary>
    public string? MonitorId { get; init; }
}
