using System.Net;
using Ldirectord.Ipvs;

namespace Ldirectord.Config;

/// <summary>A fallback server whose names are looked up.</summary>
/// <param name="Port">0..65535; -1 for the virtual service's port.</param>
internal sealed record FallbackServer(IPAddress Address, int Port, ForwardingMethod Method);
