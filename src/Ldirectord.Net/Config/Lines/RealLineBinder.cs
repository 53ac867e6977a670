using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Ldirectord.Checks;
using Ldirectord.Ipvs;
using Ldirectord.Networking;

namespace Ldirectord.Config;

/// <summary>Binds a "real =" line: to one real server, or to one for each address of a range or of a name with resolve.</summary>
internal sealed class RealLineBinder(ServiceId service, NameResolver names, DiagnosticList diagnostics)
{
    private const string Form = "host[:port] method [weight] [\"request\", \"receive\"] [l:number] [u:number]";

    private readonly Dictionary<IPEndPoint, int> _lines = [];
    private readonly ResolveOption _resolve = new(service, names, diagnostics);

    /// <summary>The names with resolve, with their addresses.</summary>
    public ImmutableDictionary<HostQuestion, ImmutableArray<IPAddress>> Names => _resolve.Names;

    public void Bind(Line line, ImmutableArray<BoundRealServer>.Builder servers)
    {
        if (RealLine.Parse(line) is not { } parts)
        {
            string value = line.Value.TrimEnd(ValueSyntax.Blanks);
            Error(line, $"invalid real server \"{Short(value)}\": expected host[:port] and gate, masq or ipip");
            return;
        }

        HostAnswer? answer = null;
        if (parts.ResolveColumn is { } word && (answer = _resolve.Ask(line, parts, word)) is null)
            return;
        if ((answer?.Addresses[0] ?? names.Host(Unbracketed(parts.Host), service.Family)) is not { } first)
        {
            Error(line, UnknownMessage(line, parts));
            return;
        }

        if (FindPort(parts.Port) is not { } port)
        {
            Error(line, $"invalid port \"{Short(parts.Port)}\" of the real server: expected 0..65535 or a service of /etc/services");
            return;
        }

        if ((answer?.Addresses ?? Range(line, parts, first)) is not { } addresses || Method(line, parts) is not { } method
            || !CheckRest(line, parts))
            return;
        if (parts.ResolveColumn is { } column
            && !_resolve.IsFirst(line, parts, column, ForwardingMethodNames.KernelPort(service, method, port)))
            return;
        WarnOfIgnored(line, parts);
        // Also of a line with a number that only we refuse: the original refuses the options.
        var (tunnel, checkedAt) = Options(line, parts, method);
        if (Numbers(line, parts) is not var (weight, upper, lower))
            return;
        if (parts.Receive is { Length: > 0 } receive && !PerlPattern.TryCompile(receive, out string reason))
            Refuse(line, $"receive is {reason}");
        var url = parts.Request is { } request
            ? RequestUrl.Parse(request)?.Resolve(line, service.Family, names, diagnostics)
            : null;

        Add(line, addresses, port, method, servers, (endPoint, kernelEndPoint) =>
            new BoundRealServer(
                line, endPoint, new Destination(kernelEndPoint, method, weight, upper, lower) { Tunnel = tunnel },
                parts.Request, parts.Receive, url)
            {
                CheckedAt = checkedAt,
                Name = answer is null ? null : parts.Host,
            });
    }

    private (Tunnel? Tunnel, CheckTarget? CheckedAt) Options(Line line, RealLine parts, ForwardingMethod method)
    {
        CheckTarget? checkedAt = null;
        Tunnel? tunnel = null;
        foreach (var (name, value, column) in parts.Options)
        {
            if (name == "tun" && tunnel is not null)
                diagnostics.Error(line.Number, column, $"a second tun= on the line: expected {TunnelOption.Form}");
            else if (name == "tun")
                tunnel = TunnelOption.Parse(value, method, line, column, diagnostics);
            else if (name == "check")
                checkedAt = CheckTarget.Parse(value, line, column, service.Family, names, diagnostics);
            else if (column != parts.ResolveColumn)
                diagnostics.Error(line.Number, column, "a second resolve on the line: expected one");
            string word = name == "resolve" ? name : $"{name}=";
            diagnostics.OriginalRefuses(line.Number, column, $"Perl ldirectord does not know {word} on a real server's line");
        }

        return (tunnel, checkedAt);
    }

    private void Error(Line line, string message) => diagnostics.Error(line.Number, line.ValueColumn, message);

    private void Warn(Line line, string message) => diagnostics.Warning(line.Number, line.ValueColumn, message);

    /// <summary>An error that the original does not report.</summary>
    private void Refuse(Line line, string message) => diagnostics.OriginalAccepts(line.Number, line.ValueColumn, message);

    // The kernel tells destinations apart by the address and port it has for them: the first line that names a destination has it.
    private void Add(
        Line line, IEnumerable<IPAddress> addresses, int port, ForwardingMethod method,
        ImmutableArray<BoundRealServer>.Builder servers, Func<IPEndPoint, IPEndPoint, BoundRealServer> create)
    {
        IPEndPoint? ignored = null;
        foreach (var address in addresses)
        {
            var endPoint = new IPEndPoint(address, port);
            var kernelEndPoint = new IPEndPoint(address, ForwardingMethodNames.KernelPort(service, method, port));
            if (_lines.TryAdd(kernelEndPoint, line.Number))
                servers.Add(create(endPoint, kernelEndPoint));
            else
                ignored ??= endPoint;
        }

        if (ignored is null)
            return;
        var known = new IPEndPoint(ignored.Address, ForwardingMethodNames.KernelPort(service, method, port));
        Warn(line, $"the real server {ignored} is ignored: it is defined at line {_lines[known]} already (as {known} in the kernel)");
    }

