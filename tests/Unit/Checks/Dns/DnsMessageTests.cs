using System.Net;
using FsCheck;
using FsCheck.Fluent;
using Ldirectord.Checks;
using Ldirectord.Platform;
using static Ldirectord.Tests.Support.DnsBytes;

namespace Ldirectord.Tests.Checks;

public class DnsMessageTests
{
    private static readonly byte[] s_query = new DnsQuestion("www.example.org", DnsType.A).ToQuery(0x1234);

    [Theory]
    [InlineData("www.example.org", "A record for www.example.org")]
    [InlineData("/www.example.org.", "A record for www.example.org")]
    [InlineData("_x-y.example.org", "A record for _x-y.example.org")]
    [InlineData("192.0.2.10", "PTR record for 10.2.0.192.in-addr.arpa")]
    [InlineData("2001:db8::567:89ab", "PTR record for b.a.9.8.7.6.5.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa")]
    [InlineData("AAAA www.example.org", "AAAA record for www.example.org")]
    [InlineData("mx  example.org", "MX record for example.org")]
    [InlineData("ANY 192.0.2.10", "ANY record for 10.2.0.192.in-addr.arpa")]
    [InlineData("10", "A record for 10")]
    [InlineData("soa .", "SOA record for .")]
    [InlineData("", "NS record for .")]
    [InlineData("/", "NS record for .")]
    public void Request_IsAQuestion(string request, string question)
    {
        Assert.True(DnsQuestion.TryParse(request, out var parsed));
        Assert.Equal(question, $"{parsed}");
    }

    [Theory]
    [InlineData("HINFO www.example.org")]
    [InlineData("1 www.example.org")]
    [InlineData("A,NS www.example.org")]
    [InlineData("A www.example.org IN")]
    [InlineData("www..example.org")]
    [InlineData("b\u00FCcher.example")]
    [InlineData("a123456789012345678901234567890123456789012345678901234567890123.example")]
    public void RequestThatIsNone_IsRefused(string request) => Assert.False(DnsQuestion.TryParse(request, out _));

    [Fact]
    public void NameThatIsTooLong_IsRefused()
    {
        Assert.True(DnsQuestion.TryParse(string.Join('.', Enumerable.Repeat("a", 127)), out var longest));
        Assert.Equal(12 + 255 + 4, longest.ToQuery(0).Length);
        Assert.False(DnsQuestion.TryParse(string.Join('.', Enumerable.Repeat("a", 127)) + "b", out _));
    }

    [Fact]
    public void Query_IsAsInTheRfc()
    {
        Assert.Equal("12340100000100000000000003777777076578616D706C65036F72670000010001", Convert.ToHexString(s_query));
        Assert.Equal("FFFF010000010000000000000000020001", Convert.ToHexString(new DnsQuestion("", DnsType.NS).ToQuery(0xFFFF)));
    }

    [Fact]
    public void Records_AreTexts()
    {
        var answer = Read(
            Record(1, 192, 0, 2, 10),
            Record(28, IPAddress.Parse("2001:db8::1").GetAddressBytes()),
            Record(5, Name("web.example.net")),
            Record(2, 0xC0, 16),
            Record(12, [3, .. "a.b"u8, 1, (byte)'\\', 2, 7, 0xE9, 0]),
            Record(15, [0, 10, 2, .. "mx"u8, 0xC0, 16]),
            Record(16, [5, .. "hello"u8, 0, 6, .. " world"u8]),
            Record(33, [0, 1, 0, 2, 0x13, 0xC4, .. Name("sip.example.net")]),
            Record(6, [.. Name("ns"), .. Name("me"), 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 4, 0, 0, 0, 5]),
            Record(2, 0),
            Record(64, 0xAB, 0xCD));

        Assert.Equal(
            ["A 192.0.2.10", "AAAA 2001:db8::1", "CNAME web.example.net", "NS example.org", "PTR a\\.b.\\\\.\\007\\233",
                "MX mx.example.org", "TXT hello world",
             "SRV 1 2 5060 sip.example.net", "SOA ns me 1 2 3 4 5", "NS .", "TYPE64 ABCD"],
            answer.Records.Select(record => $"{record}"));
    }

    [Theory]
    [InlineData("id", 0, 0xFF, false)]
    [InlineData("a query", 2, 0x01, false)]
    [InlineData("another operation", 2, 0xA9, false)]
    [InlineData("no question", 5, 0, false)]
    [InlineData("two questions", 5, 2, false)]
    [InlineData("another name", 13, (byte)'v', false)]
    [InlineData("the same name in capitals", 13, (byte)'W', true)]
    [InlineData("another type", 30, 28, false)]
    [InlineData("another class", 32, 3, false)]
    [InlineData("itself", 0, 0x12, true)]
    public void Answer_IsOursByIdAndQuestion(string what, int at, byte value, bool ours)
    {
        var message = Answer(s_query, NoError, A(1));
        message[at] = value;

        Assert.True(DnsAnswer.IsTo(s_query, message) == ours, what);
    }

