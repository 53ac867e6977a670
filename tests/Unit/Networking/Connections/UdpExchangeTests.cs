using System.Net;
using System.Text;
using Ldirectord.Networking;
using Ldirectord.Platform;
using Ldirectord.Tests.Support;

namespace Ldirectord.Tests.Networking;

public class UdpExchangeTests
{
    private static readonly byte[] s_question = "question"u8.ToArray();

    public static TheoryData<string> Loopbacks => ["127.0.0.1", "::1"];

    [Theory, MemberData(nameof(Loopbacks))]
    public async Task Answer_IsReceived(string address)
    {
        await using var server = ScriptedDatagrams.OfText((text, _) => [$"{text}!", ""], IPAddress.Parse(address));
        using var exchange = await UdpExchange.OpenAsync(server.EndPoint, CancellationToken.None);

        await exchange.AskAsync(s_question);

        Assert.Equal("question!", Encoding.Latin1.GetString((await exchange.ReceiveAsync()).Span));
        Assert.Equal(0, (await exchange.ReceiveAsync()).Length);
        Assert.Equal(IPAddress.Parse(address), exchange.Local.Address);
        Assert.NotEqual(0, exchange.Local.Port);
    }

    [Fact]
    public async Task LostQuestion_IsSentAgainEverySecond_UntilItIsDisposed()
    {
        await using var server = ScriptedDatagrams.OfText((_, before) => before == 2 ? ["answer"] : []);
        var time = new ManualTime();
        using (var exchange = await UdpExchange.OpenAsync(server.EndPoint, time, CancellationToken.None))
        {
            await exchange.AskAsync(s_question);
            var answer = exchange.ReceiveAsync().AsTask();
            for (var sent = 1; sent < 3; sent++)
            {
                await Eventually.EqualAsync(sent, () => server.Requests.Count);
                Assert.False(answer.IsCompleted);
                time.Advance(UdpExchange.ResendInterval);
            }

            Assert.Equal("answer", Encoding.Latin1.GetString((await answer.WaitAsync(Probing.Ample)).Span));
        }

        Assert.Equal(0, time.ArmedTimers);
        Assert.All(server.Requests, request => Assert.Equal(s_question, request));
    }

    [Fact]
    public async Task AnotherQuestion_TakesThePlaceOfTheFirst()
    {
        await using var server = ScriptedDatagrams.OfText((text, before) => before == 2 ? [text] : []);
        var time = new ManualTime();
        using var exchange = await UdpExchange.OpenAsync(server.EndPoint, time, CancellationToken.None);

        await exchange.AskAsync(s_question);
        await exchange.AskAsync("second"u8.ToArray());
        await Eventually.EqualAsync(2, () => server.Requests.Count);
        time.Advance(UdpExchange.ResendInterval);

        Assert.Equal("second", Encoding.Latin1.GetString((await exchange.ReceiveAsync().AsTask().WaitAsync(Probing.Ample)).Span));
        Assert.Equal(3, server.Requests.Count);
    }

    [Theory, MemberData(nameof(Loopbacks))]
    public async Task UnreachablePort_IsNoticedAtOnce(string address)
    {
        using var port = ScriptedDatagrams.Unreachable(out var target, IPAddress.Parse(address));
        using var exchange = await UdpExchange.OpenAsync(target, CancellationToken.None);

        var failure = await Assert.ThrowsAsync<IoFailureException>(async () =>
        {
            await exchange.AskAsync(s_question);
            await exchange.ReceiveAsync().AsTask().WaitAsync(Probing.Ample);
        });

        Assert.Equal((IoFailure.ConnectRefused, "port unreachable"), (failure.Failure, failure.Message));
    }

    [Fact]
    public async Task PortThatBecomesUnreachable_IsNoticedWhenItIsAskedAgain()
    {
        var server = ScriptedDatagrams.OfText((_, _) => []);
        var time = new ManualTime();
        using var exchange = await UdpExchange.OpenAsync(server.EndPoint, time, CancellationToken.None);
        await exchange.AskAsync(s_question);
        var answer = exchange.ReceiveAsync().AsTask();
        await Eventually.EqualAsync(1, () => server.Requests.Count);

        await server.DisposeAsync();
        time.Advance(UdpExchange.ResendInterval);

        Assert.Equal("port unreachable", (await Assert.ThrowsAsync<IoFailureException>(() => answer.WaitAsync(Probing.Ample))).Message);
    }

    [Fact]
    public async Task Silence_EndsWithTheToken_InTheWordsOfTheOwner()
    {
        await using var server = ScriptedDatagrams.OfText((_, _) => []);
        using var stop = new CancellationTokenSource();
        using var exchange = await UdpExchange.OpenAsync(server.EndPoint, stop.Token);
        await exchange.AskAsync(s_question);
        exchange.Missing = "no good answer";
        var answer = exchange.ReceiveAsync().AsTask();

        await stop.CancelAsync();

        Assert.Equal("no good answer", (await Assert.ThrowsAsync<WaitCanceledException>(() => answer.WaitAsync(Probing.Ample))).Message);
    }

    [Fact]
    public async Task FloodOfDatagrams_IsBounded()
    {
        await using var server = new ScriptedDatagrams((_, _) => Enumerable.Repeat(new byte[10], UdpExchange.MaxDatagrams / 4));
        var time = new ManualTime();
        using var exchange = await UdpExchange.OpenAsync(server.EndPoint, time, CancellationToken.None);
        await exchange.AskAsync(s_question);

        var failure = await Assert.ThrowsAsync<IoFailureException>(async () =>
        {
            while (true)
            {
                var next = exchange.ReceiveAsync().AsTask();
                while (await Task.WhenAny(next, Task.Delay(5)) != next)
                    time.Advance(UdpExchange.ResendInterval);
                await next;
            }
        });

        Assert.Equal(IoFailure.TooLarge, failure.Failure);
    }

    [Fact]
    public async Task LargestDatagram_IsWhole()
    {
        await using var server = new ScriptedDatagrams((_, _) => [[.. Enumerable.Range(0, 65507).Select(i => (byte)i)]]);
        using var exchange = await UdpExchange.OpenAsync(server.EndPoint, CancellationToken.None);
        await exchange.AskAsync(s_question);

        var datagram = await exchange.ReceiveAsync().AsTask().WaitAsync(Probing.Ample);

        Assert.Equal(65507, datagram.Length);
        Assert.Equal(unchecked((byte)65506), datagram.Span[^1]);
    }

    [Fact]
    public async Task ManyAtOnce_EachGetItsOwnAnswer()
    {
        await using var server = ScriptedDatagrams.OfText((text, _) => [text]);

        await Task.WhenAll(Enumerable.Range(0, 200).Select(async i =>
        {
            using var exchange = await UdpExchange.OpenAsync(server.EndPoint, CancellationToken.None);
            await exchange.AskAsync(Encoding.Latin1.GetBytes($"{i}"));
            Assert.Equal($"{i}", Encoding.Latin1.GetString((await exchange.ReceiveAsync().AsTask().WaitAsync(Probing.Ample)).Span));
        }));
    }
}
