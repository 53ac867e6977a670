using System.Collections.Concurrent;
using Ldirectord.Director;
using Ldirectord.Platform;
using Ldirectord.Tests.Support;
using static Ldirectord.Tests.Support.Configs;

namespace Ldirectord.Tests.Director;

public class ProbeSchedulerTests
{
    private readonly ManualTime _time = new();
    private readonly Backend _waiting = new();
    private readonly Backend _judged = new();

    [Fact]
    public async Task ProbeWhoseResultIsPending_DoesNotStartAgain_AndDelaysNoOther()
    {
        var (first, second) = (Key("10.0.1.1:80", _waiting), Key("10.0.1.2:80", _judged));
        var kept = new ConcurrentQueue<ProbesCompleted>();
        using var loop = new ProbeScheduler(_time, happened =>
        {
            var completed = (ProbesCompleted)happened;
            if (completed.Probes.Any(probe => probe.Key == first))
                kept.Enqueue(completed);
            else
                completed.Handled.SetResult();
        });
        loop.Start(first);
        await Eventually.EqualAsync(1, () => kept.Count);

        loop.Start(first);
        loop.Start(second);
        await PassAsync(() => _judged.Probes == 4);
        Assert.Equal(1, _waiting.Probes);

        Assert.Single(kept).Handled.SetResult();
        await PassAsync(() => _waiting.Probes == 2);
    }

    [Fact]
    public async Task CheckNow_EndsThePauseOfThatProbeAlone()
    {
        var (asked, other) = (Key("10.0.1.1:80", _judged), Key("10.0.1.2:80", _waiting));
        using var loop = Scheduler();
        loop.Start(asked);
        loop.Start(other);
        await _time.WaitForArmedAsync(2);
        for (var checks = 2; checks <= 4; checks++)
        {
            loop.CheckNow(asked);
            await Eventually.EqualAsync(checks, () => _judged.Probes);
            await _time.WaitForArmedAsync(2);
        }

        Assert.Equal((4, 1), (_judged.Probes, _waiting.Probes));
        await PassAsync(() => _judged.Probes == 5);
    }

    [Fact]
    public async Task CheckNowWhileTheCheckRuns_RunsItOnceMoreRightAfter()
    {
        var key = Key("10.0.1.1:80", _judged);
        using var loop = Scheduler();
        _judged.Hangs = true;
        loop.Start(key);
        await Eventually.EqualAsync(1, () => _judged.Probes);

        loop.CheckNow(key);
        loop.CheckNow(key);
        await Reactor.Shared.PingAsync();
        Assert.Equal(1, _judged.Probes);
        _judged.Hangs = false;
        _time.Advance(CheckTimeout);
        await Eventually.EqualAsync(2, () => _judged.Probes);
        await _time.WaitForArmedAsync(1);
        Assert.Equal(2, _judged.Probes);
    }

    [Fact]
    public async Task CheckNowOfAnUnknownOrStoppedProbe_DoesNothing()
    {
        var key = Key("10.0.1.1:80", _judged);
        using var loop = Scheduler();
        loop.CheckNow(key);
        loop.Start(key);
        await _time.WaitForArmedAsync(1);
        loop.Stop(key);
        loop.CheckNow(key);
        await Reactor.Shared.PingAsync();
        Assert.Equal((1, 0), (_judged.Probes, _time.ArmedTimers));
    }

    [Theory]
    [InlineData(0, 1000, 1000)]
    [InlineData(12, 1000, 988)]
    [InlineData(1038, 1000, 1012)]
    [InlineData(12, 618, 638)]
    [InlineData(12, 3, 0)]
    public void Pause_EndsOnTheNearestBeat(int now, int pause, int adjusted) =>
        Assert.Equal(TimeSpan.FromMilliseconds(adjusted),
            ProbeScheduler.ToBeat(TimeSpan.FromMilliseconds(now), TimeSpan.FromMilliseconds(pause)));

    private static ProbeKey Key(string target, Backend backend) => new(new BackendCheck(EndPoint(target), backend, CheckTimeout), Interval);

    /// <summary>A scheduler whose results are handled at once.</summary>
    private ProbeScheduler Scheduler() => new(_time, happened => ((ProbesCompleted)happened).Handled.SetResult());

    /// <summary>Lets time pass until the condition holds.</summary>
    private Task PassAsync(Func<bool> condition) => Eventually.TrueAsync(() =>
    {
        _time.Advance(TimeSpan.FromMilliseconds(100));
        return condition();
    });
}
