using System.Diagnostics;
using Ldirectord.Platform;

namespace Ldirectord.Tests.Platform;

public class ReactorTimeProviderTests
{
    private static readonly TimeSpan Ample = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Delay_EndsOnTheReactor_NotEarly()
    {
        var clock = Stopwatch.StartNew();
        var there = Task.Run(
            async () =>
            {
                await Task.Delay(TimeSpan.FromMilliseconds(35), ReactorTimeProvider.Shared).ConfigureAwait(false);
                return Reactor.IsCurrent;
            },
            TestContext.Current.CancellationToken);
        Assert.True(await there.WaitAsync(Ample, TestContext.Current.CancellationToken));
        Assert.True(clock.Elapsed >= TimeSpan.FromMilliseconds(35), $"{clock.Elapsed}");
    }

    [Fact]
    public async Task DeadlineFires_AndOneThatWasDroppedDoesNot()
    {
        using var kept = new CancellationTokenSource(TimeSpan.FromMilliseconds(20), ReactorTimeProvider.Shared);
        var dropped = new CancellationTokenSource(TimeSpan.FromMilliseconds(10), ReactorTimeProvider.Shared);
        var token = dropped.Token;
        dropped.Dispose();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.Delay(Timeout.Infinite, kept.Token)
            .WaitAsync(Ample, TestContext.Current.CancellationToken));
        Assert.False(token.IsCancellationRequested);
    }

    [Fact]
    public async Task ReactorsTime_IsReadOnceForEachThingItDoes()
    {
        var read = new TaskCompletionSource<(long First, long Second)>(TaskCreationOptions.RunContinuationsAsynchronously);
        var later = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        Reactor.Shared.Post(() =>
        {
            var first = ReactorTimeProvider.Shared.GetTimestamp();
            SpinWait.SpinUntil(() => Stopwatch.GetTimestamp() > first);
            read.SetResult((first, ReactorTimeProvider.Shared.GetTimestamp()));
            Reactor.Shared.Post(() => later.SetResult(ReactorTimeProvider.Shared.GetTimestamp()));
        });
        var (first, second) = await read.Task.WaitAsync(Ample, TestContext.Current.CancellationToken);
        Assert.Equal(first, second);
        Assert.True(await later.Task.WaitAsync(Ample, TestContext.Current.CancellationToken) > second);
    }

    [Fact]
    public async Task TimeInWhichTheReactorWasBlocked_DoesNotCount()
    {
        // A reactor of its own: blocking the shared one would delay other tests.
        var reactor = new Reactor();
        var timer = new Remembering();
        var looked = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        reactor.Timers.Set(timer, reactor.TickAfter(TimeSpan.FromSeconds(1)));
        reactor.Post(() =>
        {
            // As a paused virtual machine would: past the timer, and by more than a busy machine may be late.
            Thread.Sleep(TimeSpan.FromSeconds(2));
            reactor.Post(() => looked.SetResult(timer.HasFired.IsCompleted));
        });
        Assert.False(await looked.Task.WaitAsync(Ample, TestContext.Current.CancellationToken), "the timer fired right after the pause");
        await timer.HasFired.WaitAsync(Ample, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task PeriodicTimer_GoesOnUntilItIsDisposed()
    {
        var fired = new SemaphoreSlim(0);
        using (ReactorTimeProvider.Shared.CreateTimer(_ => fired.Release(), null, TimeSpan.Zero, TimeSpan.FromMilliseconds(1)))
        {
            for (var i = 0; i < 3; i++)
                Assert.True(await fired.WaitAsync(Ample, TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public async Task TimersFromManyThreads_AllFire()
    {
        var delays = Enumerable.Range(0, 2000)
            .Select(i => Task.Run(() => Task.Delay(TimeSpan.FromMilliseconds(i % 50), ReactorTimeProvider.Shared)));
        await Task.WhenAll(delays).WaitAsync(Ample, TestContext.Current.CancellationToken);
    }

    private sealed class Remembering : WheelTimer
    {
        private readonly TaskCompletionSource _fired = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task HasFired => _fired.Task;

        public override void Fire() => _fired.TrySetResult();
    }
}
