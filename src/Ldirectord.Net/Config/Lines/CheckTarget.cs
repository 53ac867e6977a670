using System.Net;
using System.Net.Sockets;

namespace Ldirectord.Config;

/// <summary>Where the check of a real server goes instead of the server's own address: check=host[:port], or checkaddress.</summary>
/// <param name="Port">Null for checkport, or the real server's own port.</param>
internal sealed record CheckTarget(IPAddress Address, int? Port)
{
    /// <param name="text">host[:port]; an IPv6 address in brackets.</param>
    /// <param name="family">Of the virtual service; a host without an address of this family may have one of the other.</param>
    /// <returns>Null after an error was reported at the column.</returns>
    public static CheckTarget? Parse(
        string text, Line line, int column, AddressFamily family, NameResolver names, DiagnosticList diagnostics)
    {
        int colon = text.LastIndexOf(':');
        bool hasPort = colon > text.LastIndexOf(']') && colon == text.IndexOf(':', text.LastIndexOf(']') + 1);
        int? port = hasPort ? names.Port(text[(colon + 1)..], "tcp") ?? 0 : null;
        if (port is null or > 0 && AddressOf(hasPort ? text[..colon] : text, family, names) is { } address)
            return new CheckTarget(address, port);
        diagnostics.Error(line.Number, column,
            $"invalid check address \"{DirectiveReader.Shorten(text)}\": "
            + "expected host[:port], with a host that resolves and a port from 1");
        return null;
    }

    /// <summary>The address of checkaddress.</summary>
    /// <returns>Null after an error was reported.</returns>
    public static IPAddress? ParseAddress(Line line, AddressFamily family, NameResolver names, DiagnosticList diagnostics)
    {
        string host = line.Value.Trim(ValueSyntax.Blanks);
        if (AddressOf(host, family, names) is { } address)
            return address;
        diagnostics.Error(line.Number, line.ValueColumn,
            $"invalid checkaddress \"{DirectiveReader.Shorten(host)}\": "
            + "expected an address, or a name that resolves to one; checkport sets the port");
        return null;
    }

    private static IPAddress? AddressOf(string host, AddressFamily family, NameResolver names)
    {
        string name = host.StartsWith('[') && host.EndsWith(']') ? host[1..^1] : host;
        var other = family == AddressFamily.InterNetwork ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork;
        return name.Length == 0 ? null : names.Host(name, family) ?? names.Host(name, other);
    }
}
