using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Text;

namespace Ldirectord.Checks;

/// <summary>Reads a message from <paramref name="at"/> on; every access is bounded by its length.</summary>
internal ref struct DnsReader(ReadOnlySpan<byte> message, int at)
{
    private const int MaxName = 255;
    private const int Pointer = 0xC0;

    private readonly ReadOnlySpan<byte> _message = message;
    private int _at = at;

    /// <summary>RFC 1035 section 4.1.3.</summary>
    public bool TryReadRecord(out DnsRecord record)
    {
        record = new DnsRecord(0, "");
        if (!TryReadName(out _) || _message.Length - _at < 10)
            return false;
        var type = (DnsType)BinaryPrimitives.ReadUInt16BigEndian(_message[_at..]);
        var length = BinaryPrimitives.ReadUInt16BigEndian(_message[(_at + 8)..]);
        var start = _at + 10;
        if (_message.Length - start < length)
            return false;
        var data = new DnsReader(_message[..(start + length)], start);
        if (data.ReadData(type, _message.Slice(start, length)) is not { } text)
            return false;
        record = new DnsRecord(type, text);
        _at = start + length;
        return true;
    }

    /// <summary>The data of a record as a text; null if it is broken. Types that are not known are in hexadecimal digits.</summary>
    private string? ReadData(DnsType type, ReadOnlySpan<byte> data)
    {
        switch (type)
        {
            case DnsType.A or DnsType.AAAA:
                return data.Length == (type == DnsType.A ? 4 : 16) ? new IPAddress(data).ToString() : null;
            case DnsType.NS or DnsType.CNAME or DnsType.PTR:
                return TryReadName(out var name) ? name : null;
            case DnsType.MX:
                return TryReadNumber(2, out _) && TryReadName(out var exchange) ? exchange : null;
            case DnsType.SRV:
                return TryReadNumber(2, out var priority) && TryReadNumber(2, out var weight) && TryReadNumber(2, out var port)
                    && TryReadName(out var target)
                    ? $"{priority} {weight} {port} {target}"
                    : null;
            case DnsType.SOA:
                return TryReadName(out var server) && TryReadName(out var mailbox)
                    && TryReadNumber(4, out var serial) && TryReadNumber(4, out var refresh) && TryReadNumber(4, out var retry)
                    && TryReadNumber(4, out var expire) && TryReadNumber(4, out var minimum)
                    ? $"{server} {mailbox} {serial} {refresh} {retry} {expire} {minimum}"
                    : null;
            case DnsType.TXT:
                return ReadStrings(data);
            default:
                return Convert.ToHexString(data);
        }
    }

    private bool TryReadNumber(int size, out uint number)
    {
        number = 0;
        if (_message.Length - _at < size)
            return false;
        foreach (var b in _message.Slice(_at, size))
            number = (number << 8) | b;
        _at += size;
        return true;
    }

    /// <summary>Character strings, joined: a text longer than 255 bytes is cut into several (RFC 7208 section 3.3).</summary>
    private static string? ReadStrings(ReadOnlySpan<byte> data)
    {
        var text = new StringBuilder(data.Length);
        while (!data.IsEmpty)
        {
            if (data.Length <= data[0])
                return null;
            text.Append(Encoding.Latin1.GetString(data.Slice(1, data[0])));
            data = data[(data[0] + 1)..];
        }

        return text.ToString();
    }

    /// <summary>
    /// RFC 1035 section 4.1.4. A pointer leads back, before the place where its part of the name began, so that no name is without end.
    /// </summary>
    private bool TryReadName(out string name)
    {
        name = "";
        var text = new StringBuilder();
        var at = _at;
        var first = at;
        var length = 1;
        var jumped = false;
        while (true)
        {
            if (at >= _message.Length)
                return false;
            int size = _message[at++];
            if ((size & Pointer) == Pointer)
            {
                if (at >= _message.Length)
                    return false;
                var to = ((size & ~Pointer) << 8) | _message[at++];
                if (to >= first)
                    return false;
                if (!jumped)
                    _at = at;
                jumped = true;
                (at, first) = (to, to);
                continue;
            }

            length += size + 1;
            if ((size & Pointer) != 0 || length > MaxName + 1 || _message.Length - at < size)
                return false;
            if (size == 0)
                break;
            if (text.Length > 0)
                text.Append('.');
            AppendLabel(text, _message.Slice(at, size));
            at += size;
        }

        if (!jumped)
            _at = at;
        name = text.Length == 0 ? "." : text.ToString();
        return true;
    }

    /// <summary>As zone files write it (RFC 1035 section 5.1).</summary>
    private static void AppendLabel(StringBuilder text, ReadOnlySpan<byte> label)
    {
        foreach (var b in label)
        {
            if (b is (byte)'.' or (byte)'\\')
                text.Append('\\').Append((char)b);
            else if (b is <= (byte)' ' or > (byte)'~')
                text.Append(CultureInfo.InvariantCulture, $"\\{b:000}");
            else
                text.Append((char)b);
        }
    }
}
