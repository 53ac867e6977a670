using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Ldirectord.Text;

namespace Ldirectord.Import;

/// <summary>A virtual service of keepalived: an address with a port, or a firewall mark.</summary>
/// <param name="Address">Null for a mark.</param>
/// <param name="Family">Of a mark, where the file says it; null if it does not.</param>
internal sealed record VirtualEntry(IPAddress? Address, int Port, uint Mark, AddressFamily? Family)
{
    /// <summary>Services that one group may come to.</summary>
    public const int Most = 256;

    public bool IsMark => Address is null;

    /// <summary>It stands in a virtual_server_group. Only a mark outside of one makes keepalived forget the real servers' ports.</summary>
    public bool IsOfGroup { get; init; }

    /// <summary>"virtual = 10.0.0.1:80".</summary>
    public string Head(bool isIPv6) => $"{(isIPv6 ? "virtual6" : "virtual")} = {Target}";

    /// <summary>"10.0.0.1:80" or the mark.</summary>
    public string Target => Address is null ? Mark.ToString(CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{BracketedAddress.Of(Address)}:{Port}");

    /// <summary>The words behind virtual_server, or a line of a group.</summary>
    /// <returns>Null if they are none; empty if there are too many.</returns>
    public static IReadOnlyList<VirtualEntry>? Read(IReadOnlyList<string> words)
    {
        if (words is ["fwmark", var digits, ..])
        {
            AddressFamily? family = words.Count < 3 ? null : words[2] switch
            {
                "inet6" => AddressFamily.InterNetworkV6,
                "inet" => AddressFamily.InterNetwork,
                _ => null,
            };
            return uint.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var mark) && mark > 0
                ? [new VirtualEntry(null, 0, mark, family)] : null;
        }

        var port = words.Count < 2 ? 0 : Settings.Parse(words[1]) is { } number and <= IPEndPoint.MaxPort ? number : -1;
        if (words.Count == 0 || port < 0 || Addresses(words[0]) is not { } addresses)
            return null;
        return [.. addresses.Select(address => new VirtualEntry(address, port, 0, null))];
    }

    /// <summary>An IPv4 or IPv6 address with nothing around it.</summary>
    public static bool TryAddress(string? text, out IPAddress address)
    {
        address = IPAddress.None;
        if (text is null || !IPAddress.TryParse(text, out var parsed) || text.AsSpan().IndexOfAny('[', '%', '/') >= 0
            || (parsed.AddressFamily == AddressFamily.InterNetwork && text.Split('.').Length != 4))
            return false;
        address = parsed;
        return true;
    }

    /// <summary>One address, "10.0.0.1-9", "10.0.0.1-10.0.1.9" or "10.0.0.8/29".</summary>
    private static List<IPAddress>? Addresses(string text)
    {
        if (text.IndexOf('-', StringComparison.Ordinal) is var dash and > 0)
            return Range(text[..dash], text[(dash + 1)..]);
        if (text.IndexOf('/', StringComparison.Ordinal) is var slash and > 0)
            return Network(text[..slash], Settings.Parse(text[(slash + 1)..]));
        return TryAddress(text, out var one) ? [one] : null;
    }

    private static List<IPAddress>? Range(string first, string last)
    {
        if (!TryAddress(first, out var from))
            return null;
        if (!TryAddress(last, out var to))
        {
            // The last part alone.
            var separator = from.AddressFamily == AddressFamily.InterNetworkV6 ? ':' : '.';
            if (!TryAddress(first[..(first.LastIndexOf(separator) + 1)] + last, out to))
                return null;
        }

        return from.AddressFamily == to.AddressFamily ? Between(from, to) : null;
    }

    private static List<IPAddress>? Network(string first, int? prefix)
    {
        if (!TryAddress(first, out var from) || prefix is not { } length)
            return null;
        var bytes = from.GetAddressBytes();
        if (length > bytes.Length * 8)
            return null;
        for (var bit = length; bit < bytes.Length * 8; bit++)
            bytes[bit / 8] |= (byte)(0x80 >> (bit % 8));
        return Between(from, new IPAddress(bytes));
    }

    private static List<IPAddress> Between(IPAddress from, IPAddress to)
    {
        var (first, last) = (Number(from), Number(to));
        if (last < first || last - first >= Most)
            return [];
        var size = from.GetAddressBytes().Length;
        return [.. Enumerable.Range(0, (int)(last - first) + 1).Select(offset => FromNumber(first + (UInt128)offset, size))];
    }

    private static UInt128 Number(IPAddress address) =>
        address.GetAddressBytes().Aggregate(UInt128.Zero, (number, one) => (number << 8) | one);

    private static IPAddress FromNumber(UInt128 number, int size)
    {
        var bytes = new byte[size];
        for (var i = size - 1; i >= 0; i--, number >>= 8)
            bytes[i] = (byte)(number & 0xff);
        return new IPAddress(bytes);
    }
}
