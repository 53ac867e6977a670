namespace Ldirectord.Director;

/// <summary>
/// The timer of retries: after 1 s, then after twice as long each time, up to 30 s. Of several requests the earliest time holds, so that a
/// stream of messages does not put a retry off.
/// </summary>
internal sealed class RetryBackoff : IDisposable
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan MaximumDelay = TimeSpan.FromSeconds(30);

    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private TimeSpan _nextDelay = FirstDelay;
    private TimeSpan _delay;
    private long? _armedAt;

    /// <param name="due">Called on a thread of the clock.</param>
    public RetryBackoff(TimeProvider time, Action due)
    {
        _time = time;
        _timer = time.CreateTimer(_ => due(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Something failed: retry later, and later still if it fails again.</summary>
    public void Failed()
    {
        if (_armedAt is not null)
            return;
        Within(_nextDelay);
        _nextDelay = TimeSpan.FromTicks(Math.Min(_nextDelay.Ticks * 2, MaximumDelay.Ticks));
    }

    /// <summary>Nothing failed: the next failure is retried soon.</summary>
    public void Succeeded() => _nextDelay = FirstDelay;

    /// <summary>Retry after this time at the latest.</summary>
    public void Within(TimeSpan delay)
    {
        if (_armedAt is { } since && _delay - _time.GetElapsedTime(since) <= delay)
            return;
        (_armedAt, _delay) = (_time.GetTimestamp(), delay);
        _timer.Change(delay, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The retry has come: requests from now on are for the next one.</summary>
    public void Taken() => _armedAt = null;

    public void Dispose() => _timer.Dispose();
}
