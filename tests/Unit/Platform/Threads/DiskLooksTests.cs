using System.Collections.Concurrent;
using Ldirectord.Platform;
using Ldirectord.Tests.Support;

namespace Ldirectord.Tests.Platform;

/// <summary>A disk that hangs delays its own looks and nothing else.</summary>
public sealed class DiskLooksTests
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(1);

    private readonly ManualTime _time = new();

    [Fact]
    public async Task EachInterval_LooksOnce_OnTheThreadOfThatName()
    {
        var threads = new ConcurrentQueue<string?>();
        using var looks = new DiskLooks("disk", s_interval, _time, () => threads.Enqueue(Thread.CurrentThread.Name));
        Assert.Empty(threads);
        for (var count = 1; count <= 3; count++)
        {
            _time.Advance(s_interval);
            await Eventually.EqualAsync(count, () => threads.Count);
        }

        Assert.All(threads, name => Assert.Equal("disk", name));
    }

    [Fact]
    public async Task LookThatHangs_IsWaitedFor_AndTheTimerIsNot()
    {
        using var disk = new SemaphoreSlim(0);
        var (begun, ended) = (0, 0);
        using var looks = new DiskLooks("disk", s_interval, _time, () =>
        {
            Interlocked.Increment(ref begun);
            disk.Wait();
            Interlocked.Increment(ref ended);
        });
        _time.Advance(s_interval);
        await Eventually.EqualAsync(1, () => Volatile.Read(ref begun));
        _time.Advance(s_interval * 5);
        Assert.Equal((1, 0), (Volatile.Read(ref begun), Volatile.Read(ref ended)));

        disk.Release(2);
        await Eventually.EqualAsync(1, () => Volatile.Read(ref ended));
        await Eventually.TrueAsync(() =>
        {
            _time.Advance(s_interval);
            return Volatile.Read(ref ended) == 2;
        });
    }

    [Fact]
    public async Task Disposed_LooksNoMore()
    {
        var count = 0;
        var looks = new DiskLooks("disk", s_interval, _time, () => Interlocked.Increment(ref count));
        _time.Advance(s_interval);
        await Eventually.EqualAsync(1, () => Volatile.Read(ref count));
        looks.Dispose();
        _time.Advance(s_interval * 5);
        Assert.Equal(1, Volatile.Read(ref count));
    }
}
