using System.Net.Sockets;

namespace Ldirectord.Config;

/// <summary>
/// A real server's own request of the form http://host[:port]/path: the check is sent to that host instead of the real server's address.
/// </summary>
/// <param name="Host">Without brackets; empty if missing.</param>
/// <param name="Port">Number or service name; null if there is none.</param>
/// <param name="Path">From the first "/" or "?" after the host; empty if there is none.</param>
internal sealed record RequestUrl(string Request, string Host, string? Port, string Path)
{
    private const string Scheme = "http://";

    /// <returns>Null if the request is not of this form.</returns>
    public static RequestUrl? Parse(string request)
    {
        if (!request.StartsWith(Scheme, StringComparison.Ordinal))
            return null;
        int length = request.AsSpan(Scheme.Length).IndexOfAny('/', '?');
        string authority = length < 0 ? request[Scheme.Length..] : request.Substring(Scheme.Length, length);
        int colon = authority.EndsWith(']') ? -1 : authority.LastIndexOf(':');
        string host = (colon < 0 ? authority : authority[..colon]).Trim('[', ']');
        string? port = colon < 0 || colon == authority.Length - 1 ? null : authority[(colon + 1)..];
        return new RequestUrl(request, host, port, length < 0 ? "" : request[(Scheme.Length + length)..]);
    }

    /// <summary>Looks up host and port.</summary>
    /// <param name="family">Of the virtual service; a host without an address of this family may have one of the other.</param>
    /// <returns>Null after an error was reported.</returns>
    public RequestTarget? Resolve(Line line, AddressFamily family, NameResolver names, DiagnosticList diagnostics)
    {
        int? port = Port is null ? null : names.Port(Port, "tcp") ?? -1;
        var address = Host.Length == 0 ? null : names.Host(Host, family) ?? names.Host(Host, Other(family));
        if (address is not null && port is null or > 0)
            return new RequestTarget(address, port, Path);
        diagnostics.OriginalAccepts(line.Number, line.ValueColumn,
            $"invalid host or port in the request \"{DirectiveReader.Shorten(Request)}\": "
            + "expected http://host[:port]/path, with a host that resolves");
        return null;
    }

    private static AddressFamily Other(AddressFamily family) =>
        family == AddressFamily.InterNetwork ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork;
}
