using System.Collections.Concurrent;
using Ldirectord.Director;
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

    /// <summary>Lets time pass until the condition holds.</summary>
    private Task PassAsync(Func<bool> condition) => Eventually.TrueAsync(() =>
    {
        _time.Advance(TimeSpan.FromMilliseconds(100));
        return condition();
    });
}
