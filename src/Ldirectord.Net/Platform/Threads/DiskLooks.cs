namespace Ldirectord.Platform;

/// <summary>
/// Looks at something on disk again and again, on a thread of its own, because a disk may hang. A look that lasts longer than the interval
/// is waited for. Nothing but that thread and the timer's wakes up: looks go on for as long as the process does.
/// </summary>
internal sealed class DiskLooks : IDisposable
{
    private readonly Action _look;
    private readonly BlockingThreads _thread;
    private readonly ITimer _timer;
    private int _isLooking;
    private volatile bool _isDisposed;

    /// <param name="name">Name of the thread.</param>
    /// <param name="time">Its timers may fire on the reactor's thread.</param>
    /// <param name="look">
    /// An exception ends this look alone. May still run when this object is disposed of, and does not begin after that.
    /// </param>
    public DiskLooks(string name, TimeSpan interval, TimeProvider time, Action look)
    {
        _look = look;
        _thread = new BlockingThreads(name, most: 1);
        _timer = time.CreateTimer(static self => ((DiskLooks)self!).Begin(), this, interval, interval);
    }

    public void Dispose()
    {
        _isDisposed = true;
        _timer.Dispose();
    }

    private void Begin()
    {
        if (Interlocked.Exchange(ref _isLooking, 1) == 1)
            return;
        // Without a thread, the next look may get one.
        if (_thread.RunAsync(Look).IsFaulted)
            Volatile.Write(ref _isLooking, 0);
    }

    private bool Look()
    {
        try
        {
            if (!_isDisposed)
                _look();
            return true;
        }
        finally
        {
            Volatile.Write(ref _isLooking, 0);
        }
    }
}
