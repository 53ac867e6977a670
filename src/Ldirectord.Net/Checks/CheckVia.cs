using System.Net;
using Ldirectord.Ipvs;

namespace Ldirectord.Checks;

/// <summary>checkvia = virtual: the check's target is the virtual address, and the connection is forwarded as a client's is.</summary>
/// <param name="Server">The real server as the one destination of a firewall-mark service: port 0, weight 1, no thresholds.</param>
/// <param name="RealTarget">Address and port that are checked where nothing is forwarded: a server on this machine, a dry run.</param>
internal sealed record CheckVia(Destination Server, IPEndPoint RealTarget);
