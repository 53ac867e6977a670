using System.Threading.Channels;
using Ldirectord.Checks;
using Ldirectord.Director;
using Ldirectord.Platform;
using Ldirectord.Tests.Support;

namespace Ldirectord.Tests.Director;

public class ResultBatcherTests
{
    private static readonly TimeSpan s_ample = TimeSpan.FromSeconds(30);

    private readonly Channel<ProbesCompleted> _posted = Channel.CreateUnbounded<ProbesCompleted>();

    private ResultBatcher Batch { get; }

    public ResultBatcherTests() => Batch = new ResultBatcher(happened => _posted.Writer.TryWrite((ProbesCompleted)happened));

    [Fact]
    public async Task ResultThatChangesNothing_WaitsForTheBatch()
    {
        // In two rounds of the reactor, between which an urgent result would have been sent.
        Reactor.Shared.Post(() =>
        {
            Batch.Add(Completed(1), isNews: false);
            Reactor.Shared.Post(() => Batch.Add(Completed(2), isNews: false));
        });
        Assert.Equal([1, 2], Ports(await NextAsync()));
    }

    [Fact]
    public async Task News_GoAtTheEndOfTheirRound_WithWhatWaits()
    {
        Reactor.Shared.Post(() =>
        {
            Batch.Add(Completed(1), isNews: false);
            Batch.Add(Completed(2), isNews: true);
            Batch.Add(Completed(3), isNews: true);
            // Behind the batch in the reactor's queue.
            Reactor.Shared.Post(() => Batch.Add(Completed(4), isNews: true));
        });
        Assert.Equal([1, 2, 3], Ports(await NextAsync()));
        Assert.Equal([4], Ports(await NextAsync()));
    }

    [Fact]
    public async Task OffTheReactor_EachResultIsSentAtOnce()
    {
        _ = Batch.Add(Completed(1), isNews: false);
        Assert.Equal([1], Ports(await NextAsync()));
    }

    private static ProbeCompleted Completed(int port) => new(
        new ProbeKey(new AlwaysUpCheck(Configs.EndPoint($"127.0.0.1:{port}")), Configs.Interval), new ProbeResult(
            new CheckResult(StatusCode.ResponseOk, "fine"), TimeSpan.Zero));

    private static IEnumerable<int> Ports(ProbesCompleted completed) => completed.Probes.Select(probe => probe.Key.Check.Target.Port);

    private async Task<ProbesCompleted> NextAsync() =>
        await _posted.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(
            s_ample, TestContext.Current.CancellationToken);
}
