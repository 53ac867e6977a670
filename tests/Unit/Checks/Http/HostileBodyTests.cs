using System.Globalization;
using System.IO.Compression;
using Ldirectord.Checks;
using Ldirectord.Tests.Support;

namespace Ldirectord.Tests.Checks;

/// <summary>Hostile bodies of an answer.</summary>
public sealed class HostileBodyTests : HostileHttp
{
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
}
