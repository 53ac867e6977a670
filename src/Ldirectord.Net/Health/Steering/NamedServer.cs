using System.Net;

namespace Ldirectord.Health;

/// <summary>A real server of one virtual service, by all names that a file in maintenancedir can have.</summary>
/// <param name="EndPoint">As written in the configuration.</param>
/// <param name="Fqdn">The name of its address; null if unknown.</param>
/// <param name="Virtual">"tcp:10.0.0.1:80".</param>
internal readonly record struct NamedServer(IPEndPoint EndPoint, string? Fqdn, string Virtual);
