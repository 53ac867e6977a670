
using Ldirectord.Platform;
using Ldirectord.Tests.Support;

namespace Ldirectord.Tests.Platform;

/// <summary>Work that blocks has threads of its own, and no more than it may.</summary>
public class BlockingThreadsTests
{
    [Fact]
    public async Task WorkThatBlocks_HasAsManyThreadsAsItMay_AndTheRestWaitsItsTurn()
    {
        var threads = new BlockingThreads("test", 2);
        using var blocked = new ManualResetEventSlim();
        var running = 0;
        var work = Enumerable.Range(0, 5).Select(number => threads.RunAsync(() =>
        {
            Interlocked.Increment(ref running);
            blocked.Wait();
            return (number, Thread.CurrentThread.IsThreadPoolThread);
        })).ToList();
        await Eventually.EqualAsync(2, () => Volatile.Read(ref running));
        Assert.All(work, one => Assert.False(one.IsCompleted));

        blocked.Set();

        Assert.Equal(
            Enumerable.Range(0, 5).Select(number => (number, false)),
            await Task.WhenAll(work).WaitAsync(Probing.Ample, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task FailingWork_FailsItsCaller_AndTheThreadGoesOn()
    {
        var threads = new BlockingThreads("test", 1);
        await Assert.ThrowsAsync<InvalidOperationException>(() => threads.RunAsync<int>(() => throw new InvalidOperationException()));
        Assert.Equal(7, await threads.RunAsync(() => 7).WaitAsync(Probing.Ample, TestContext.Current.CancellationToken));
    }
}
