using System.Collections.Concurrent;
using System.Net;
using Ldirectord.Checks;
using Ldirectord.Director;
using Ldirectord.Health;
using Ldirectord.Platform;
using Ldirectord.Tests.Support;
using static Ldirectord.Tests.Support.Configs;

namespace Ldirectord.Tests.Director;

/// <summary>What the loop says of a probe's next check, and what it costs where it says nothing new.</summary>
public class PausesTests
{
    private static readonly TimeSpan s_retry = TimeSpan.FromSeconds(1);

    private readonly ManualTime _time = new();
    private readonly Backend _connect = new();
    private readonly Backend _negotiate = new();

    [Fact]
    public async Task CheckThatAlternates_NegotiatesWhileChecksAreCounted()
    {
        var key = new ProbeKey(new AlternatingCheck(Check(_connect), Check(_negotiate), Connects: 1000), Interval);
        var isUndecided = true;
        ProbeScheduler? probes = null;
        using var loop = probes = new ProbeScheduler(_time, happened =>
        {
            probes!.Follow(key, new ProbePause(Interval, isUndecided));
            ((ProbesCompleted)happened).Handled.SetResult();
        });
        loop.Start(key);
        await PassAsync(() => _negotiate.Probes == 4);
        Assert.Equal(0, _connect.Probes);

        isUndecided = false;
        await PassAsync(() => _connect.Probes == 2);
        Assert.InRange(_negotiate.Probes, 4, 5);
    }

    [Fact]
    public async Task PauseThatTheLoopWishes_BeginsAtTheEndOfTheCheck()
    {
        var key = new ProbeKey(Check(_negotiate), Interval) { RetryInterval = s_retry };
        var kept = new ConcurrentQueue<ProbesCompleted>();
        using var loop = new ProbeScheduler(_time, happened => kept.Enqueue((ProbesCompleted)happened));
        loop.Start(key);
        await Eventually.EqualAsync(1, () => kept.Count);

        // The loop is slow: most of the pause is over when it has decided.
        _time.Advance(s_retry - TimeSpan.FromMilliseconds(100));
        loop.Follow(key, new ProbePause(s_retry, IsUndecided: true));
        Assert.True(kept.TryDequeue(out var first));
        first.Handled.SetResult();
        await _time.WaitForArmedAsync(1);
        Assert.Equal(1, _negotiate.Probes);
        _time.Advance(TimeSpan.FromMilliseconds(200));
        await Eventually.EqualAsync(2, () => _negotiate.Probes);
    }

    [Fact]
    public async Task ProbesThatReturnToTheIntervalTogether_AreSpreadAnew()
    {
        var backends = Enumerable.Range(0, 8).Select(_ => new Backend()).ToList();
        ProbeKey[] keys = [.. backends.Select(backend => new ProbeKey(Check(backend), Interval) { RetryInterval = s_retry })];
        var pause = s_retry;
        ProbeScheduler? probes = null;
        using var loop = probes = new ProbeScheduler(_time, happened =>
        {
            var completed = (ProbesCompleted)happened;
            foreach (var probe in completed.Probes)
                probes!.Follow(probe.Key, new ProbePause(pause, IsUndecided: pause == s_retry));
            completed.Handled.SetResult();
        });
        foreach (var key in keys)
            loop.Start(key);
        await PassAsync(() => backends.TrueForAll(backend => backend.Probes >= 3));
        pause = Interval;
        await PassAsync(() => backends.TrueForAll(backend => backend.Probes >= 4));

        var before = backends.ConvertAll(backend => backend.Probes);
        var together = new List<int>();
        for (var step = 0; step < 100; step++)
        {
            await _time.WaitForArmedAsync(keys.Length);
            var total = backends.Sum(backend => backend.Probes);
            _time.Advance(TimeSpan.FromMilliseconds(100));
            await _time.WaitForArmedAsync(keys.Length);
            together.Add(backends.Sum(backend => backend.Probes) - total);
        }

        Assert.All(backends.Zip(before), pair => Assert.True(pair.First.Probes > pair.Second));
        Assert.InRange(together.Max(), 1, keys.Length / 2);
    }

    [Fact]
    public async Task PassesAfterPasses_GoToTheLoopTogether_AlsoWithARetryinterval()
    {
        const int Probes = 20, Rounds = 10;
        var (results, messages) = (0, 0);
        using var loop = new ProbeScheduler(ReactorTimeProvider.Shared, happened =>
        {
            var completed = (ProbesCompleted)happened;
            Interlocked.Add(ref results, completed.Probes.Count);
            Interlocked.Increment(ref messages);
            completed.Handled.SetResult();
        });
        foreach (var number in Enumerable.Range(1, Probes))
        {
            loop.Start(new ProbeKey(new PassingCheck(number), TimeSpan.FromMilliseconds(300))
            {
                RetryInterval = TimeSpan.FromMilliseconds(100),
            });
        }

        await Eventually.TrueAsync(() => Volatile.Read(ref results) >= Probes * Rounds);
        // Nobody waits for them: a message brings several.
        Assert.InRange(messages, 1, Probes * Rounds / 2);
    }

    /// <summary>A check that passes on the reactor's thread.</summary>
    private sealed record PassingCheck(int Number) : Check(new IPEndPoint(IPAddress.Loopback, Number), CheckTimeout)
    {
        public override string Kind => "test";

        public override bool IsNonBlocking => true;

        public override ValueTask<CheckResult> RunAsync(CancellationToken ct) =>
            ValueTask.FromResult(new CheckResult(StatusCode.ResponseOk, "fine"));
    }

    private static BackendCheck Check(Backend backend) => new(EndPoint("10.0.1.1:80"), backend, CheckTimeout);

    /// <summary>Lets time pass until the condition holds.</summary>
    private Task PassAsync(Func<bool> condition) => Eventually.TrueAsync(() =>
    {
        _time.Advance(TimeSpan.FromMilliseconds(100));
        return condition();
    });
}
