namespace Ldirectord.Platform;

/// <summary>
/// The system's time with coarse timers that fire on the reactor's thread: never early, up to one <see cref="Tick"/> late, all timers of a
/// tick together. Pauses of the machine do not count (<see cref="PauseDetector"/>). Callbacks must not block, and have no execution
/// context.
/// </summary>
internal sealed class ReactorTimeProvider : TimeProvider
{
    /// <summary>
    /// Fine enough for the shortest configurable deadline (1 s); coarse enough for a thousand probes a second to share wake-ups.
    /// </summary>
    public static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(10);

    public static ReactorTimeProvider Shared { get; } = new();

    public override long GetTimestamp() => Reactor.Shared.Clock;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class Timer(TimerCallback callback, object? state) : WheelTimer, ITimer
    {
        private TimeSpan _period = Timeout.InfiniteTimeSpan;
        private volatile bool _disposed;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            if (_disposed)
                return false;
            _period = period;
            if (dueTime == Timeout.InfiniteTimeSpan)
                Reactor.Shared.Timers.Stop(this);
            else
                Reactor.Shared.Timers.Set(this, Reactor.Shared.TickAfter(dueTime));
            return true;
        }

        public override void Fire()
        {
            if (_disposed)
                return;
            if (_period != Timeout.InfiniteTimeSpan && _period != TimeSpan.Zero)
                Reactor.Shared.Timers.Set(this, Reactor.Shared.TickAfter(_period));
            callback(state);
        }

        public void Dispose()
        {
            _disposed = true;
            Reactor.Shared.Timers.Stop(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
