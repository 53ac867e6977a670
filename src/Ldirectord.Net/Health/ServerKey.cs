using System.Net;
using Ldirectord.Ipvs;

namespace Ldirectord.Health;

/// <summary>Health is counted per (virtual service, real server): this is that pair.</summary>
/// <param name="EndPoint">The real server's address and port, as written.</param>
internal sealed record ServerKey(ServiceId Service, IPEndPoint EndPoint);
