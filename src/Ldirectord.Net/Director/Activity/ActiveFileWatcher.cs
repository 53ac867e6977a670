using System.Collections.Immutable;
using Ldirectord.Platform;

namespace Ldirectord.Director;

/// <summary>
/// active = file PATH: reports within a quarter of a second that a file appeared or is gone. What is in it does not matter. A file of which
/// the system does not tell whether it exists, such as one in a directory that may not be entered, counts as before.
/// </summary>
/// <param name="time">Its timers may fire on the reactor's thread.</param>
internal sealed class ActiveFileWatcher(ImmutableArray<string> paths, TimeProvider time) : IDisposable
{
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    /// <summary>A disk that takes longer is not waited for at the start.</summary>
    private static readonly TimeSpan DiskTimeout = TimeSpan.FromSeconds(1);

    private ImmutableHashSet<string> _present = [];
    private DiskLooks? _looks;

    /// <summary>The files that exist when the watch begins; none of a disk that hangs.</summary>
    public ImmutableHashSet<string> First()
    {
        var looking = DedicatedThread.RunAsync(() => Look(_present), "active");
        if (((IAsyncResult)looking).AsyncWaitHandle.WaitOne(DiskTimeout) && looking.IsCompletedSuccessfully)
            _present = looking.Result;
        return _present;
    }

    /// <summary>Begins to look.</summary>
    /// <param name="changed">Called on the thread that looks.</param>
    public void Start(Action<ImmutableHashSet<string>> changed) => _looks = new DiskLooks(
        "active",
        Interval,
        time,
        () =>
        {
            var before = _present;
            _present = Look(before);
            if (!_present.SetEquals(before))
                changed(_present);
        });

    public void Dispose() => _looks?.Dispose();

    private ImmutableHashSet<string> Look(ImmutableHashSet<string> before) => [.. paths.Where(path => Exists(path, before))];

    private static bool Exists(string path, ImmutableHashSet<string> before) =>
        FileStatus.TryGet(path, out _)
        || (Errno.Last is not (Errno.NoEntry or Errno.NotADirectory) && before.Contains(path));
}
