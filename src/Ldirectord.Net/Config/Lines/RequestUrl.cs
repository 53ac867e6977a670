using System.Net;
using System.Net.Sockets;

namespace Ldirectord.Config;

/// <summary>A real server's own request of the form http://host[:port]/path: it is asked there, and not at the server's address.</summary>
/// <param name="Port">Null where the URL names none: the service's standard port.</param>
/// <param name="Path">From the first "/" after the host; empty if there is none.</param>
internal sealed record RequestUrl(IPAddress Address, int? Port, string Path)
{
    private const string Scheme = "http://";

    /// <returns>Null if the request is not of this form, or names no host that can be found.</returns>
    public static RequestUrl? Bind(Line line, string request, AddressFamily family, NameResolver names, DiagnosticList report, int reachedAt)
    {
        if (!request.StartsWith(Scheme, StringComparison.Ordinal))
            return null;
        int path = request.AsSpan(Scheme.Length).IndexOfAny('/', '?');
        string authority = path < 0 ? request[Scheme.Length..] : request[Scheme.Length..(Scheme.Length + path)];
        int colon = authority.EndsWith(']') ? -1 : authority.LastIndexOf(':');
        string host = (colon < 0 ? authority : authority[..colon]).Trim('[', ']');
        int? port = colon < 0 || colon == authority.Length - 1 ? null : names.Port(authority[(colon + 1)..], "tcp") ?? -1;
        var address = host.Length == 0 ? null : names.Host(host, family) ?? names.Host(host, Other(family));
        if (address is not null && port is null or > 0)
            return new RequestUrl(address, port, path < 0 ? "" : request[(Scheme.Length + path)..]);
        report.OriginalAccepts(line.Number, line.ValueColumn, $"invalid host or port in the request \"{DirectiveReader.Shorten(request)}\": expected http://host[:port]/path, with a host that resolves", reachedAt);
        return null;
    }

    private static AddressFamily Other(AddressFamily family) =>
        family == AddressFamily.InterNetwork ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork;
}