    [Fact]
    public void ErrorWithoutTheQuestion_IsOurs()
    {
        byte[] message = [0x12, 0x34, 0x81, 0x81, 0, 0, 0, 0, 0, 0, 0, 0];

        Assert.True(DnsAnswer.IsTo(s_query, message));
        Assert.Equal("FORMERR", DnsAnswer.Read(s_query, message).CodeName);
    }

    [Theory]
    [InlineData("A of three bytes", 1, new byte[] { 1, 2, 3 })]
    [InlineData("AAAA of four bytes", 28, new byte[] { 1, 2, 3, 4 })]
    [InlineData("name that points at itself", 5, new byte[] { 0xC0, 61 })]
    [InlineData("name that points ahead", 5, new byte[] { 0xC0, 63, 1, (byte)'a', 0 })]
    [InlineData("name that points back to its own beginning", 5, new byte[] { 1, (byte)'a', 0xC0, 61 })]
    [InlineData("name that points nowhere", 5, new byte[] { 0xFF, 0xFF })]
    [InlineData("half a pointer", 5, new byte[] { 0xC0 })]
    [InlineData("name without an end", 5, new byte[] { 1, (byte)'a' })]
    [InlineData("label of a kind that is not", 5, new byte[] { 0x41, 1, 0 })]
    [InlineData("text longer than its record", 16, new byte[] { 5, 1 })]
    [InlineData("MX without a name", 15, new byte[] { 0, 1 })]
    [InlineData("SRV without a port", 33, new byte[] { 0, 1, 0, 2 })]
    public void BrokenRecord_IsMalformed(string what, int type, byte[] data)
    {
        var failure = Assert.Throws<IoFailureException>(() => Read(A(1), Record(type, data)));
        Assert.True(failure.Message == "the DNS answer cannot be read: record 2 of 2 is broken", what);
    }

    [Fact]
    public void NameOfTooManyBytes_IsMalformed()
    {
        // Each of these names is 200 bytes and then the one before: legal pointers, and a name that is longer than any may be.
        byte[] part = [.. Enumerable.Repeat((byte[])[49, .. new byte[49]], 4).SelectMany(label => label)];

        Assert.Throws<IoFailureException>(() => Read(Record(5, [.. part, 0]), Record(5, [.. part, 0xC0, 45])));
    }

    [Fact]
    public void TruncatedAnswer_KeepsWhatCanBeRead()
    {
        var message = Answer(s_query, NoError | Truncated, A(1), A(2));

        var answer = DnsAnswer.Read(s_query, message.AsSpan(..^3));

        Assert.True(answer.Truncated);
        Assert.Equal("A 192.0.2.1", $"{Assert.Single(answer.Records)}");
    }

    [Fact]
    public void EveryTruncation_IsNoAnswerOrMalformed()
    {
        var message = Answer(s_query, NoError, Record(15, [0, 10, 2, .. "mx"u8, 0xC0, 16]), Record(16, [1, (byte)'x']), A(1));

        for (var length = 0; length < message.Length; length++)
        {
            if (DnsAnswer.IsTo(s_query, message.AsSpan(0, length)))
                Assert.Throws<IoFailureException>(() => DnsAnswer.Read(s_query, message.AsSpan(0, length)));
        }
    }

    [Fact]
    public void ArbitraryBytes_AreReadOrMalformed() =>
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), ArbMap.Default.ArbFor<byte>(), (bytes, count) =>
        {
            _ = DnsAnswer.IsTo(s_query, bytes);
            byte[] message = [.. Answer(s_query, NoError)[..7], count, 0, 0, 0, 0, .. s_query[12..], .. bytes];
            Assert.True(DnsAnswer.IsTo(s_query, message));
            ReadOrFail(message);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void AnswersWithArbitraryBytesChanged_AreReadOrMalformed()
    {
        var good = Answer(s_query, NoError, Record(5, Name("web.example.net")), Record(15, [0, 10, 2, .. "mx"u8, 0xC0, 16]),
            Record(16, [5, .. "hello"u8]), A(1));
        var random = new Random(20261121);
        for (var i = 0; i < 20_000; i++)
        {
            var message = good.ToArray();
            for (var changes = random.Next(1, 5); changes > 0; changes--)
                message[random.Next(message.Length)] = (byte)random.Next(256);
            if (DnsAnswer.IsTo(s_query, message))
                ReadOrFail(message);
        }
    }

    private static void ReadOrFail(byte[] message)
    {
        try
        {
            _ = DnsAnswer.Read(s_query, message);
        }
        catch (IoFailureException e) when (e.Failure == IoFailure.Malformed)
        {
            // As it should be.
        }
    }

    private static DnsAnswer Read(params byte[][] records)
    {
        var message = Answer(s_query, NoError, records);
        Assert.True(DnsAnswer.IsTo(s_query, message));
        return DnsAnswer.Read(s_query, message);
    }
}
