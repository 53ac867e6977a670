using System.Net.Sockets;
using Ldirectord.Ipvs;

namespace Ldirectord.Config;

/// <summary>
/// The parts of a "fallback =" or "fallback6 =" line: host[:port] [gate|masq|ipip], the server that answers while no real server can.
/// </summary>
/// <param name="Host">Address or name; empty for this machine.</param>
/// <param name="Port">Number or service name; empty for the virtual service's port.</param>
internal sealed record FallbackLine(Line Line, string Host, string Port, ForwardingMethod Method)
{
    public AddressFamily Family => Line.Name == "fallback6" ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork;

    /// <returns>Null after an error was reported.</returns>
    public static FallbackLine? Parse(Line line, DiagnosticList diagnostics)
    {
        // As for the original, the last two words count, and a method of 0 is no method.
        string value = line.Value.TrimEnd(ValueSyntax.Blanks);
        int lastStart = StartOfLastWord(value, value.Length);
        int start = lastStart == 0 ? 0 : StartOfLastWord(value, value[..lastStart].TrimEnd(ValueSyntax.Blanks).Length);
        string word = lastStart == 0 ? "" : value[lastStart..];
        string address = lastStart == 0 ? value : value[start..lastStart].TrimEnd(ValueSyntax.Blanks);
        if (word == "resolve")
        {
            diagnostics.Error(line.Number, line.ValueColumn + lastStart,
                $"resolve with {line.Name}: expected it on a real line alone; the fallback is one server, host[:port] [gate|masq|ipip]");
            return null;
        }

        if (ForwardingMethodNames.Parse(word is "" or "0" ? "gate" : word) is not { } method)
        {
            diagnostics.Error(line.Number, line.ValueColumn + lastStart,
                $"invalid forwarding method \"{DirectiveReader.Shorten(word)}\": expected {ForwardingMethodNames.Expected}");
            return null;
        }

        if (start > 0 || word == "0")
        {
            string ignored = start > 0 ? value[..start].TrimEnd(ValueSyntax.Blanks) : word;
            diagnostics.Warning(line.Number, line.ValueColumn,
                $"\"{DirectiveReader.Shorten(ignored)}\" is ignored: expected host[:port] [gate|masq|ipip]");
        }

        var (host, port) = Split(address);
        if (host.Length == 0)
        {
            diagnostics.Warning(line.Number, line.ValueColumn,
                $"{line.Name} without an address means this machine's loopback address: expected host[:port]");
        }

        return new FallbackLine(line, host, port, method);
    }

    /// <summary>Looks up host and port.</summary>
    /// <param name="protocol">Of the virtual service; null at the top of the file, where a port must be a number.</param>
    /// <param name="virtualPort">The virtual service's port as written, which is the default; null if there is none.</param>
    /// <returns>The server, with port -1 for "the virtual service's port"; null after an error was reported.</returns>
    public FallbackServer? Resolve(string? protocol, string? virtualPort, NameResolver names, DiagnosticList diagnostics)
    {
        if (names.Host(Host, Family) is not { } address)
        {
            // For the original a name ends at a NUL.
            int end = Host.IndexOf('\0', StringComparison.Ordinal);
            if (end >= 0 && names.Host(Host[..end], Family) is not null)
                diagnostics.OriginalAccepts(Line.Number, Line.ValueColumn, UnknownMessage());
            else
                diagnostics.Error(Line.Number, Line.ValueColumn, UnknownMessage());
            return null;
        }

        string port = Port.Length > 0 ? Port : virtualPort ?? "";
        bool isNumber = port.All(char.IsAsciiDigit);
        int? number = port.Length == 0 ? -1 : isNumber || protocol is not null ? names.Port(port, protocol) : null;
        if (number is not null)
            return new FallbackServer(address, Port.Length == 0 ? -1 : number.Value, Method);
        string expected = protocol is null ? "a number, 0..65535" : $"0..65535 or a {protocol} service of /etc/services";
        diagnostics.Error(Line.Number, Line.ValueColumn,
            $"invalid port \"{DirectiveReader.Shorten(port)}\" of the fallback server: expected {expected}");
        return null;
    }

    private string UnknownMessage()
    {
        string kind = Family == AddressFamily.InterNetworkV6 ? "IPv6" : "IPv4";
        return NameResolver.LooksLikeIPv6(Line.Value.TrimEnd(ValueSyntax.Blanks).Split(ValueSyntax.Blanks)[0])
            ? $"invalid fallback server \"{DirectiveReader.Shorten(Line.Value)}\": "
                + "expected an IPv6 address in brackets, as in fallback6 = [2001:db8::1]:80"
            : $"unknown fallback server \"{DirectiveReader.Shorten(Host)}\": expected an {kind} address or a name that resolves to one";
    }

    private static int StartOfLastWord(string text, int end) => text.AsSpan(0, end).LastIndexOfAny(ValueSyntax.Blanks) + 1;

    // The address is the text in brackets, if there are any; otherwise it ends at the last colon that a port could follow.
    private static (string Host, string Port) Split(string address)
    {
        int colon = address.LastIndexOf(':');
        string port = colon < 0 ? "" : address[(colon + 1)..];
        bool hasPort = port.Length > 0 && port.All(c => ValueSyntax.IsWordCharacter(c) || c == '-');
        string host = hasPort ? address[..colon] : address;
        int open = host.IndexOf('[', StringComparison.Ordinal);
        int close = host.LastIndexOf(']');
        return (open >= 0 && close > open ? host[(open + 1)..close] : host, hasPort ? port : "");
    }
}
