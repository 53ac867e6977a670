using System.Net;
using System.Text;
using Ldirectord.Checks;
using Ldirectord.Tests.Support;
using static Ldirectord.Tests.Support.DnsBytes;

namespace Ldirectord.Tests.Checks;

public class DnsCheckTests
{
    /// <summary>An address of its own, so that one port number is free for both protocols.</summary>
    private static readonly IPAddress s_own = IPAddress.Parse("127.0.0.53");

    public static TheoryData<bool> Both => [true, false];

    [Theory, MemberData(nameof(Both))]
    public async Task MatchingRecord_IsUp(bool udp) =>
        await AssertAsync(
            Outcome.Passed("A 192.0.2.10"), udp, query => Answer(query, NoError, Record(5, Name("alias.example")), A(9), A(10)),
            new("^192\\.0\\.2\\.10$"));

    [Theory, MemberData(nameof(Both))]
    public async Task NothingExpected_AnyRecordIsUp(bool udp) =>
        await AssertAsync(
            Outcome.Passed("CNAME alias.example"), udp, query => Answer(query, NoError, Record(5, Name("alias.example"))), new(""));

    [Theory, MemberData(nameof(Both))]
    public async Task OtherRecords_AreDown(bool udp) =>
        await AssertAsync(
            Outcome.Bad("the answer does not match /\\.10$/: A 192.0.2.8, A 192.0.2.9"), udp, query => Answer(query, NoError, A(8), A(9)),
            new("\\.10$"));

    [Theory, MemberData(nameof(Both))]
    public async Task ForbiddenRecord_IsDown(bool udp) =>
        await AssertAsync(
            Outcome.Bad("the answer matches /\\.9$/, which receivenot forbids: A 192.0.2.9"), udp,
            query => Answer(query, NoError, A(8), A(9)), new("\\.8$", "\\.9$"));

    [Theory, MemberData(nameof(Both))]
    public async Task EmptyAnswer_IsDown(bool udp) =>
        await AssertAsync(Outcome.Bad("no A record for www.example.org"), udp, query => Answer(query, NoError), new(""));

    [Theory]
    [InlineData(1, "FORMERR")]
    [InlineData(2, "SERVFAIL")]
    [InlineData(3, "NXDOMAIN")]
    [InlineData(5, "REFUSED")]
    [InlineData(11, "code 11")]
    public async Task ErrorCode_IsDown(int code, string name) =>
        await AssertAsync(Outcome.Bad($"DNS answered {name}"), udp: true, query => Answer(query, NoError | code, A(10)), new(""));

    [Theory, MemberData(nameof(Both))]
    public async Task BrokenRecord_IsDown(bool udp) =>
        await AssertAsync(
            Outcome.Bad("the DNS answer cannot be read: record 1 of 1 is broken"), udp, query => Answer(query, NoError, Record(1, 1)),
            new(""));

    [Fact]
    public async Task DatagramsThatAreNotOurs_ArePassedOver()
    {
        await using var server = new ScriptedDatagrams((query, _) =>
        [
            [],
            "garbage"u8.ToArray(),
            query,
            Answer([(byte)~query[0], .. query[1..]], NoError, A(9)),
            Answer([.. query[..12], .. Name("other.example.org"), 0, 1, 0, 1], NoError, A(9)),
            Answer(query, NoError, A(10)),
        ]);

        Assert.Equal(Outcome.Passed("A 192.0.2.10"), await Probing.RunAsync(Check(server.EndPoint, udp: true)));
    }

    [Fact]
    public async Task NothingThatIsOurs_IsDownAtTheDeadline()
    {
        await using var server = new ScriptedDatagrams((query, _) => [query]);

        var result = await Probing.RunAsync(Check(server.EndPoint, udp: true) with { Timeout = TimeSpan.FromSeconds(2) });

        Assert.Equal(new Outcome(CheckStatus.TimedOut, "what came does not answer our question: no answer that does within 2 s"), result);
    }

    [Fact]
    public async Task LostQuery_IsSentAgainAsItIs()
    {
        await using var server = new ScriptedDatagrams((query, before) => before == 0 ? [] : [Answer(query, NoError, A(10))]);

        Assert.True((await Probing.RunAsync(Check(server.EndPoint, udp: true))).IsUp);
        Assert.Equal(server.Requests.First(), server.Requests.Last());
    }

    [Fact]
    public async Task Silence_IsDownAtTheDeadline()
    {
        await using var server = new ScriptedDatagrams((_, _) => []);

        var result = await Probing.RunPastDeadlineAsync(Check(server.EndPoint, udp: true), () => !server.Requests.IsEmpty);

        Assert.Equal(new Outcome(CheckStatus.TimedOut, "no answer within 30 s"), result);
    }

    [Fact]
    public async Task UnreachablePort_IsDownAtOnce()
    {
        using var port = ScriptedDatagrams.Unreachable(out var target);

        Assert.Equal(new Outcome(CheckStatus.ConnectFailed, "port unreachable"), await Probing.RunAsync(Check(target, udp: true)));
    }

