using System.Net;
using Ldirectord.Ipvs;

namespace Ldirectord.Config;

/// <summary>A real server whose names are looked up; its check depends on directives that may come later in the file.</summary>
/// <param name="Request">Its own request, which goes before the section's even when empty; null where the line has none.</param>
/// <param name="Override">Where a request that begins with http:// has it checked instead.</param>
internal sealed record BoundRealServer(
    Line Line, IPEndPoint EndPoint, Destination Destination, string? Request, string? Receive, RequestUrl? Override);
