using Ldirectord.Checks;
using Ldirectord.Tests.Support;

namespace Ldirectord.Tests.Checks;

/// <summary>Hostile connections, headers and TLS.</summary>
public sealed class HostileHttpTests : HostileHttp
{
    [Theory, MemberData(nameof(PlainAndTls))]
    public async Task EndlessHeader_IsDownAtItsBound(bool tls) => await AssertBadAsync(
        tls,
        "the server sent more than 64 KB of header",
        async peer =>
        {
            await peer.SendAsync("HTTP/1.1 200 OK\r\n");
            while (true)
                await peer.SendAsync("X-Filler: 0123456789012345678901234567890123456789\r\n");
        });

    [Theory, MemberData(nameof(PlainAndTls))]
    public async Task EndlessLine_IsDownAtItsBound(bool tls) => await AssertBadAsync(
        tls, "the server sent more than 64 KB of header", peer => ForEverAsync(peer, new string('x', 4096)));

    [Theory]
    [InlineData("HTTP/1.1 100 Continue\r\n\r\n", "the server sent more than 64 KB of header")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;|x", "a chunk of the body has no size")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n|X: y\r\n", "the server sent more than 64 KB of trailer")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n|FFFFFFFFFFFFFFFF\r\n", "a chunk of the body has no size")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n|x",
        "the Content-Length of the answer makes no sense: \"99999999999999999999\"")]
    [InlineData("HTTP/1.1 200 |x", "the server sent more than 64 KB of header")]
    public async Task EndlessAnswer_IsDownAtItsBound(string beginning, string reason)
    {
        var parts = beginning.Split('|');
        await AssertBadAsync(
            tls: false,
            reason,
            async peer =>
            {
                await peer.SendAsync(parts[0]);
                await ForEverAsync(peer, string.Concat(Enumerable.Repeat(parts[^1], 1000)));
            });
    }

    [Theory, MemberData(nameof(PlainAndTls))]
    public async Task OneByteASecond_IsDownAtTheOneDeadline(bool tls)
    {
        var time = new ManualTime();
        var sent = 0;
        await using var server = Server(tls, async peer =>
        {
            foreach (var one in "HTTP/1.1 200 OK\r\n\r\n")
            {
                await peer.SendAsync($"{one}");
                Interlocked.Increment(ref sent);
                await Task.Delay(TimeSpan.FromSeconds(1), time, peer.Stop);
            }
        });
        var probe = CheckRunner.RunAsync(Http(server, tls), time, CancellationToken.None).AsTask();
        for (var second = 1; second <= 5; second++)
        {
            await Eventually.EqualAsync(second, () => Volatile.Read(ref sent));
            await time.WaitForArmedAsync(2);
            Assert.False(probe.IsCompleted);
            time.Advance(TimeSpan.FromSeconds(1));
        }

        var (result, _) = await probe.WaitAsync(Probing.Ample);
        Assert.Equal(CheckStatus.TimedOut, result.Status);
        Assert.EndsWith(" within 5 s", result.Detail, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(PlainAndTls))]
    public async Task ResetBeforeTheAnswer_IsDown(bool tls) => await AssertBadAsync(
        tls,
        "connection reset by the server",
        peer =>
        {
            peer.Reset();
            return Task.CompletedTask;
        });

    [Fact]
    public async Task ServerThatStopsReading_IsDownAtTheDeadline()
    {
        await using var server = new ScriptedServer(async peer =>
        {
            await peer.ReceiveSomeAsync();
            await Task.Delay(Timeout.Infinite, peer.Stop);
        });
        var check = Http(server, tls: false) with { Http = new(Fields: $"X: {new string('y', 16 << 20)}\r\n") };

        var result = await Probing.RunPastDeadlineAsync(check, () => server.Requests.Count == 1);

        Assert.Equal(new Outcome(CheckStatus.TimedOut, "connected, then silence: no answer within 5 s"), result);
    }

    [Theory]
    [InlineData("")] // it says nothing
    [InlineData("\u0016\u0003\u0003\u0040\u0000")] // it announces a record
    [InlineData("\u0016\u0003\u0003\u0000\u0004\u000E\u0000\u00FF")] // it begins one
    public async Task HandshakeThatNeverEnds_IsDownAtTheDeadline(string beginning)
    {
        var said = 0;
        await using var server = new ScriptedServer(async peer =>
        {
            await peer.ReceiveSomeAsync();
            await peer.SendAsync(beginning);
            Interlocked.Increment(ref said);
            await peer.HangAsync();
        });

        var result = await Probing.RunPastDeadlineAsync(Http(server, tls: true), () => Volatile.Read(ref said) == 1);

        Assert.Equal(new Outcome(CheckStatus.TimedOut, "connected, but TLS was not agreed on within 5 s"), result);
    }

    [Theory]
    [InlineData("HTTP/1.1 400 Bad Request\r\n\r\n", "the answer is not TLS")]
    [InlineData("220 mail.example ESMTP\r\n", "the answer is not TLS")]
    [InlineData("\u0015\u0003\u0003\u0000\u0002\u0002\u0028", "sslv3 alert handshake failure")]
    public async Task AnotherProtocolOnTheTlsPort_IsDownAndSaysSo(string answer, string reason)
    {
        await using var server = new ScriptedServer(async peer =>
        {
            await peer.ReceiveSomeAsync();
            await peer.SendAsync(answer);
            await peer.HangAsync();
        });

        Assert.Equal(
            new Outcome(CheckStatus.TlsFailed, $"connected, but TLS was not agreed on: {reason}"), await ProbeAsync(server, tls: true, ""));
    }

    [Fact]
    public async Task TlsOnTheHttpPort_IsDown()
    {
        // An alert: unexpected message.
        await using var server = Server(tls: false, peer => peer.SendAsync("\u0015\u0003\u0003\u0000\u0002\u0002\u000A"));

        Assert.Equal(
            Outcome.Bad("the answer is not HTTP: it begins with \"\\x15\\x03\\x03\\x00\\x02\\x02\""), await ProbeAsync(
                server, tls: false, ""));
    }
}
