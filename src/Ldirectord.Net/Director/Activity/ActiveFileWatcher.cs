using System.Collections.Immutable;
using Ldirectord.Platform;

namespace Ldirectord.Director;

/// <summary>
/// active = file PATH: reports within a quarter of a second that a file appeared or is gone. What is in it does not matter. A file of which
/// the system does not tell whether it exists, such as one in a directory that may not be entered, counts as before.
/// </summary>
internal sealed class ActiveFileWatcher(ImmutableArray<string> paths, TimeProvider time)
{
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    /// <summary>A disk that takes longer is not waited for at the start.</summary>
    private static readonly TimeSpan DiskTimeout = TimeSpan.FromSeconds(1);

    private static readonly BlockingThreads s_threads = new("active", 2);

    private ImmutableHashSet<string> _present = [];

    /// <summary>The files that exist when the watch begins; none of a disk that hangs.</summary>
    public ImmutableHashSet<string> First()
    {
        var looking = DedicatedThread.RunAsync(() => Look(_present), "active");
        if (((IAsyncResult)looking).AsyncWaitHandle.WaitOne(DiskTimeout) && looking.IsCompletedSuccessfully)
            _present = looking.Result;
        return _present;
    }

    /// <summary>Looks until <paramref name="stopping"/> fires.</summary>
    public async Task RunAsync(Action<ImmutableHashSet<string>> changed, CancellationToken stopping)
    {
        using var looks = new PeriodicTimer(Interval, time);
        try
        {
            while (await looks.WaitForNextTickAsync(stopping).ConfigureAwait(false))
            {
                var before = _present;
                _present = await LookAsync(before).ConfigureAwait(false);
                if (!_present.SetEquals(before))
                    changed(_present);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
        }
    }

    /// <summary>On a thread of its own: the disk may hang.</summary>
    private async Task<ImmutableHashSet<string>> LookAsync(ImmutableHashSet<string> before)
    {
        try
        {
            return await s_threads.RunAsync(() => Look(before)).ConfigureAwait(false);
        }
        catch (IoFailureException)
        {
            return before; // no thread is available now; the next look may get one
        }
    }

    private ImmutableHashSet<string> Look(ImmutableHashSet<string> before) => [.. paths.Where(path => Exists(path, before))];

    private static bool Exists(string path, ImmutableHashSet<string> before) =>
        FileStatus.TryGet(path, out _)
        || (Errno.Last is not (Errno.NoEntry or Errno.NotADirectory) && before.Contains(path));
}
