
using Ldirectord.Platform;
using Ldirectord.Tests.Support;

namespace Ldirectord.Tests.Director.Sequences;

/// <summary>
/// A manual clock that knows what its armed timers are for, so that a test can tell when every probe has come to its pause.
/// </summary>
internal sealed class WatchedTime : TimeProvider
{
    private readonly ManualTime _clock = new();
    private int _pauses;
    private int _deadlines;

    /// <summary>Armed by a ReusableDelay: a probe between two runs.</summary>
    public int Pauses => Volatile.Read(ref _pauses);

    /// <summary>Armed by a CancellationTokenSource: a probe at work.</summary>
    public int Deadlines => Volatile.Read(ref _deadlines);

    public override long TimestampFrequency => _clock.TimestampFrequency;

    public void Advance(TimeSpan by) => _clock.Advance(by);

    public override DateTimeOffset GetUtcNow() => _clock.GetUtcNow();

    public override long GetTimestamp() => _clock.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => state switch
    {
        ReusableDelay => new CountedTimer(_clock, callback, state, dueTime, period, change => Interlocked.Add(ref _pauses, change)),
        CancellationTokenSource => new CountedTimer(_clock, callback, state, dueTime, period,
            change => Interlocked.Add(ref _deadlines, change)),
        _ => _clock.CreateTimer(callback, state, dueTime, period),
    };

    /// <summary>Counts itself while it is armed.</summary>
    private sealed class CountedTimer : ITimer
    {
        private readonly Action<int> _count;
        private readonly ITimer _timer;
        private int _armed;

        public CountedTimer(ManualTime clock, TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period, Action<int> count)
        {
            _count = count;
            Set(dueTime);
            _timer = clock.CreateTimer(
                _ =>
                {
                    Set(Timeout.InfiniteTimeSpan);
                    callback(state);
                },
                null,
                dueTime,
                period);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            Set(dueTime);
            return _timer.Change(dueTime, period);
        }

        public void Dispose()
        {
            Set(Timeout.InfiniteTimeSpan);
            _timer.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private void Set(TimeSpan dueTime)
        {
            int now = dueTime < TimeSpan.Zero ? 0 : 1;
            _count(now - Interlocked.Exchange(ref _armed, now));
        }
    }
}
