using System.Net;
using Ldirectord.Ipvs;

namespace Ldirectord.Health;

/// <summary>Health is counted per (virtual service, real server): this is that pair.</summary>
/// <param name="EndPoint">Address and port by which the kernel knows the real server; unique in its virtual service.</param>
internal readonly record struct ServerKey(ServiceId Service, IPEndPoint EndPoint);
