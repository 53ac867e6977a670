using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Ldirectord.Checks;
using Ldirectord.Ipvs;

namespace Ldirectord.Config;

/// <summary>What a "real =" line means: one real server, or one for each address of a range.</summary>
internal sealed class RealLineBinder(ServiceId service, NameResolver names, DiagnosticList report)
{
    private readonly Dictionary<IPEndPoint, int> _lines = [];

    public void Bind(Line line, int reachedAt, ImmutableArray<BoundRealServer>.Builder servers)
    {
        var parts = RealLine.Parse(line);
        if (parts is null)
        {
            report.Error(line.Number, line.ValueColumn, $"invalid real server \"{DirectiveReader.Shorten(line.Value.TrimEnd(ValueSyntax.Blanks))}\": expected host[:port] and gate, masq or ipip", reachedAt);
            return;
        }

        void Refuse(int column, string message) => report.Error(line.Number, column, message, reachedAt);

        string kind = service.Family == AddressFamily.InterNetworkV6 ? "IPv6" : "IPv4";
        if (names.Host(Unbracketed(parts.Host), service.Family) is not { } first)
        {
            Refuse(line.ValueColumn, UnknownMessage(line, parts, kind));
            return;
        }

        if (FindPort(parts.Port) is not { } port)
        {
            Refuse(line.ValueColumn, $"invalid port \"{DirectiveReader.Shorten(parts.Port)}\" of the real server: expected 0..65535 or a service of /etc/services");
            return;
        }

        if (Range(line, parts, first, reachedAt) is not { } addresses)
            return;

        if (ForwardingMethodNames.Parse(parts.Method) is not { } method)
        {
            string expected = parts.Ignored.Contains("->") ? "a range without blanks, as in 10.0.0.1->10.0.0.9:80 gate"
                : parts.Method.Length > 0 && parts.Method.All(char.IsAsciiDigit) ? "host[:port] method [weight]"
                : ForwardingMethodNames.Expected;
            Refuse(parts.RestColumn - parts.Method.Length, $"invalid forwarding method \"{DirectiveReader.Shorten(parts.Method)}\": expected {expected}");
            return;
        }

        // The original forgets the rest of a line whose request begins with "/", good or bad; we take what is good of it.
        if (parts.Rest.Length > 0 && parts.Request?.StartsWith('/') == true)
        {
            parts.Ignored.Add(parts.Rest);
        }
        else if (parts.Rest.Length > 0)
        {
            Refuse(parts.RestColumn, RestMessage(line, parts));
            return;
        }

        if (parts.BeforeAddress.Length > 0)
        {
            string address = parts.Port.Length > 0 ? $"{parts.Host}:{parts.Port}" : parts.Host;
            string ignored = DirectiveReader.Shorten(parts.BeforeAddress);
            report.Warning(line.Number, line.ValueColumn,
                $"\"{ignored}\" is ignored, and {DirectiveReader.Shorten(address)} alone is a real server: expected one line for each, host[:port] method", reachedAt);
            parts.Ignored.RemoveAt(0);
        }

        if (parts.Ignored.Count > 0)
            report.Warning(line.Number, line.ValueColumn, $"\"{DirectiveReader.Shorten(string.Join(' ', parts.Ignored))}\" is ignored: expected host[:port] method [weight] [\"request\", \"receive\"] [l:number] [u:number]", reachedAt);
        if (Numbers(line, parts, reachedAt) is not var (weight, upper, lower))
            return;
        if (parts.Receive is { Length: > 0 } receive && !PerlPattern.TryCompile(receive, out string reason))
            report.OriginalAccepts(line.Number, line.ValueColumn, $"receive is {reason}", reachedAt);
        var url = parts.Request is { } request ? RequestUrl.Bind(line, request, service.Family, names, report, reachedAt) : null;

        Add(line, addresses, port, method, reachedAt, servers, (endPoint, kernelEndPoint) =>
            new BoundRealServer(line, endPoint, new Destination(kernelEndPoint, method, weight, upper, lower), parts.Request, parts.Receive, url));
    }