    private string UnknownMessage(Line line, RealLine parts)
    {
        string first = line.Value.Split(ValueSyntax.Blanks)[0];
        if (NameResolver.LooksLikeIPv6(first))
            return $"invalid real server \"{Short(first)}\": expected an IPv6 address in brackets, as in real6 = [2001:db8::1]:80 gate";
        string[] ends = parts.Host.Split('-');
        if (ends.Length == 2 && ends.All(end => IPAddress.TryParse(end, out _)))
            return $"unknown real server \"{Short(parts.Host)}\": expected a range as {ends[0]}->{ends[1]}";
        string kind = service.Family == AddressFamily.InterNetworkV6 ? "IPv6" : "IPv4";
        return $"unknown real server \"{Short(parts.Host)}\": expected an {kind} address or a name that resolves to one";
    }

    // A real server's service may be of any protocol.
    private int? FindPort(string port) =>
        port.Length == 0 ? 0 : names.Port(port, "tcp") ?? names.Port(port, "udp") ?? names.Port(port, "sctp");

    private IEnumerable<IPAddress>? Range(Line line, RealLine parts, IPAddress first)
    {
        if (parts.LastHost.Length == 0)
            return [first];
        if (names.Host(Unbracketed(parts.LastHost), service.Family) is not { } last)
        {
            Error(line, $"unknown end \"{Short(parts.LastHost)}\" of a range: expected an address or a name that resolves to one");
            return null;
        }

        if (service.Family == AddressFamily.InterNetworkV6)
        {
            Error(line, "a range of IPv6 addresses: expected one line for each address");
            return null;
        }

        if (names.IsStandIn(first) || names.IsStandIn(last))
            return [first];
        uint from = ToNumber(first), to = ToNumber(last);
        if (from > to)
        {
            Error(line, $"the range {first}->{last} runs backwards: expected the lower address first");
            return null;
        }

        if (to - from < KernelLimits.RangeLength)
            return Enumerable.Range(0, (int)(to - from) + 1).Select(offset => FromNumber(from + (uint)offset));
        Refuse(line, $"the range {first}->{last} has {(long)to - from + 1} addresses: expected at most {KernelLimits.RangeLength}");
        return [];
    }

    private ForwardingMethod? Method(Line line, RealLine parts)
    {
        if (ForwardingMethodNames.Parse(parts.Method) is { } method)
            return method;
        string expected = parts.Ignored.Contains("->") ? "a range without blanks, as in 10.0.0.1->10.0.0.9:80 gate"
            : parts.Method.Length > 0 && parts.Method.All(char.IsAsciiDigit) ? "host[:port] method [weight]"
            : ForwardingMethodNames.Expected;
        diagnostics.Error(line.Number, parts.RestColumn - parts.Method.Length,
            $"invalid forwarding method \"{Short(parts.Method)}\": expected {expected}");
        return null;
    }

    /// <returns>False after an error was reported.</returns>
    private bool CheckRest(Line line, RealLine parts)
    {
        if (parts.Rest.Length == 0)
            return true;
        // The original forgets the rest of a line whose request begins with "/", right or wrong; we use the parts that are right.
        if (parts.Request?.StartsWith('/') == true)
        {
            parts.Ignored.Add(parts.Rest);
            return true;
        }

        diagnostics.Error(line.Number, parts.RestColumn, RestMessage(line, parts));
        return false;
    }

    private static string RestMessage(Line line, RealLine parts)
    {
        if (line.Value.StartsWith('"') && parts.Rest == "\"")
            return "real server in quotes: expected it without quotes";
        bool hasComma = line.Value.Split('"')[0].Contains(',', StringComparison.Ordinal);
        return $"\"{Short(parts.Rest)}\" is no part of a real server: expected {(hasComma ? "one line for each real server" : Form)}";
    }

    private void WarnOfIgnored(Line line, RealLine parts)
    {
        if (parts.BeforeAddress.Length > 0)
        {
            string address = parts.Port.Length > 0 ? $"{parts.Host}:{parts.Port}" : parts.Host;
            Warn(line, $"\"{Short(parts.BeforeAddress)}\" is ignored, and only {Short(address)} is a real server: "
                + "expected one line for each, host[:port] method");
            parts.Ignored.RemoveAt(0);
        }

        if (parts.Ignored.Count > 0)
            Warn(line, $"\"{Short(string.Join(' ', parts.Ignored))}\" is ignored: expected {Form}");
    }

    private (int Weight, uint Upper, uint Lower)? Numbers(Line line, RealLine parts)
    {
        if (Number(parts.Weight, "1", KernelLimits.Weight, "weight") is { } weight
            && Number(parts.UpperThreshold, "0", uint.MaxValue, "upper threshold") is { } upper
            && Number(parts.LowerThreshold, "0", uint.MaxValue, "lower threshold") is { } lower)
            return ((int)weight, upper, lower);
        return null;

        uint? Number(string digits, string unsaid, uint largest, string name)
        {
            string text = digits.Length == 0 ? unsaid : digits;
            if (uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out uint number) && number <= largest)
                return number;
            Refuse(line, $"invalid {name} {Short(digits)} of a real server: expected 0..{largest} (the kernel's limit)");
            return null;
        }
    }

    private static string Unbracketed(string host) => host.StartsWith('[') ? host[1..^1] : host;

    private static string Short(string text) => DirectiveReader.Shorten(text);

    private static uint ToNumber(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[4];
        return address.TryWriteBytes(bytes, out _) ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : 0;
    }

    private static IPAddress FromNumber(uint number)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, number);
        return new IPAddress(bytes);
    }
}
