using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Ldirectord.Ipvs;

namespace Ldirectord.Config;

/// <summary>
/// The parts of a "virtual =" or "virtual6 =" line: host:port, [address]:port, or a firewall mark. A value that begins with digits and is
/// not host:port is a mark.
/// </summary>
/// <param name="Host">Host name or address without brackets; null for a mark.</param>
/// <param name="Port">Number or service name; of a mark, the mark's digits.</param>
internal sealed record VirtualLine(Line Line, AddressFamily Family, string? Host, string Port)
{
    public bool IsFirewallMark => Host is null;

    /// <returns>Null after an error was reported.</returns>
    public static VirtualLine? Parse(Line line, DiagnosticList diagnostics)
    {
        bool isIPv6 = line.Name == "virtual6";
        var family = isIPv6 ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork;
        string value = line.Value.TrimEnd(ValueSyntax.Blanks);
        if (value.StartsWith('['))
            return ParseBracketed(line, value, isIPv6, diagnostics);

        string host = Leading(value, c => ValueSyntax.IsWordCharacter(c) || c is '.' or '-' or '+');
        string port = host.Length > 0 && host.Length < value.Length && value[host.Length] == ':' ? PortIn(value[(host.Length + 1)..]) : "";
        if (port.Length > 0)
        {
            WarnOfRest(line, value[(host.Length + 1 + port.Length)..], diagnostics);
            return new VirtualLine(line, family, host, port);
        }

        string mark = Leading(value, char.IsAsciiDigit);
        if (mark.Length > 0)
        {
            if (mark.Length < value.Length)
            {
                diagnostics.Warning(line.Number, line.ValueColumn,
                    $"\"{Short(value)}\" is read as the firewall mark {Short(mark)}, since it is not host:port: expected host:port");
            }

            return new VirtualLine(line, family, null, mark);
        }

        diagnostics.Error(line.Number, line.ValueColumn, value.StartsWith('"')
            ? $"{line.Name} in quotes: expected {line.Name} = {Expected(isIPv6)}"
            : $"invalid virtual service \"{Short(value)}\": expected {Expected(isIPv6)}");
        return null;
    }

    /// <summary>Looks up host and port.</summary>
    /// <returns>The kernel's identity of the service; null after an error was reported.</returns>
    public ServiceId? Resolve(string protocol, NameResolver names, DiagnosticList diagnostics)
    {
        if (IsFirewallMark)
        {
            if (uint.TryParse(Port, NumberStyles.None, CultureInfo.InvariantCulture, out uint mark) && mark > 0)
                return ServiceId.Mark(mark, Family);
            diagnostics.OriginalAccepts(Line.Number, Line.ValueColumn,
                $"invalid firewall mark {Short(Port)}: expected 1..4294967295 (the kernel's limit)");
            return null;
        }

        var address = names.Host(Host!, Family);
        int? port = names.Port(Port, protocol);
        if (address is null || port is null)
        {
            diagnostics.Error(Line.Number, Line.ValueColumn, UnknownMessage(address is null, protocol));
            return null;
        }

        var endPoint = new IPEndPoint(address, port.Value);
        return protocol switch
        {
            "udp" => ServiceId.Udp(endPoint),
            "sctp" => ServiceId.Sctp(endPoint),
            _ => ServiceId.Tcp(endPoint),
        };
    }

    private string UnknownMessage(bool isHostUnknown, string protocol)
    {
        string value = Line.Value.TrimEnd(ValueSyntax.Blanks);
        if (NameResolver.LooksLikeIPv6(value))
            return $"invalid virtual service \"{Short(value)}\": expected an IPv6 address in brackets, as in virtual6 = [2001:db8::1]:80";
        string kind = Family == AddressFamily.InterNetworkV6 ? "IPv6" : "IPv4";
        return isHostUnknown
            ? $"unknown host \"{Short(Host!)}\": expected an {kind} address or a name that resolves to one"
            : $"invalid port \"{Short(Port)}\": expected 0..65535 or a {protocol} service of /etc/services";
    }

    private static VirtualLine? ParseBracketed(Line line, string value, bool isIPv6, DiagnosticList diagnostics)
    {
        int close = value.IndexOf(']', StringComparison.Ordinal);
        string host = close < 0 ? "" : value[1..close];
        string port = close >= 0 && close + 1 < value.Length && value[close + 1] == ':' ? PortIn(value[(close + 2)..]) : "";
        if (!isIPv6)
            diagnostics.Error(line.Number, line.ValueColumn, "an IPv6 address in \"virtual\": expected \"virtual6\" for it");
        else if (port.Length == 0)
            diagnostics.Error(line.Number, line.ValueColumn, $"invalid virtual service \"{Short(value)}\": expected {Expected(isIPv6)}");
        else if (!IsPlainIPv6(host))
        {
            diagnostics.Error(line.Number, line.ValueColumn + 1,
                $"invalid IPv6 address \"{Short(host)}\": expected one such as 2001:db8::1, without dots or scope");
        }
        else
        {
            WarnOfRest(line, value[(close + 2 + port.Length)..], diagnostics);
            return new VirtualLine(line, AddressFamily.InterNetworkV6, host, port);
        }

        return null;
    }

    private static bool IsPlainIPv6(string host) =>
        host.All(c => char.IsAsciiHexDigit(c) || c == ':')
        && IPAddress.TryParse(host, out var address) && address.AddressFamily == AddressFamily.InterNetworkV6
        && NameResolver.IsAddress(host, address);

    // If the value looks like an IPv6 address, an error will follow.
    private static void WarnOfRest(Line line, string rest, DiagnosticList diagnostics)
    {
        if (rest.Length == 0 || NameResolver.LooksLikeIPv6(line.Value.TrimEnd(ValueSyntax.Blanks)))
            return;
        string ignored = Short(rest.Trim(ValueSyntax.Blanks));
        diagnostics.Warning(line.Number, line.ValueColumn,
            $"\"{ignored}\" after the port is ignored: expected {line.Name} = host:port, one for each port");
    }

    private static string Expected(bool isIPv6) =>
        isIPv6 ? "[address]:port, host:port or a firewall mark" : "address:port, host:port or a firewall mark";

    private static string Short(string text) => DirectiveReader.Shorten(text);

    private static string PortIn(string text) => Leading(text, c => ValueSyntax.IsWordCharacter(c) || c == '-');

    private static string Leading(string text, Func<char, bool> belongs) => string.Concat(text.TakeWhile(belongs));
}
