using System.Net;
using Ldirectord.Checks;
using Ldirectord.Networking;
using Ldirectord.Platform;
using Ldirectord.Tests.Support;

namespace Ldirectord.Tests.Checks;

/// <summary>The total deadline, stopping, and what thousands of probes leave behind: nothing.</summary>
public class CheckRunnerTests
{
    public static TheoryData<string> Kinds => ["http", "https", "simpletcp", "http_proxy"];

    [Fact]
    public async Task CheckThatCancelsItself_IsAResult_SoThatProbingGoesOn()
    {
        var result = await Probing.ResultAsync(new GivingUp());
        Assert.Equal(new CheckResult(StatusCode.LocalError, "the check itself failed: OperationCanceledException: gave up"), result);
    }

    [Theory]
    [InlineData(2_147_483, int.MaxValue)]
    [InlineData(5, 1_000_000)]
    public async Task PingsThatAddUpToMonths_CanStillBeTimed(int seconds, int attempts)
    {
        var check = new PingCheck(IPAddress.Loopback, TimeSpan.FromSeconds(seconds), attempts);
        using var stopping = new CancellationTokenSource();
        var probe = CheckRunner.RunAsync(check, TimeProvider.System, stopping.Token);
        await stopping.CancelAsync();
        Assert.IsNotType<ArgumentOutOfRangeException>(await Record.ExceptionAsync(async () => await probe));
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task SilentServer_IsDownAtTheDeadline(string kind)
    {
        await using var server = new ScriptedServer(async peer =>
        {
            await peer.ReceiveSomeAsync();
            await peer.HangAsync();
        });

        var result = await Probing.RunPastDeadlineAsync(Check(kind, server.EndPoint), () => server.Requests.Count == 1);

        Assert.Equal(CheckStatus.TimedOut, result.Status);
        Assert.Equal(
            kind == "https" ? "connected, but TLS was not agreed on within 5 s" : "connected, then silence: no answer within 5 s",
            result.Detail);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\n", "X: y\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\n\r\n", "body")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "1\r\na\r\n")]
    [InlineData("HTTP/1.1 ", "2")]
    public async Task DrippingServer_IsDownAtTheDeadline(string begin, string drip)
    {
        var drips = 0;
        await using var server = new ScriptedServer(async peer =>
        {
            await peer.ReceiveRequestAsync();
            await peer.SendAsync(begin);
            for (; ; Interlocked.Increment(ref drips))
            {
                await peer.SendAsync(drip);
                await Task.Delay(1, peer.Stop);
            }
        });

        var result = await Probing.RunPastDeadlineAsync(Check("http", server.EndPoint), () => Volatile.Read(ref drips) > 20);

        Assert.Equal(CheckStatus.TimedOut, result.Status);
        Assert.Matches("^connected, but the answer was still incomplete after [0-9]+ bytes: no end of it within 5 s$", result.Detail);
    }

    [Fact]
    public async Task EndlessBodyAtFullSpeed_IsDownAtTheDeadline_AndLetsOthersLive()
    {
        long sent = 0;
        await using var endless = new ScriptedServer(async peer =>
        {
            await peer.ReceiveRequestAsync();
            await peer.SendAsync("HTTP/1.1 200 OK\r\n\r\n");
            for (; ; Interlocked.Add(ref sent, 65536))
                await peer.SendAsync(new byte[65536]);
        });
        await using var healthy = new ScriptedServer(async peer =>
        {
            await peer.ReceiveRequestAsync();
            await peer.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        });
        var time = new ManualTime();
        var probe = CheckRunner.RunAsync(Check("http", endless.EndPoint), time, CancellationToken.None).AsTask();
        await Eventually.TrueAsync(() => Interlocked.Read(ref sent) > 16 << 20);

        for (var other = 0; other < 20; other++)
            Assert.True((await Probing.RunAsync(Check("http", healthy.EndPoint))).IsUp);
        time.Advance(TimeSpan.FromSeconds(5));
        var (result, _) = await probe.WaitAsync(Probing.Ample);

        Assert.Equal(CheckStatus.TimedOut, result.Status);
    }

    [Fact]
    public async Task CatastrophicPattern_IsTimedOut()
    {
        await using var server = new ScriptedServer(async peer =>
        {
            await peer.ReceiveRequestAsync();
            await peer.SendAsync($"HTTP/1.1 200 OK\r\n\r\n{new string('a', 60)}!");
        });
        var check = (HttpCheck)Check("http", server.EndPoint) with { Expected = new("^(a+)+$") };

        var result = await Probing.RunPastDeadlineAsync(check, () => server.Requests.Count == 1);

        Assert.Equal(CheckStatus.TimedOut, result.Status);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Stopping_GivesNoVerdict(string kind)
    {
        using var stopping = new CancellationTokenSource();
        await using var server = new ScriptedServer(peer => peer.HangAsync());
        var probe = CheckRunner.RunAsync(Check(kind, server.EndPoint), new ManualTime(), stopping.Token).AsTask();
        await Eventually.TrueAsync(() => server.Connections == 1);

        await stopping.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => probe.WaitAsync(Probing.Ample));
    }

    [Fact]
    public async Task StoppedBeforeItBegan_GivesNoVerdict() =>
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await CheckRunner.RunAsync(new AlwaysUpCheck(new IPEndPoint(IPAddress.Loopback, 1)), TimeProvider.System,
                new CancellationToken(true)));

    [Fact]
    public async Task Verdict_IsNotReadOnTheReactorsThread()
    {
        await using var server = new ScriptedServer(peer => peer.HangAsync());

        Assert.False(await IsReadOnReactorAsync());

        async Task<bool> IsReadOnReactorAsync()
        {
            _ = await CheckRunner.RunAsync(Check("connect", server.EndPoint), TimeProvider.System, CancellationToken.None)
                .ConfigureAwait(false);
            return Reactor.IsCurrent;
        }
    }

    [Fact]
    public async Task InvalidPattern_IsAnErrorInWords()
    {
        await using var server = new ScriptedServer(async peer =>
        {
            await peer.ReceiveRequestAsync();
            await peer.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        });
        var check = (HttpCheck)Check("http", server.EndPoint) with { Expected = new("(") };

        var result = await Probing.RunAsync(check);

        Assert.Equal(CheckStatus.Error, result.Status);
        Assert.StartsWith("not a regular expression", result.Detail, StringComparison.Ordinal);
    }

    private static Check Check(string kind, IPEndPoint target)
    {
        var timeout = TimeSpan.FromSeconds(5);
        return kind switch
        {
            "connect" => new ConnectCheck(target, timeout),
            "simpletcp" => new SimpleTcpCheck(target, timeout, "PING\n", new("PONG")),
            "http_proxy" => new HttpProxyCheck(target, timeout, TlsSettings.None, HttpSettings.Default, "http://www.example.com/", new("")),
            _ => new HttpCheck(target, timeout, new(kind == "https" ? TlsStart.AtOnce : TlsStart.Never), HttpSettings.Default,
                "www.example.com", "/", new("")),
        };
    }

    private sealed record GivingUp() : Check(new IPEndPoint(IPAddress.Loopback, 1), TimeSpan.FromSeconds(5))
    {
        public override string Kind => "test";

        public override ValueTask<CheckResult> RunAsync(CancellationToken ct) => throw new OperationCanceledException("gave up");
    }
}
