
using Ldirectord.Platform;

namespace Ldirectord.Tests.Platform;

public class TimerWheelTests
{
    private readonly List<string> _fired = [];
    private int _wakeUps;

    private TimerWheel Wheel { get; }

    public TimerWheelTests() => Wheel = new TimerWheel(() => _wakeUps++);

    [Fact]
    public void WhatIsDue_FiresAtItsTick_NotBefore()
    {
        Wheel.Set(Timer("a"), 5);
        Wheel.FireUntil(4);
        Assert.Empty(_fired);
        Wheel.FireUntil(5);
        Assert.Equal(["a"], _fired);
        Wheel.FireUntil(10_000);
        Assert.Equal(["a"], _fired);
    }

    [Fact]
    public void MoreThanARevolutionAway_WaitsForItsRevolution()
    {
        Wheel.Set(Timer("far"), 5 + 3 * 1024);
        Wheel.Set(Timer("near"), 5);
        Wheel.FireUntil(5 + 3 * 1024 - 1);
        Assert.Equal(["near"], _fired);
        Wheel.FireUntil(5 + 3 * 1024);
        Assert.Equal(["near", "far"], _fired);
    }

    [Fact]
    public void MoreThanMayFireTogether_TheOthersAreDueStill()
    {
        foreach (var name in (string[])["c", "b", "a"])
            Wheel.Set(Timer(name), 5);
        Wheel.Set(Timer("d"), 6);
        Wheel.FireUntil(10, most: 2);
        Assert.Equal(["a", "b"], _fired);
        Assert.Equal(5, Wheel.NextTick());
        Wheel.FireUntil(10, most: 2);
        Assert.Equal(["a", "b", "c", "d"], _fired);
        Assert.Null(Wheel.NextTick());
    }

    [Fact]
    public void TicksThatWereSlept_FireInTheirOrder()
    {
        Wheel.Set(Timer("c"), 4000);
        Wheel.Set(Timer("b"), 900);
        Wheel.Set(Timer("a"), 7);
        Wheel.FireUntil(5000);
        Assert.Equal(["a", "b", "c"], _fired);
    }

    [Fact]
    public void StoppedOrMovedTimer_DoesNotFireAtItsOldTick()
    {
        var (stopped, moved) = (Timer("stopped"), Timer("moved"));
        Wheel.Set(stopped, 5);
        Wheel.Set(moved, 5);
        Wheel.Stop(stopped);
        Wheel.Stop(stopped);
        Wheel.Set(moved, 9);
        Wheel.FireUntil(8);
        Assert.Empty(_fired);
        Wheel.FireUntil(9);
        Assert.Equal(["moved"], _fired);
        Assert.Null(Wheel.NextTick());
    }

    [Fact]
    public void PastTick_IsTheNextOne()
    {
        Wheel.FireUntil(100);
        Wheel.Set(Timer("late"), 3);
        Assert.Equal(101, Wheel.NextTick());
        Wheel.FireUntil(101);
        Assert.Equal(["late"], _fired);
    }

    [Fact]
    public void SoonerTimerThanTheOneWaitedFor_WakesTheWaiter()
    {
        Wheel.Set(Timer("a"), 50);
        Assert.Equal(50, Wheel.NextTick());
        var before = _wakeUps;
        Wheel.Set(Timer("b"), 60);
        Assert.Equal(before, _wakeUps);
        Wheel.Set(Timer("c"), 40);
        Assert.Equal(before + 1, _wakeUps);
    }

    [Fact]
    public void FiringTimer_MaySetItselfAgain()
    {
        TestTimer? again = null;
        again = new TestTimer(() =>
        {
            _fired.Add("again");
            Wheel.Set(again!, 0);
        });
        Wheel.Set(again, 1);
        Wheel.FireUntil(1);
        Wheel.FireUntil(2);
        Assert.Equal(["again", "again"], _fired);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void RandomTimers_FireAsASortedListWould(int seed)
    {
        var random = new Random(seed);
        var (timers, expected) = (new Dictionary<string, TestTimer>(), new Dictionary<string, long>());
        for (long now = 0; now < 20_000; now += random.Next(1, 700))
        {
            Wheel.FireUntil(now);
            var due = expected.Where(pair => pair.Value <= now).OrderBy(pair => pair.Value).Select(pair => pair.Value).ToList();
            Assert.Equal(due, _fired.Select(name => expected[name]));
            Assert.Equal(due.Count, _fired.Distinct().Count());
            foreach (var name in _fired)
                expected.Remove(name);
            _fired.Clear();
            for (var i = 0; i < 20; i++)
            {
                var name = $"{random.Next(60)}";
                if (random.Next(4) == 0 && timers.TryGetValue(name, out var known))
                {
                    Wheel.Stop(known);
                    expected.Remove(name);
                    continue;
                }

                expected[name] = now + random.Next(1, 5000);
                Wheel.Set(timers.TryGetValue(name, out var timer) ? timer : timers[name] = Timer(name), expected[name]);
            }

            Assert.True(Wheel.NextTick() is not { } next || next <= expected.Values.DefaultIfEmpty(long.MaxValue).Min());
        }
    }

    private TestTimer Timer(string name) => new(() => _fired.Add(name));

    private sealed class TestTimer(Action fired) : WheelTimer
    {
        public override void Fire() => fired();
    }
}
