using System.Net;

namespace Ldirectord.Planning;

/// <summary>A destination that is deleted later.</summary>
/// <param name="Elapsed">How long it has been draining.</param>
internal readonly record struct DrainingDestination(IPEndPoint EndPoint, TimeSpan Elapsed);
