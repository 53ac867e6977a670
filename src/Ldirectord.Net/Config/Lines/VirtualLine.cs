using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Ldirectord.Ipvs;

namespace Ldirectord.Config;

/// <summary>
/// What "virtual =" and "virtual6 =" name: host:port, [address]:port, or a firewall mark. Anything that begins with digits and is not host:port is a mark.
/// </summary>
/// <param name="Host">Host name or address without brackets; null for a mark.</param>
/// <param name="Port">Number or service name; of a mark, the mark's digits.</param>
internal sealed record VirtualLine(Line Line, AddressFamily Family, string? Host, string Port)
{
    public bool IsFirewallMark => Host is null;

    /// <returns>Null after an error was reported.</returns>
    public static VirtualLine? Bind(Line line, DiagnosticList report)
    {
        bool isIPv6 = line.Name == "virtual6";
        var family = isIPv6 ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork;
        string value = line.Value.TrimEnd(ValueSyntax.Blanks);
        if (value.StartsWith('['))
            return BindBracketed(line, value, isIPv6, report);

        string host = Leading(value, c => ValueSyntax.IsWordCharacter(c) || c is '.' or '-' or '+');
        if (host.Length > 0 && host.Length < value.Length && value[host.Length] == ':' && PortIn(value[(host.Length + 1)..]) is { Length: > 0 } port)
        {
            WarnOfRest(line, value[(host.Length + 1 + port.Length)..], report);
            return new VirtualLine(line, family, host, port);
        }

        string mark = Leading(value, char.IsAsciiDigit);
        if (mark.Length > 0)
        {
            if (mark.Length < value.Length)
                report.Warning(line.Number, line.ValueColumn, $"\"{Short(value)}\" is read as the firewall mark {Short(mark)}, since it is not host:port: expected host:port");
            return new VirtualLine(line, family, null, mark);
        }

        report.Error(line.Number, line.ValueColumn, value.StartsWith('"')
            ? $"{line.Name} in quotes: expected {line.Name} = {Expected(isIPv6)}"
            : $"invalid virtual service \"{Short(value)}\": expected {Expected(isIPv6)}");
        return null;
    }

    /// <summary>What IPVS will know the service by, its names looked up.</summary>
    public ServiceId? Resolve(string protocol, NameResolver names, DiagnosticList report, int reachedAt)
    {
        if (IsFirewallMark)
        {
            if (uint.TryParse(Port, NumberStyles.None, CultureInfo.InvariantCulture, out uint mark) && mark > 0)
                return ServiceId.Mark(mark, Family);
            report.OriginalAccepts(Line.Number, Line.ValueColumn, $"invalid firewall mark {Short(Port)}: expected 1 to 4294967295, which is what the kernel has", reachedAt);
            return null;
        }

        var address = names.Host(Host!, Family);
        int? port = names.Port(Port, protocol);
        if ((address is null || port is null) && NameResolver.LooksLikeIPv6(Line.Value.TrimEnd(ValueSyntax.Blanks)))
        {
            report.Error(Line.Number, Line.ValueColumn,
                $"invalid virtual service \"{Short(Line.Value.TrimEnd(ValueSyntax.Blanks))}\": expected an IPv6 address in brackets, as in virtual6 = [2001:db8::1]:80", reachedAt);
        }
        else if (address is null)
            report.Error(Line.Number, Line.ValueColumn, $"unknown host \"{Short(Host!)}\": expected an IPv{(Family == AddressFamily.InterNetwork ? 4 : 6)} address or a name that resolves to one", reachedAt);
        else if (port is null)
            report.Error(Line.Number, Line.ValueColumn, $"invalid port \"{Short(Port)}\": expected 0..65535 or a {protocol} service of /etc/services", reachedAt);
        if (address is null || port is null)
            return null;
        var endPoint = new IPEndPoint(address, port.Value);
        return protocol == "udp" ? ServiceId.Udp(endPoint) : ServiceId.Tcp(endPoint);
    }

    private static VirtualLine? BindBracketed(Line line, string value, bool isIPv6, DiagnosticList report)
    {
        int close = value.IndexOf(']', StringComparison.Ordinal);
        string host = close < 0 ? "" : value[1..close];
        string port = close >= 0 && close + 1 < value.Length && value[close + 1] == ':' ? PortIn(value[(close + 2)..]) : "";
        if (!isIPv6)
            report.Error(line.Number, line.ValueColumn, "an IPv6 address in \"virtual\": expected \"virtual6\" for it");
        else if (port.Length == 0)
            report.Error(line.Number, line.ValueColumn, $"invalid virtual service \"{Short(value)}\": expected {Expected(isIPv6)}");
        else if (!host.All(c => char.IsAsciiHexDigit(c) || c == ':') || !IPAddress.TryParse(host, out var address) || address.AddressFamily != AddressFamily.InterNetworkV6 || !NameResolver.IsAddress(host, address))
            report.Error(line.Number, line.ValueColumn + 1, $"invalid IPv6 address \"{Short(host)}\": expected one such as 2001:db8::1, without dots or scope");
        else
        {
            WarnOfRest(line, value[(close + 2 + port.Length)..], report);
            return new VirtualLine(line, AddressFamily.InterNetworkV6, host, port);
        }

        return null;
    }

    // Of what looks like an address, more will be said.
    private static void WarnOfRest(Line line, string rest, DiagnosticList report)
    {
        if (rest.Length > 0 && !NameResolver.LooksLikeIPv6(line.Value.TrimEnd(ValueSyntax.Blanks)))
            report.Warning(line.Number, line.ValueColumn, $"\"{Short(rest.Trim(ValueSyntax.Blanks))}\" after the port is ignored: expected {line.Name} = host:port, one for each port");
    }

    private static string Expected(bool isIPv6) =>
        isIPv6 ? "[address]:port, host:port or a firewall mark" : "address:port, host:port or a firewall mark";

    private static string Short(string text) => DirectiveReader.Shorten(text);

    private static string PortIn(string text) => Leading(text, c => ValueSyntax.IsWordCharacter(c) || c == '-');

    private static string Leading(string text, Func<char, bool> belongs) => string.Concat(text.TakeWhile(belongs));
}
