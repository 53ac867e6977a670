using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Ldirectord.Checks;

/// <summary>A question to a DNS server (RFC 1035 section 4.1.2).</summary>
/// <param name="Name">Printable ASCII without the final dot; empty for the root.</param>
internal sealed record DnsQuestion(string Name, DnsType Type)
{
    private const int RecursionDesired = 0x0100;
    private const int MaxLabel = 63;
    private const int MaxName = 255;

    /// <summary>
    /// Parses "request": "www.example.org" (its A record), "192.0.2.1" or "2001:db8::1" (its PTR record), "MX example.org", or an empty
    /// string (the NS records of the root). A leading "/" is ignored.
    /// </summary>
    public static bool TryParse(string request, [NotNullWhen(true)] out DnsQuestion? question)
    {
        question = null;
        var words = (request.StartsWith('/') ? request[1..] : request).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var name = words.Length == 0 ? "." : words[^1];
        var type = words.Length == 0 ? DnsType.NS : DnsType.A;
        if (words.Length > 2
            || (words.Length == 2 && (!Enum.TryParse(words[0], ignoreCase: true, out type) || !words[0].All(char.IsAsciiLetter))))
            return false;
        if (IPAddress.TryParse(name, out var address)
            && (address.AddressFamily == AddressFamily.InterNetworkV6 || address.ToString() == name))
            (name, type) = (Reversed(address), words.Length == 2 ? type : DnsType.PTR);
        name = name == "." ? "" : name.EndsWith('.') ? name[..^1] : name;
        if (name.Length > 0
            && (name.AsSpan().ContainsAnyExceptInRange('!', '~')
                || name.Length > MaxName - 2
                || name.Split('.').Any(label => label.Length is 0 or > MaxLabel)))
        {
            return false;
        }

        question = new DnsQuestion(name, type);
        return true;
    }

    public override string ToString() => $"{Type} record for {(Name.Length == 0 ? "." : Name)}";

    /// <summary>The query (RFC 1035 section 4.1): the header and this question.</summary>
    public byte[] ToQuery(ushort id)
    {
        var labels = Name.Length == 0 ? [] : Name.Split('.');
        var query = new byte[DnsAnswer.HeaderSize + labels.Sum(label => label.Length + 1) + 1 + 4];
        BinaryPrimitives.WriteUInt16BigEndian(query, id);
        BinaryPrimitives.WriteUInt16BigEndian(query.AsSpan(2), RecursionDesired);
        BinaryPrimitives.WriteUInt16BigEndian(query.AsSpan(4), 1);
        var rest = query.AsSpan(DnsAnswer.HeaderSize);
        foreach (var label in labels)
        {
            rest[0] = (byte)label.Length;
            Encoding.ASCII.GetBytes(label, rest[1..]);
            rest = rest[(label.Length + 1)..];
        }

        BinaryPrimitives.WriteUInt16BigEndian(rest[1..], (ushort)Type);
        BinaryPrimitives.WriteUInt16BigEndian(rest[3..], 1); // class IN
        return query;
    }

    /// <summary>The name of an address's PTR record (RFC 1035 section 3.5, RFC 3596 section 2.5).</summary>
    private static string Reversed(IPAddress address)
    {
        var bytes = address.GetAddressBytes().Reverse();
        return address.AddressFamily == AddressFamily.InterNetwork
            ? $"{string.Join('.', bytes)}.in-addr.arpa"
            : $"{string.Join('.', bytes.Select(b => $"{b & 0xF:x}.{b >> 4:x}"))}.ip6.arpa";
    }
}
