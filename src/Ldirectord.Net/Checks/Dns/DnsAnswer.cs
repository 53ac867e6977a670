using System.Buffers.Binary;
using System.Text;
using Ldirectord.Platform;

namespace Ldirectord.Checks;

/// <summary>What a check needs of a DNS answer (RFC 1035 section 4.1): the response code and the records of the answer section.</summary>
/// <param name="Truncated">The answer did not fit into the datagram: records are missing.</param>
internal sealed record DnsAnswer(int Code, bool Truncated, IReadOnlyList<DnsRecord> Records)
{
    public const int HeaderSize = 12;

    private const int IsAnswer = 0x8000;
    private const int OperationCode = 0x7800;
    private const int IsTruncated = 0x0200;
    private const int ResponseCode = 0x000F;

    /// <summary>The name of the response code (RFC 1035, RFC 2136): NXDOMAIN.</summary>
    public string CodeName => Code switch
    {
        0 => "NOERROR",
        1 => "FORMERR",
        2 => "SERVFAIL",
        3 => "NXDOMAIN",
        4 => "NOTIMP",
        5 => "REFUSED",
        9 => "NOTAUTH",
        _ => $"code {Code}",
    };

    /// <summary>Whether a message answers our query: same id, same question. An error may omit the question.</summary>
    public static bool IsTo(ReadOnlySpan<byte> query, ReadOnlySpan<byte> message)
    {
        if (message.Length < HeaderSize || !message[..2].SequenceEqual(query[..2]))
            return false;
        var flags = BinaryPrimitives.ReadUInt16BigEndian(message[2..]);
        if ((flags & (IsAnswer | OperationCode)) != IsAnswer)
            return false;
        var questions = BinaryPrimitives.ReadUInt16BigEndian(message[4..]);
        if (questions == 0)
            return (flags & ResponseCode) != 0;
        return questions == 1 && message.Length >= query.Length
            && Ascii.EqualsIgnoreCase(query[HeaderSize..^4], message[HeaderSize..(query.Length - 4)])
            && query[^4..].SequenceEqual(message[(query.Length - 4)..query.Length]);
    }

    /// <summary>Reads a message that <see cref="IsTo"/> the query.</summary>
    /// <exception cref="IoFailureException">
    /// The message is malformed. The end of a truncated one may be: its readable records count.
    /// </exception>
    public static DnsAnswer Read(ReadOnlySpan<byte> query, ReadOnlySpan<byte> message)
    {
        var flags = BinaryPrimitives.ReadUInt16BigEndian(message[2..]);
        var withQuestion = BinaryPrimitives.ReadUInt16BigEndian(message[4..]) > 0;
        var count = BinaryPrimitives.ReadUInt16BigEndian(message[6..]);
        var reader = new DnsReader(message, withQuestion ? query.Length : HeaderSize);
        var records = new List<DnsRecord>();
        while (records.Count < count)
        {
            if (reader.TryReadRecord(out var record))
                records.Add(record);
            else if ((flags & IsTruncated) != 0)
                break;
            else
                throw new IoFailureException(IoFailure.Malformed,
                    $"the DNS answer cannot be read: record {records.Count + 1} of {count} is broken");
        }

        return new DnsAnswer(flags & ResponseCode, (flags & IsTruncated) != 0, records);
    }
}
