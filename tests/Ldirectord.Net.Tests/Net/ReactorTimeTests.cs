using System.Diagnostics;
using Ldirectord.Net;

namespace Ldirectord.Tests.Net;

public class ReactorTimeTests
{
    private static readonly TimeSpan Ample = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task ADelay_EndsOnTheReactor_NotEarly()
    {
        var clock = Stopwatch.StartNew();
        var there = Task.Run(
            async () =>
            {
                await Task.Delay(TimeSpan.FromMilliseconds(35), ReactorTime.Shared).ConfigureAwait(false);
                return Reactor.IsCurrent;
            },
            TestContext.Current.CancellationToken);
        Assert.True(await there.WaitAsync(Ample, TestContext.Current.CancellationToken));
        Assert.True(clock.Elapsed >= TimeSpan.FromMilliseconds(35), $"{clock.Elapsed}");
    }

    [Fact]
    public async Task ADeadlineFires_AndOneThatWasDroppedDoesNot()
    {
        using var kept = new CancellationTokenSource(TimeSpan.FromMilliseconds(20), ReactorTime.Shared);
        var dropped = new CancellationTokenSource(TimeSpan.FromMilliseconds(10), ReactorTime.Shared);
        var token = dropped.Token;
        dropped.Dispose();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.Delay(Timeout.Infinite, kept.Token).WaitAsync(Ample, TestContext.Current.CancellationToken));
        Assert.False(token.IsCancellationRequested);
    }

    [Fact]
    public async Task ATimeInWhichTheReactorWasHeldUp_DoesNotCount()
    {
        var looked = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(1), ReactorTime.Shared);
        Reactor.Shared.Post(() =>
        {
            // As a paused virtual machine would: past the deadline, and by more than a busy machine may be late.
            Thread.Sleep(TimeSpan.FromSeconds(2));
            Reactor.Shared.Post(() => looked.SetResult(deadline.IsCancellationRequested));
        });
        Assert.False(await looked.Task.WaitAsync(Ample, TestContext.Current.CancellationToken), "the deadline fired right after the pause");
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.Delay(Timeout.Infinite, deadline.Token).WaitAsync(Ample, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task APeriodicTimer_GoesOnUntilItIsDisposed()
    {
        var fired = new SemaphoreSlim(0);
        using (ReactorTime.Shared.CreateTimer(_ => fired.Release(), null, TimeSpan.Zero, TimeSpan.FromMilliseconds(1)))
        {
            for (var i = 0; i < 3; i++)
                Assert.True(await fired.WaitAsync(Ample, TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public async Task TimersFromManyThreads_AllFire()
    {
        var delays = Enumerable.Range(0, 2000).Select(i => Task.Run(() => Task.Delay(TimeSpan.FromMilliseconds(i % 50), ReactorTime.Shared)));
        await Task.WhenAll(delays).WaitAsync(Ample, TestContext.Current.CancellationToken);
    }
}
