using Ldirectord.Networking;

namespace Ldirectord.Director;

/// <summary>The way of one check: mark and source ports; or why there is none.</summary>
internal sealed record ViaRoute(uint Mark, SourcePorts? Ports, string? Problem = null);