    [Fact]
    public async Task TruncatedAnswer_IsAskedForAgainOverTcp()
    {
        await using var tcp = Framed(query => Answer(query, NoError, A(9), A(10)), s_own);
        await using var udp = new ScriptedDatagrams((query, _) => [Answer(query, NoError | Truncated, A(9))], tcp.EndPoint);

        Assert.Equal(Outcome.Passed("A 192.0.2.10"), await Probing.RunAsync(Check(udp.EndPoint, udp: true) with { Expected = new("10$") }));
    }

    [Fact]
    public async Task TruncatedAnswerWithoutTcp_IsUsedAsReceived()
    {
        using var refusing = ScriptedServer.Refusing(out var target, s_own);
        await using var udp = new ScriptedDatagrams((query, _) => [Answer(query, NoError | Truncated, A(9))], target);

        Assert.Equal(Outcome.Passed("A 192.0.2.9"), await Probing.RunAsync(Check(udp.EndPoint, udp: true)));
    }

    [Fact]
    public async Task TruncatedAnswerWithoutRecords_AndWithoutTcp_IsDown()
    {
        using var refusing = ScriptedServer.Refusing(out var target, s_own);
        await using var udp = new ScriptedDatagrams((query, _) => [Answer(query, NoError | Truncated)], target);

        Assert.Equal(
            new Outcome(CheckStatus.ConnectFailed, "the answer over udp is truncated; over tcp: connection refused"),
            await Probing.RunAsync(Check(
                udp.EndPoint, udp: true)));
    }

    [Fact]
    public async Task TcpAnswerInPieces_IsUp()
    {
        await using var server = new ScriptedServer(async peer =>
        {
            foreach (var b in Frame(Answer(await QueryAsync(peer), NoError, A(10))))
                await peer.SendAsync(new[] { b });
            await peer.HangAsync();
        });

        Assert.Equal(Outcome.Passed("A 192.0.2.10"), await Probing.RunAsync(Check(server.EndPoint, udp: false)));
    }

    [Theory]
    [InlineData(0, "connected, but the connection was closed before an answer")]
    [InlineData(1, "connected, but the connection was closed before an answer")]
    [InlineData(2, "the connection was closed in the middle of the answer")]
    [InlineData(20, "the connection was closed in the middle of the answer")]
    public async Task TcpAnswerThatStops_IsDown(int length, string reason)
    {
        await using var server = new ScriptedServer(async peer => await peer.SendAsync(Frame(Answer(
            await QueryAsync(peer), NoError, A(10))).AsMemory(..length)));

        Assert.Equal(Outcome.Bad(reason), await Probing.RunAsync(Check(server.EndPoint, udp: false)));
    }

    [Theory]
    [InlineData("HTTP/1.1 400 Bad Request\r\n\r\n", "the connection was closed in the middle of the answer")]
    [InlineData("\0\u0003abc", "what came does not answer our question")]
    [InlineData("\0\0", "what came does not answer our question")]
    public async Task SomethingElseOverTcp_IsDown(string answer, string reason)
    {
        await using var server = new ScriptedServer(async peer =>
        {
            await peer.ReceiveSomeAsync();
            await peer.SendAsync(answer);
        });

        Assert.Equal(Outcome.Bad(reason), await Probing.RunAsync(Check(server.EndPoint, udp: false)));
    }

    [Fact]
    public async Task SilenceOverTcp_IsDownAtTheDeadline()
    {
        await using var server = new ScriptedServer(async peer =>
        {
            await peer.ReceiveSomeAsync();
            await peer.HangAsync();
        });

        var result = await Probing.RunPastDeadlineAsync(Check(server.EndPoint, udp: false), () => !server.Requests.IsEmpty);

        Assert.Equal(new Outcome(CheckStatus.TimedOut, "connected, then silence: no answer within 30 s"), result);
    }

    [Fact]
    public async Task RequestThatIsNone_IsAnErrorInWords() =>
        Assert.Equal(
            new Outcome(
                CheckStatus.Error, "request must be a name, an address, or one of A NS CNAME SOA PTR MX TXT AAAA SRV ANY and a name, "
                + "for service=dns: \"HINFO a\""),
            await Probing.RunAsync(Check(new IPEndPoint(IPAddress.Loopback, 9), udp: true) with { Request = "HINFO a" }));

    private static async Task AssertAsync(Outcome expected, bool udp, Func<byte[], byte[]> answer, ExpectedContent expectation)
    {
        await using var tcp = Framed(answer);
        await using var datagrams = new ScriptedDatagrams((query, _) => [answer(query)]);

        Assert.Equal(expected, await Probing.RunAsync(Check(udp ? datagrams.EndPoint : tcp.EndPoint, udp) with { Expected = expectation }));
    }

    private static ScriptedServer Framed(Func<byte[], byte[]> answer, IPAddress? address = null) => new(
        async peer =>
        {
            await peer.SendAsync(Frame(answer(await QueryAsync(peer))));
            await peer.HangAsync();
        },
        address);

    /// <summary>Ours comes in one piece.</summary>
    private static async Task<byte[]> QueryAsync(ScriptedServer.Peer peer) => Encoding.Latin1.GetBytes(await peer.ReceiveSomeAsync())[2..];

    private static byte[] Frame(byte[] message) => [.. Number(message.Length), .. message];

    private static DnsCheck Check(IPEndPoint target, bool udp) => new(target, TimeSpan.FromSeconds(30), udp, "www.example.org", new(""));
}
