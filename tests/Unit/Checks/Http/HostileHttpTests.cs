using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Ldirectord.Checks;
using Ldirectord.Networking;
using Ldirectord.Tests.Support;

namespace Ldirectord.Tests.Checks;

/// <summary>
/// Servers that no probe may be held up, filled up or fooled by. Over http, and where the reader is another one also over https.
/// </summary>
public sealed class HostileHttpTests : IDisposable
{
    private readonly X509Certificate2 _certificate = SelfSigned();

    public static TheoryData<bool> PlainAndTls => [false, true];

    public void Dispose() => _certificate.Dispose();

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

    [Theory]
    [InlineData(false, "HTTP/1.1 200 OK\r\n\r\n")]
    [InlineData(true, "HTTP/1.1 200 OK\r\n\r\n")]
    [InlineData(false, "HTTP/1.1 200 OK\r\nContent-Length: 9223372036854775807\r\n\r\n")]
    [InlineData(false, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFF\r\n")]
    public async Task EndlessBody_IsDownAtTheDeadline(bool tls, string beginning)
    {
        long sent = 0;
        await using var server = Server(tls, async peer =>
        {
            await peer.SendAsync(beginning);
            for (; ; Interlocked.Add(ref sent, 65536))
                await peer.SendAsync(new byte[65536]);
        });

        var result = await Probing.RunPastDeadlineAsync(
            Http(server, tls) with { Expected = new("never") }, () => Interlocked.Read(ref sent) > 4 << 20);

        Assert.Equal(CheckStatus.TimedOut, result.Status);
        Assert.Matches("^connected, but the answer was still incomplete after [0-9]+ bytes: no end of it within 5 s$", result.Detail);
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

    [Theory, MemberData(nameof(PlainAndTls))]
    public async Task ResetInTheMiddleOfTheBody_IsDown(bool tls)
    {
        var reset = new TaskCompletionSource();
        await using var server = Server(tls, async peer =>
        {
            await peer.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\nIt works");
            await reset.Task;
            peer.Reset();
        });
        var probe = Probing.RunAsync(Http(server, tls));
        reset.SetResult();

        Assert.Equal(Outcome.Bad("connection reset by the server"), await probe);
    }

    [Theory, MemberData(nameof(PlainAndTls))]
    public async Task HalfClosedAfterAWholeAnswer_IsUpWithoutWaiting(bool tls)
    {
        await using var server = Server(tls, async peer =>
        {
            await peer.SendAsync("HTTP/1.1 200 OK\r\n\r\nIt works");
            peer.ShutDown();
            await peer.HangAsync();
        });

        Assert.Equal(Outcome.Passed("HTTP 200 OK"), await ProbeAsync(server, tls, "works$"));
    }

    [Theory, MemberData(nameof(PlainAndTls))]
    public async Task HalfClosedInTheMiddle_IsDown(bool tls) => await AssertBadAsync(
        tls,
        "the connection was closed in the middle of the body: 8 bytes came, 82 more did not",
        async peer =>
        {
            await peer.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\nIt works");
            peer.ShutDown();
            await peer.HangAsync();
        });

    [Fact]
    public async Task AnswerOfAServerThatNeverReadTheRequest_Counts()
    {
        // What it left unread makes its kernel send a reset after the answer (RFC 1122 section 4.2.2.13).
        await using var server = new ScriptedServer(peer => peer.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nIt works"));

        Assert.Equal(Outcome.Passed("HTTP 200 OK"), await ProbeAsync(server, tls: false, "works$"));
    }

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

    [Fact]
    public async Task CompressedAnswer_IsNeverUnpacked()
    {
        // 64 MB of one letter in 64 KB.
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            var letters = new byte[64 << 20];
            letters.AsSpan().Fill((byte)'a');
            gzip.Write(letters);
        }


        await using var server = Server(tls: false, async peer =>
        {
            await peer.SendAsync(string.Create(
                CultureInfo.InvariantCulture, $"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {packed.Length}\r\n\r\n"));
            await peer.SendAsync(packed.ToArray());
        });

        Assert.True((await ProbeAsync(server, tls: false, "^\\x1f\\x8b")).IsUp);
        Assert.Equal(Outcome.Bad("HTTP 200 OK, but the body does not match /a{100}/"), await ProbeAsync(server, tls: false, "a{100}"));
        Assert.All(server.Requests, request => Assert.DoesNotContain("Encoding", request, StringComparison.OrdinalIgnoreCase));
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

    [Fact]
    public async Task LinesOfMegabytes_AreMatchedByTheirFirst()
    {
        await using var server = Server(tls: false, async peer =>
        {
            await peer.SendAsync($"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{3 << 20:x}\r\n");
            await peer.SendAsync($"begin{new string('x', (3 << 20) - 5)}\r\n");
            await peer.SendAsync("4\r\nlast\r\n0\r\n\r\n");
        });

        Assert.True((await ProbeAsync(server, tls: false, "^beginx{30000}.*x$")).IsUp);
        Assert.Equal(
            Outcome.Bad("HTTP 200 OK, but the first 1 MB of the body does not match /last/"), await ProbeAsync(server, tls: false, "last"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task BodyThatAPatternBacktracksOverForEver_IsDownAtTheDeadline(bool wanted)
    {
        await using var server = Server(tls: false, peer => peer.SendAsync($"HTTP/1.1 200 OK\r\n\r\n{new string('a', 5000)}!"));
        const string Pattern = "^(a+)+$";
        var check = Http(server, tls: false) with { Expected = wanted ? new(Pattern) : new("", Pattern) };

        var result = await Probing.RunPastDeadlineAsync(check, () => server.Requests.Count == 1);

        Assert.Equal(CheckStatus.TimedOut, result.Status);
    }

    private static X509Certificate2 SelfSigned()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new CertificateRequest("CN=hostile", key, HashAlgorithmName.SHA256).CreateSelfSigned(
            DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(1));
    }

    private static async Task ForEverAsync(ScriptedServer.Peer peer, string text)
    {
        while (true)
            await peer.SendAsync(text);
    }

    private static HttpCheck Http(ScriptedServer server, bool tls) => new(
        server.EndPoint,
        TimeSpan.FromSeconds(5),
        new(tls ? TlsStart.AtOnce : TlsStart.Never),
        HttpSettings.Default,
        $"{server.EndPoint.Address}",
        "/",
        new(""));

    private static async Task<Outcome> ProbeAsync(ScriptedServer server, bool tls, string receive) =>
        await Probing.RunAsync(Http(server, tls) with { Timeout = Probing.Ample, Expected = new(receive) })
        with
        { CertificateExpires = null };

    private ScriptedServer Server(bool tls, Func<ScriptedServer.Peer, Task> answer) => new(async peer =>
    {
        if (tls)
            await peer.StartTlsAsync(_certificate);
        await peer.ReceiveRequestAsync();
        await answer(peer);
    });

    private async Task AssertBadAsync(bool tls, string reason, Func<ScriptedServer.Peer, Task> answer)
    {
        await using var server = Server(tls, answer);
        Assert.Equal(Outcome.Bad(reason), await ProbeAsync(server, tls, "never"));
    }
}
