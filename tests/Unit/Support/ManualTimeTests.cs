namespace Ldirectord.Tests.Support;

public class ManualTimeTests
{
    [Fact]
    public void Advance_FiresTimersInTheOrderTheyAreDue_AtTheirOwnMoments()
    {
        var time = new ManualTime();
        var start = time.GetUtcNow();
        var fired = new List<(string, TimeSpan)>();
        using var late = Timer("late", 3);
        using var early = Timer("early", 1);
        using var alsoLate = Timer("also late", 3);
        using var never = Timer("never", 10);

        time.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal([("early", Seconds(1)), ("late", Seconds(3)), ("also late", Seconds(3))], fired);
        Assert.Equal(start + Seconds(5), time.GetUtcNow());
        Assert.Equal(1, time.ArmedTimers);

        ITimer Timer(string name, int seconds) =>
            time.CreateTimer(_ => fired.Add((name, time.GetUtcNow() - start)), null, Seconds(seconds), Timeout.InfiniteTimeSpan);
    }

    [Fact]
    public void RepeatingTimer_FiresOncePerPeriod_UntilDisposed()
    {
        var time = new ManualTime();
        var fired = 0;
        var timer = time.CreateTimer(_ => fired++, null, Seconds(1), Seconds(2));

        time.Advance(Seconds(6));
        timer.Dispose();
        time.Advance(Seconds(6));

        Assert.Equal(3, fired);
    }

    [Fact]
    public async Task DelayAndDeadline_AreDrivenByTheClock()
    {
        var time = new ManualTime();
        using var deadline = new CancellationTokenSource(Seconds(2), time);
        var delay = Task.Delay(Seconds(1), time);

        await time.WaitForArmedAsync(2);
        time.Advance(Seconds(1));

        await delay;
        Assert.False(deadline.IsCancellationRequested);
        time.Advance(Seconds(1));
        Assert.True(deadline.IsCancellationRequested);
    }

    [Fact]
    public void TimerArmedByATimer_FiresWithinTheSameAdvance()
    {
        var time = new ManualTime();
        var fired = false;
        ITimer? second = null;
        using var first = time.CreateTimer(
            _ => second = time.CreateTimer(_ => fired = true, null, Seconds(1), Timeout.InfiniteTimeSpan), null, Seconds(1),
            Timeout.InfiniteTimeSpan);

        time.Advance(Seconds(2));

        Assert.True(fired);
        second!.Dispose();
    }

    [Fact]
    public void Timestamps_MeasureWhatWasAdvanced()
    {
        var time = new ManualTime();
        var before = time.GetTimestamp();

        time.Advance(TimeSpan.FromMilliseconds(1500));

        Assert.Equal(TimeSpan.FromMilliseconds(1500), time.GetElapsedTime(before));
    }

    private static TimeSpan Seconds(int count) => TimeSpan.FromSeconds(count);
}
