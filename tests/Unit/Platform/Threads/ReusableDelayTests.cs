using Ldirectord.Platform;
using Ldirectord.Tests.Support;

namespace Ldirectord.Tests.Platform;

public class ReusableDelayTests
{
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    private readonly ManualTime _time = new();

    [Fact]
    public async Task EachWait_EndsWhenItsTimeIsUp()
    {
        using var delay = new ReusableDelay(_time, CancellationToken.None);
        for (var wait = 1; wait <= 3; wait++)
        {
            var waiting = delay.WaitAsync(wait * s_second).AsTask();
            _time.Advance(wait * s_second - TimeSpan.FromMilliseconds(1));
            Assert.False(waiting.IsCompleted);
            _time.Advance(TimeSpan.FromMilliseconds(1));
            await waiting;
        }
    }

    [Fact]
    public void NoTime_IsOverAtOnce()
    {
        using var delay = new ReusableDelay(_time, CancellationToken.None);
        Assert.True(delay.WaitAsync(TimeSpan.Zero).AsTask().IsCompletedSuccessfully);
        Assert.Equal(0, _time.ArmedTimers);
    }

    [Fact]
    public async Task CutShort_EndsTheWaitAndEachLaterOneUntilRenewed()
    {
        using var delay = new ReusableDelay(_time, CancellationToken.None);
        var waiting = delay.WaitAsync(s_second).AsTask();
        delay.CutShort();
        await waiting;
        Assert.True(delay.WaitAsync(s_second).AsTask().IsCompletedSuccessfully);
        Assert.Equal(0, _time.ArmedTimers);

        delay.Renew();
        waiting = delay.WaitAsync(s_second).AsTask();
        Assert.False(waiting.IsCompleted);
        _time.Advance(s_second);
        await waiting;
    }

    [Fact]
    public async Task CutShortAndTimeAtOnce_EndTheWaitOnce()
    {
        for (var round = 0; round < 200; round++)
        {
            using var delay = new ReusableDelay(_time, CancellationToken.None);
            var waiting = delay.WaitAsync(s_second).AsTask();
            await Task.WhenAll(Task.Run(() => _time.Advance(s_second)), Task.Run(delay.CutShort));
            await waiting.WaitAsync(Probing.Ample);
        }
    }

    [Fact]
    public async Task Cancellation_EndsTheWaitAndEachLaterOne()
    {
        using var stopping = new CancellationTokenSource();
        using var delay = new ReusableDelay(_time, stopping.Token);
        var waiting = delay.WaitAsync(s_second).AsTask();
        await stopping.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        _time.Advance(s_second);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => delay.WaitAsync(s_second).AsTask());
    }

    [Fact]
    public async Task CancellationAndTimeAtOnce_EndTheWaitOnce()
    {
        for (var round = 0; round < 200; round++)
        {
            using var stopping = new CancellationTokenSource();
            using var delay = new ReusableDelay(_time, stopping.Token);
            var waiting = delay.WaitAsync(s_second).AsTask();
            await Task.WhenAll(Task.Run(() => _time.Advance(s_second)), stopping.CancelAsync());
            await waiting.ContinueWith(_ => { }, TaskScheduler.Default).WaitAsync(Probing.Ample);
        }
    }

    [Fact]
    public async Task FurtherWaits_AllocateNothing()
    {
        using var delay = new ReusableDelay(new FiringTime(), CancellationToken.None);
        await AllocatedByAsync(waits: 1);
        Assert.Equal(await AllocatedByAsync(waits: 1), await AllocatedByAsync(waits: 1000));

        async ValueTask<long> AllocatedByAsync(int waits)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var wait = 0; wait < waits; wait++)
                await delay.WaitAsync(s_second); // completes at once, on this thread
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    /// <summary>Its timers fire when they are set.</summary>
    private sealed class FiringTime : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            new FiringTimer(() => callback(state));

        private sealed class FiringTimer(Action fire) : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period)
            {
                if (dueTime != Timeout.InfiniteTimeSpan)
                    fire();
                return true;
            }

            public void Dispose()
            {
            }

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }
}
