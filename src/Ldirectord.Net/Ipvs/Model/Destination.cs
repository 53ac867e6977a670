using System.Net;

namespace Ldirectord.Ipvs;

/// <summary>A real server in a virtual service of IPVS (struct ip_vs_dest_user).</summary>
/// <param name="EndPoint">Address and port: the identity of the destination within its service.</param>
/// <param name="Weight">0..2147483647; 0 (quiescent) gets no new connections.</param>
/// <param name="UpperThreshold">Connections at which the destination gets no new ones; 0 for no limit.</param>
/// <param name="LowerThreshold">Connections below which it gets new ones again; 0 for three quarters of the upper threshold.</param>
internal sealed record Destination(
    IPEndPoint EndPoint, ForwardingMethod Method, int Weight, uint UpperThreshold = 0, uint LowerThreshold = 0)
{
    /// <summary>Null for plain IP in IP, and for the methods that have no tunnel.</summary>
    public Tunnel? Tunnel { get; init; }
}
