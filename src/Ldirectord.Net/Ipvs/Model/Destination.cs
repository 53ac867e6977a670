using System.Net;

namespace Ldirectord.Ipvs;

/// <summary>A real server as IPVS holds it inside a virtual service (struct ip_vs_dest_user).</summary>
/// <param name="EndPoint">Address and port: with the service's protocol, what IPVS knows the destination by.</param>
/// <param name="Weight">0..2147483647; 0 is quiescent: no new connections.</param>
/// <param name="UpperThreshold">Connections above which no new ones are sent; 0 is no limit.</param>
/// <param name="LowerThreshold">Connections below which they are sent again; 0: three quarters of the upper one.</param>
internal sealed record Destination(
    IPEndPoint EndPoint, ForwardingMethod Method, int Weight, uint UpperThreshold = 0, uint LowerThreshold = 0);
