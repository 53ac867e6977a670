using System.Net;

namespace Ldirectord.Config;

/// <summary>The server and the path of a <see cref="RequestUrl"/> whose names are looked up.</summary>
/// <param name="Port">Null if the URL has none: the service's standard port.</param>
/// <param name="Path">From the first "/" or "?" after the host; empty if there is none.</param>
internal sealed record RequestTarget(IPAddress Address, int? Port, string Path);
