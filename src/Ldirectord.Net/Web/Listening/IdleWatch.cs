namespace Ldirectord.Web;

/// <summary>Tells when no client has been connected for a time.</summary>
internal sealed class IdleWatch : IDisposable
{
    private readonly Lock _lock = new();
    private readonly TaskCompletionSource _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TimeSpan _after;
    private readonly ITimer _timer;
    private int _connections;

    /// <param name="after">Infinite for never.</param>
    public IdleWatch(TimeSpan after, TimeProvider time)
    {
        _after = after;
        _timer = time.CreateTimer(_ => End(), null, after, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Completes once, and for good.</summary>
    public Task Idle => _idle.Task;

    /// <returns>Disposed of when the client leaves.</returns>
    public IDisposable Connect()
    {
        lock (_lock)
        {
            _connections++;
            _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        return new Connection(this);
    }

    public void Dispose() => _timer.Dispose();

    private void Leave()
    {
        lock (_lock)
        {
            if (--_connections == 0)
                _timer.Change(_after, Timeout.InfiniteTimeSpan);
        }
    }

    private void End()
    {
        lock (_lock)
        {
            // The timer may have fired just when a client came.
            if (_connections == 0)
                _idle.TrySetResult();
        }
    }

    private sealed class Connection(IdleWatch watch) : IDisposable
    {
        public void Dispose() => watch.Leave();
    }
}
