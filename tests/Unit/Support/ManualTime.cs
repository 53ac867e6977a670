namespace Ldirectord.Tests.Support;

/// <summary>
/// A clock that moves only when a test says so. Timers fire on the thread that calls <see cref="Advance"/>, in the order in which they are
/// due and, when due together, in which they were armed; while one fires, the clock shows the very moment it was due.
/// </summary>
public sealed class ManualTime : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<ManualTimer> _armed = [];
    private DateTimeOffset _now;
    private long _order;
    private TaskCompletionSource _changed = NewSignal();

    public ManualTime()
        : this(new DateTimeOffset(2026, 11, 20, 9, 18, 31, TimeSpan.Zero))
    {
    }

    public ManualTime(DateTimeOffset start) => _now = start;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>Timers that are armed and have not fired yet.</summary>
    public int ArmedTimers
    {
        get
        {
            lock (_gate)
                return _armed.Count;
        }
    }

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
            return _now;
    }

    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>
    /// Moves the clock on by <paramref name="by"/> (0 or more) and fires every timer that becomes due on the way, repeating ones as often
    /// as they are due.
    /// </summary>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        var until = GetUtcNow() + by;
        while (NextDue(until) is { } fire)
            fire();
    }

    /// <summary>
    /// Waits in real time, at most 10 s, until at least <paramref name="count"/> timers are armed: the code under test has come to its
    /// pause.
    /// </summary>
    public async Task WaitForArmedAsync(int count)
    {
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                if (_armed.Count >= count)
                    return;
                changed = _changed.Task;
            }

            await changed.WaitAsync(TimeSpan.FromSeconds(60)).ConfigureAwait(false);
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>
    /// Takes the first timer that is due by <paramref name="until"/> and sets the clock to its moment; none: to <paramref name="until"/>.
    /// </summary>
    private Action? NextDue(DateTimeOffset until)
    {
        lock (_gate)
        {
            var first = _armed.Where(timer => timer.Due <= until).OrderBy(timer => timer.Due).ThenBy(timer => timer.Order).FirstOrDefault();
            if (first is null)
            {
                _now = until;
                return null;
            }

            if (first.Due > _now)
                _now = first.Due;
            if (first.Period > TimeSpan.Zero)
                (first.Due, first.Order) = (_now + first.Period, ++_order);
            else
                _armed.Remove(first);
            return first.Fire;
        }
    }

    private bool Arm(ManualTimer timer, TimeSpan dueTime, TimeSpan period)
    {
        lock (_gate)
        {
            if (timer.Disposed)
                return false;
            _armed.Remove(timer);
            if (dueTime >= TimeSpan.Zero)
            {
                (timer.Due, timer.Period, timer.Order) = (_now + dueTime, period, ++_order);
                _armed.Add(timer);
            }

            var changed = _changed;
            _changed = NewSignal();
            changed.SetResult();
            return true;
        }
    }

    private void Disarm(ManualTimer timer)
    {
        lock (_gate)
        {
            timer.Disposed = true;
            _armed.Remove(timer);
        }
    }

    private sealed class ManualTimer(ManualTime clock, Action fire) : ITimer
    {
        public Action Fire { get; } = fire;

        public DateTimeOffset Due { get; set; }

        public TimeSpan Period { get; set; }

        public long Order { get; set; }

        public bool Disposed { get; set; }

        public bool Change(TimeSpan dueTime, TimeSpan period) => clock.Arm(this, dueTime, period);

        public void Dispose() => clock.Disarm(this);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