    // The kernel tells destinations apart by its own address and port for them: the first line that names one has it.
    private void Add(
        Line line, IEnumerable<IPAddress> addresses, int port, ForwardingMethod method, int reachedAt,
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
        report.Warning(line.Number, line.ValueColumn, $"the real server {ignored} is ignored: line {_lines[known]} has it already (for the kernel it is {known})", reachedAt);
    }

    private static string UnknownMessage(Line line, RealLine parts, string kind)
    {
        string first = line.Value.Split(ValueSyntax.Blanks)[0];
        if (NameResolver.LooksLikeIPv6(first))
            return $"invalid real server \"{DirectiveReader.Shorten(first)}\": expected an IPv6 address in brackets, as in real6 = [2001:db8::1]:80 gate";
        string[] ends = parts.Host.Split('-');
        return ends.Length == 2 && ends.All(end => IPAddress.TryParse(end, out _))
            ? $"unknown real server \"{DirectiveReader.Shorten(parts.Host)}\": expected a range as {ends[0]}->{ends[1]}"
            : $"unknown real server \"{DirectiveReader.Shorten(parts.Host)}\": expected an {kind} address or a name that resolves to one";
    }

    private static string RestMessage(Line line, RealLine parts)
    {
        if (line.Value.StartsWith('"') && parts.Rest == "\"")
            return "a real server in quotes: expected it without";
        string rest = $"\"{DirectiveReader.Shorten(parts.Rest)}\" is no part of a real server";
        return line.Value.Split('"')[0].Contains(',', StringComparison.Ordinal)
            ? $"{rest}: expected one line for each real server"
            : $"{rest}: expected host[:port] method [weight] [\"request\", \"receive\"] [l:number] [u:number]";
    }

    private static string Unbracketed(string host) => host.StartsWith('[') ? host[1..^1] : host;

    // A real server's service may be of either protocol.
    private int? FindPort(string port) => port.Length == 0 ? 0 : names.Port(port, "tcp") ?? names.Port(port, "udp");

    private IEnumerable<IPAddress>? Range(Line line, RealLine parts, IPAddress first, int reachedAt)
    {
        if (parts.LastHost.Length == 0)
            return [first];
        if (names.Host(Unbracketed(parts.LastHost), service.Family) is not { } last)
        {
            report.Error(line.Number, line.ValueColumn, $"unknown end \"{DirectiveReader.Shorten(parts.LastHost)}\" of a range: expected an address or a name that resolves to one", reachedAt);
            return null;
        }

        if (service.Family == AddressFamily.InterNetworkV6)
        {
            report.Error(line.Number, line.ValueColumn, "a range of IPv6 addresses: expected one line for each address", reachedAt);
            return null;
        }

        if (names.IsStandIn(first) || names.IsStandIn(last))
            return [first];
        uint from = ToNumber(first), to = ToNumber(last);
        if (from > to)
        {
            report.Error(line.Number, line.ValueColumn, $"the range {first}->{last} runs backwards: expected the lower address first", reachedAt);
            return null;
        }

        if (to - from < KernelLimits.RangeLength)
            return Enumerable.Range(0, (int)(to - from) + 1).Select(offset => FromNumber(from + (uint)offset));
        report.OriginalAccepts(line.Number, line.ValueColumn, $"the range {first}->{last} has {(long)to - from + 1} addresses: expected at most {KernelLimits.RangeLength}", reachedAt);
        return [];
    }

    private (int Weight, uint Upper, uint Lower)? Numbers(Line line, RealLine parts, int reachedAt)
    {
        if (Number(parts.Weight, "1", KernelLimits.Weight, "weight") is { } weight
            && Number(parts.UpperThreshold, "0", uint.MaxValue, "upper threshold") is { } upper
            && Number(parts.LowerThreshold, "0", uint.MaxValue, "lower threshold") is { } lower)
            return ((int)weight, upper, lower);
        return null;

        uint? Number(string digits, string unsaid, uint largest, string name)
        {
            if (uint.TryParse(digits.Length == 0 ? unsaid : digits, NumberStyles.None, CultureInfo.InvariantCulture, out uint number) && number <= largest)
                return number;
            report.OriginalAccepts(line.Number, line.ValueColumn, $"invalid {name} {DirectiveReader.Shorten(digits)} of a real server: expected 0..{largest}, which is what the kernel has", reachedAt);
            return null;
        }
    }

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
