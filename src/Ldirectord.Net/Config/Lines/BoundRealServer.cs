using System.Net;
using Ldirectord.Ipvs;

namespace Ldirectord.Config;

/// <summary>A real server whose names are looked up; its check depends on directives that may come later in the file.</summary>
/// <param name="Request">Its own request, used instead of the section's even if empty; null if the line has none.</param>
/// <param name="Receive">Its own pattern of the answer; null if the line has none.</param>
/// <param name="Override">Another server that is checked instead, from a request that begins with http://; null if there is none.</param>
internal sealed record BoundRealServer(
    Line Line, IPEndPoint EndPoint, Destination Destination, string? Request, string? Receive, RequestTarget? Override)
{
    /// <summary>check=host[:port]; null if the line has none.</summary>
    public CheckTarget? CheckedAt { get; init; }

    /// <summary>The name whose address it is, of a line with resolve; null if the line has an address, or a name for one address.</summary>
    public string? Name { get; init; }
}
