using System.Runtime.InteropServices;

namespace Ldirectord.Tests.Support;

/// <summary>
/// No file descriptor can be opened in this process until it is disposed (RLIMIT_NOFILE, getrlimit(2)). For tests of the collection
/// Shortage alone.
/// </summary>
internal sealed partial class DescriptorShortage : IDisposable
{
    private const int Descriptors = 7; // RLIMIT_NOFILE

    // 0, 1 and 2 are always open, and a number that another thread frees meanwhile is beyond the limit too.
    private const ulong Lowest = 3;

    private readonly Limit _before;
    private readonly (int Workers, int Completions) _mostBefore;

    public DescriptorShortage()
    {
        ThreadPool.GetMaxThreads(out var workers, out var completions);
        _mostBefore = (workers, completions);
        StartWorkers();
        Assert.Equal(0, GetLimit(Descriptors, out _before));
        SetLimit(Lowest);
    }

    /// <summary>Lets one descriptor be opened: the lowest free one.</summary>
    public void LeaveOneMore()
    {
        SetLimit(_before.Soft);
        var free = Dup(2);
        SetLimit((ulong)free + 1);
        _ = Close(free);
    }

    public void Dispose()
    {
        SetLimit(_before.Soft);
        Assert.True(ThreadPool.SetMaxThreads(_mostBefore.Workers, _mostBefore.Completions));
    }

    /// <summary>
    /// A thread cannot start without a descriptor, and a pool that wants one meanwhile ends the process: it gets all its threads before.
    /// </summary>
    private static void StartWorkers()
    {
        // Not fewer than it has: a pool that gives threads up soon wants new ones.
        var count = Math.Max(8, ThreadPool.ThreadCount);
        ThreadPool.GetMinThreads(out _, out var completions);
        Assert.True(ThreadPool.SetMinThreads(count, completions));
        var together = new Barrier(count + 1);
        for (var worker = 0; worker < count; worker++)
            ThreadPool.UnsafeQueueUserWorkItem(_ => together.SignalAndWait(), null);
        together.SignalAndWait();
        Assert.True(ThreadPool.SetMaxThreads(count, completions));
    }

    private void SetLimit(ulong soft) => Assert.Equal(0, SetLimit(Descriptors, _before with { Soft = soft }));

    [LibraryImport("libc", EntryPoint = "getrlimit")]
    private static partial int GetLimit(int resource, out Limit limit);

    [LibraryImport("libc", EntryPoint = "setrlimit")]
    private static partial int SetLimit(int resource, in Limit limit);

    [LibraryImport("libc", EntryPoint = "dup")]
    private static partial int Dup(int fd);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int fd);

    private readonly record struct Limit(ulong Soft, ulong Hard);
}
