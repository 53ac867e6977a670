using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Ldirectord.Text;

namespace Ldirectord.Health;

/// <summary>
/// A server as an operator names it: HOST or HOST:PORT. HOST is an address or a name; an IPv6 address before a port is in brackets.
/// </summary>
/// <param name="Host">An address, without brackets; or a name.</param>
/// <param name="Port">Null for all ports.</param>
internal sealed record ServerName(string Host, int? Port)
{
    /// <summary>What a message says of the form.</summary>
    public const string Expected = "HOST or HOST:PORT, as 10.0.0.2, 10.0.0.2:80, [2001:db8::2]:80 or web1";

    /// <summary>Characters of the longest name (RFC 1035).</summary>
    private const int LongestHost = 253;

    /// <summary>Null if the host is a name.</summary>
    public IPAddress? Address { get; } = ParseAddress(Host);

    /// <returns>Null if the text has another form.</returns>
    public static ServerName? Parse(string text)
    {
        // An IPv6 address without brackets has no port behind it.
        if (!text.StartsWith('[') && text.Count(one => one == ':') > 1)
            return ParseAddress(text) is not null ? new ServerName(text, null) : null;
        var end = text.StartsWith('[') ? text.IndexOf(']', StringComparison.Ordinal) + 1 : text.IndexOf(':', StringComparison.Ordinal);
        var host = end < 0 ? text : text[..end];
        var rest = text[host.Length..];
        if (host.StartsWith('['))
        {
            host = host.Trim('[', ']');
            if (ParseAddress(host) is not { AddressFamily: AddressFamily.InterNetworkV6 })
                return null;
        }
        else if (!IsHost(host))
        {
            return null;
        }

        return rest.Length == 0 ? new ServerName(host, null)
            : rest[0] == ':' && ParsePort(rest[1..]) is { } port ? new ServerName(host, port) : null;
    }

    /// <summary>Whether it names a server.</summary>
    /// <param name="fqdn">The name of the server's address; null if unknown.</param>
    /// <param name="addresses">Addresses of the host, if it is a name that was looked up.</param>
    public bool Names(IPEndPoint server, string? fqdn, IReadOnlyCollection<IPAddress> addresses) =>
        (Port is null || Port == server.Port)
        && (Address is not null ? Address.Equals(server.Address) : IsNameOf(fqdn) || addresses.Contains(server.Address));

    public override string ToString()
    {
        var host = Address is null ? Host : BracketedAddress.Of(Address);
        return Port is { } port ? string.Create(CultureInfo.InvariantCulture, $"{host}:{port}") : host;
    }

    private bool IsNameOf(string? fqdn) =>
        fqdn is not null
        && (Host.Equals(fqdn, StringComparison.OrdinalIgnoreCase) || Host.Equals(fqdn.Split('.')[0], StringComparison.OrdinalIgnoreCase));

    // The system's parser also reads "10.1" and "0x0a000002": they would be names here.
    private static IPAddress? ParseAddress(string text) =>
        text.Contains('%') || !IPAddress.TryParse(text, out var address) ? null
        : address.AddressFamily == AddressFamily.InterNetworkV6 || text == address.ToString() ? address : null;

    private static int? ParsePort(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= ushort.MaxValue ? port : null;

    private static bool IsHost(string host) =>
        host.Length is > 0 and <= LongestHost && char.IsAsciiLetterOrDigit(host[0])
        && host.All(one => char.IsAsciiLetterOrDigit(one) || one is '.' or '-' or '_');
}
