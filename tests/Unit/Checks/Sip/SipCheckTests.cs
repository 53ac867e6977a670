using System.Net;
using Ldirectord.Checks;
using Ldirectord.Tests.Support;

namespace Ldirectord.Tests.Checks;

public class SipCheckTests
{
    public static TheoryData<bool> Both => [true, false];

    [Theory]
    [InlineData("SIP/2.0 200 OK", true)]
    [InlineData("SIP/2.0 200 Keepalive", true)]
    [InlineData("SIP/2.0 200", true)]
    [InlineData("SIP/2.0 202 Accepted", true)]
    [InlineData("SIP/2.0 302 Moved Temporarily", false)]
    [InlineData("SIP/2.0 404 Not Found", false)]
    [InlineData("SIP/2.0 503 Service Unavailable", false)]
    [InlineData("SIP/2.0 401 Unauthorized", false)]
    public async Task FinalAnswer_IsTheVerdict(string line, bool up)
    {
        foreach (var udp in new[] { true, false })
            await AssertAsync(up ? Outcome.Passed(line) : Outcome.Bad(line), udp, request => Answer(request, line));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Request_IsAsInTheRfc(bool udp)
    {
        var asked = "";
        await AssertAsync(Outcome.Passed("SIP/2.0 200 OK"), udp, request => Answer(asked = request, "SIP/2.0 200 OK"));

        var lines = asked.Split("\r\n");
        Assert.Equal("OPTIONS sip:me@director SIP/2.0", lines[0]);
        Assert.Matches($"^Via: SIP/2\\.0/{(udp ? "UDP" : "TCP")} 127\\.0\\.0\\.1:[1-9][0-9]+;rport;branch=z9hG4bK[0-9a-f]+$", lines[1]);
        Assert.Equal(["Max-Forwards: 70", "To: <sip:me@director>"], lines[2..4]);
        Assert.Matches("^From: <sip:me@director>;tag=[0-9a-f]{8}$", lines[4]);
        Assert.Matches("^Call-ID: [0-9a-f]{24}$", lines[5]);
        Assert.Equal(["CSeq: 1 OPTIONS", "Contact: <sip:me@director>", "Accept: application/sdp", "Content-Length: 0", "", ""], lines[6..]);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task ProvisionalAnswer_IsPassedOver(bool udp) =>
        await AssertAsync(
            Outcome.Passed("SIP/2.0 200 OK"), udp,
            request => Answer(request, "SIP/2.0 100 Trying"),
            request => Answer(request, "SIP/2.0 183 Session Progress", "Content-Length: 5") + "v=0\r\n",
            request => Answer(request, "SIP/2.0 200 OK"));

    [Theory, MemberData(nameof(Both))]
    public async Task MessagesThatAreNotOurs_ArePassedOver(bool udp) =>
        await AssertAsync(
            Outcome.Passed("SIP/2.0 200 OK"), udp,
            request => Answer(request, "SIP/2.0 503 Service Unavailable").Replace("Call-ID: ", "Call-ID: x", StringComparison.Ordinal),
            request => Answer(request, "SIP/2.0 503 Service Unavailable").Replace("CSeq: 1 ", "CSeq: 2 ", StringComparison.Ordinal),
            request => Answer(request, "SIP/2.0 503 Service Unavailable").Replace("1 OPTIONS", "1 INVITE", StringComparison.Ordinal),
            request => request,
            _ => "\r\n\r\n",
            request => Answer(request, "SIP/2.0 200 OK"));

    [Theory, MemberData(nameof(Both))]
    public async Task ShortAndFoldedFields_AreRead(bool udp) =>
        await AssertAsync(
            Outcome.Passed("SIP/2.0 200 OK"), udp,
            request => $"SIP/2.0 200 OK\r\nv: x\r\ni : {Field(request, "Call-ID")}\r\nCSEQ:\r\n 1\t  OPTIONS\r\nl: 0\r\n\r\n");

    [Fact]
    public async Task AnswerWithoutItsEmptyLine_IsReadFromADatagram() =>
        await AssertAsync(Outcome.Passed("SIP/2.0 200 OK"), udp: true, request => Answer(request, "SIP/2.0 200 OK").TrimEnd());

    [Fact]
    public async Task GarbageInDatagrams_IsDownAtTheDeadline()
    {
        await using var server = ScriptedDatagrams.OfText((_, _) => ["garbage", "", "SIP/2.0 abc\r\n\r\n"]);

        var result = await Probing.RunAsync(Check(server.EndPoint, udp: true) with { Timeout = TimeSpan.FromSeconds(2) });

        Assert.Equal(new Outcome(CheckStatus.TimedOut, "the server sent other messages, but no answer to our request within 2 s"), result);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task ProvisionalAnswerAlone_IsDownAtTheDeadline(bool udp) =>
        await AssertAsync(
            new Outcome(CheckStatus.TimedOut, "SIP/2.0 100 Trying, but no final answer within 2 s"), udp, TimeSpan.FromSeconds(2),
            request => Answer(request, "SIP/2.0 100 Trying"));

    [Fact]
    public async Task LostRequest_IsSentAgainAsItIs()
    {
        await using var server = ScriptedDatagrams.OfText((request, before) => before == 0 ? [] : [Answer(request, "SIP/2.0 200 OK")]);

        Assert.True((await Probing.RunAsync(Check(server.EndPoint, udp: true))).IsUp);
        Assert.Equal(server.Requests.First(), server.Requests.Last());
    }

    [Fact]
    public async Task TcpAnswer_IsUp_HoweverFragmented()
    {
        for (var way = 0; way < 4; way++)
        {
            await using var server = new ScriptedServer(async peer =>
            {
                var request = await peer.ReceiveRequestAsync();
                var whole = Answer(request, "SIP/2.0 100 Trying", "Content-Length: 3") + "abc" + "\r\n" + Answer(
                    request, "SIP/2.0 200 OK", "Content-Length: 0");
                await peer.SendPiecesAsync(Fragmentations.Of(whole).ElementAt(way));
                await peer.HangAsync();
            });

            Assert.Equal(Outcome.Passed("SIP/2.0 200 OK"), await Probing.RunAsync(Check(server.EndPoint, udp: false)));
        }
    }

    [Theory]
    [InlineData("", "connected, but the connection was closed before an answer")]
    [InlineData("SIP/2.0 200 OK\r\n", "connected, but the connection was closed in the middle of the answer")]
    [InlineData("SIP/2.0 200 OK\r\nCSeq", "the connection was closed in the middle of a line")]
    [InlineData("SIP/2.0 100 Trying\r\nl: 10\r\n\r\nabc", "connected, but the connection was closed in the middle of a message")]
    [InlineData("SIP/2.0 100 Trying\r\nl: 99999999\r\n\r\nabc", "the server sent more than 64 KB")]
    [InlineData("SIP/2.0 100 Trying\r\nl: -1\r\n\r\nabc", "the server sent more than 64 KB")]
    [InlineData("HTTP/1.1 400 Bad Request\r\n\r\n", "the answer is not SIP: it begins with \"HTTP/1.1 400 Bad Request\"")]
    public async Task SomethingElseOverTcp_IsDown(string answer, string reason)
    {
        await using var server = new ScriptedServer(async peer =>
        {
            await peer.ReceiveRequestAsync();
            await peer.SendAsync(answer);
        });

        Assert.Equal(Outcome.Bad(reason), await Probing.RunAsync(Check(server.EndPoint, udp: false)));
    }

    [Theory]
    [InlineData("", "x")]
    [InlineData("SIP/2.0 200 OK\r\n", "X-Header: y\r\n")]
    [InlineData("", "\r\n")]
    [InlineData("", "SIP/2.0 100 Trying\r\nl: 4\r\n\r\nbody")]
    public async Task EndlessTcpAnswer_IsDownAtItsBound(string start, string piece)
    {
        await using var server = new ScriptedServer(async peer =>
        {
            await peer.SendAsync(start);
            var block = string.Concat(Enumerable.Repeat(piece, 1000));
            while (true)
                await peer.SendAsync(block);
        });

        Assert.Equal(Outcome.Bad("the server sent more than 64 KB"), await Probing.RunAsync(Check(server.EndPoint, udp: false)));
    }

    [Fact]
    public async Task SilenceOverTcp_IsDownAtTheDeadline()
    {
        await using var server = new ScriptedServer(async peer =>
        {
            await peer.ReceiveRequestAsync();
            await peer.HangAsync();
        });

        var result = await Probing.RunPastDeadlineAsync(Check(server.EndPoint, udp: false), () => !server.Requests.IsEmpty);

        Assert.Equal(new Outcome(CheckStatus.TimedOut, "connected, then silence: no answer within 30 s"), result);
    }

    [Fact]
    public async Task UnreachablePort_IsDownAtOnce()
    {
        using var port = ScriptedDatagrams.Unreachable(out var target);

        Assert.Equal(new Outcome(CheckStatus.ConnectFailed, "port unreachable"), await Probing.RunAsync(Check(target, udp: true)));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task PasswordAskedFor_IsAnswered_Once(bool udp)
    {
        string Challenge(string request) => request.Contains(
            "\r\nAuthorization: Digest username=\"me\", realm=\"r, s\", nonce=\"n\", uri=\"sip:me@director\", response=\"",
            StringComparison.Ordinal)
            ? Answer(request, "SIP/2.0 200 OK")
            : Answer(
                request, "SIP/2.0 401 Unauthorized", "WWW-Authenticate: Basic x",
                "WWW-Authenticate: Digest realm=\"r, s\",\r\n nonce=\"n\", algorithm=MD5, qop=\"auth,auth-int\"");

        await AssertAsync(Outcome.Passed("SIP/2.0 200 OK"), udp, Challenge);
        await AssertAsync(
            Outcome.Bad("SIP/2.0 401 Unauthorized"), udp,
            request => Answer(request, "SIP/2.0 401 Unauthorized", "WWW-Authenticate: Digest realm=\"r\", nonce=\"n\""));
    }

    [Fact]
    public async Task ChallengeInAnAnswerThatIsNoRefusal_IsLeftAlone()
    {
        await using var server = ScriptedDatagrams.OfText((request, _) => [Answer(
            request, "SIP/2.0 200 OK", "WWW-Authenticate: Digest realm=\"r\", nonce=\"n\"")]);

        Assert.True((await Probing.RunAsync(Check(server.EndPoint, udp: true))).IsUp);
        Assert.Single(server.Requests);
    }

    [Fact]
    public void PasswordsProof_IsAsInTheRfc()
    {
        // MD5(MD5("me:r:secret") ":n:" MD5("OPTIONS:sip:me@director")), RFC 2069 section 2.1.2.
        var refusal = SipMessage.Parse([
            "SIP/2.0 407 Proxy Authentication Required", "Proxy-Authenticate: Digest realm=\"r\",nonce=\"n\",opaque=\"o\""]);
        var request = new SipRequest("me@director", "UDP", new IPEndPoint(IPAddress.Loopback, 9), "0123456789", 1);

        Assert.Equal(
            $"Proxy-Authorization: Digest username=\"me\", realm=\"r\", nonce=\"n\", uri=\"sip:me@director\", response=\"{Expected}\", "
                + "algorithm=MD5, opaque=\"o\"\r\n",
            SipDigest.Answer(refusal, request, "me", "secret", "c"));
    }

    [Theory]
    [InlineData("Basic realm=\"r\"")]
    [InlineData("Digest realm=\"r\"")]
    [InlineData("Digest realm=\"r\", nonce=\"n\", algorithm=MD5-sess")]
    [InlineData("Digest realm=\"r\", nonce=\"n\", qop=\"auth-int\"")]
    [InlineData("Digest ,=\"\\\",,==")]
    public async Task ChallengeThatIsNotKnown_IsTheRefusal(string challenge) =>
        await AssertAsync(
            Outcome.Bad("SIP/2.0 401 Unauthorized"), udp: true,
            request => Answer(request, "SIP/2.0 401 Unauthorized", $"WWW-Authenticate: {challenge}"));

    public static TheoryData<string> Forms => Echo.Forms;

    [Theory, MemberData(nameof(Forms))]
    public async Task PasswordThatTheServerSaysBack_IsNotShown(string form)
    {
        await using var server = ScriptedDatagrams.OfText((request, _) => [Answer(request, $"SIP/2.0 403 no {form} here")]);

        Echo.AssertHidden(await Probing.RunAsync(Check(server.EndPoint, udp: true) with { Password = Echo.Password }), form);
    }

    [Fact]
    public void Password_IsNotShown() => Assert.Equal(
        "sip 127.0.0.1:9 udp me@director", $"{Check(new IPEndPoint(IPAddress.Loopback, 9), udp: true)}");

    private const string Expected = "fb3c7660036fedd6468ade35cb7b71ff";

    private static Task AssertAsync(Outcome expected, bool udp, params Func<string, string>[] answers) => AssertAsync(
        expected, udp, TimeSpan.FromSeconds(30), answers);

    private static async Task AssertAsync(Outcome expected, bool udp, TimeSpan timeout, params Func<string, string>[] answers)
    {
        await using var datagrams = ScriptedDatagrams.OfText((request, _) => answers.Select(answer => answer(request)));
        await using var tcp = new ScriptedServer(async peer =>
        {
            while (await peer.ReceiveRequestAsync() is { Length: > 0 } request)
                await peer.SendAsync(string.Concat(answers.Select(answer => answer(request))));
        });

        Assert.Equal(expected, await Probing.RunAsync(Check(udp ? datagrams.EndPoint : tcp.EndPoint, udp) with { Timeout = timeout }));
    }

    private static string Answer(string request, string line, params string[] fields) =>
        $"{line}\r\nVia: {Field(request, "Via")}\r\nCall-ID: {Field(request, "Call-ID")}\r\n"
        + $"CSeq: {Field(request, "CSeq")}\r\n{string.Concat(fields.Select(field => $"{field}\r\n"))}\r\n";

    private static string Field(string request, string name) => request.Split("\r\n").First(line => line.StartsWith(
        $"{name}: ", StringComparison.Ordinal))[(name.Length + 2)..];

    private static SipCheck Check(IPEndPoint target, bool udp) => new(target, TimeSpan.FromSeconds(30), udp, "me@director", "secret");
}
