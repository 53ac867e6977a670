namespace Ldirectord.Director;

/// <summary>
/// When what is left to do is tried again: after 1 s, then after twice as long each time, up to 30 s. Where it is asked for more than once the earliest time
/// stands, so that no stream of events puts it off.
/// </summary>
internal sealed class RetryBackoff : IDisposable
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private TimeSpan _next = First;
    private TimeSpan _wait;
    private long? _armedAt;

    /// <param name="due">Called on a thread of the clock's.</param>
    public RetryBackoff(TimeProvider time, Action due)
    {
        _time = time;
        _timer = time.CreateTimer(_ => due(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Something failed: again later, and later still if it fails then.</summary>
    public void Failed()
    {
        if (_armedAt is not null)
            return;
        Within(_next);
        _next = TimeSpan.FromTicks(Math.Min(_next.Ticks * 2, Longest.Ticks));
    }

    /// <summary>Nothing failed: the next failure is tried again soon.</summary>
    public void Succeeded() => _next = First;

    public void Within(TimeSpan wait)
    {
        if (_armedAt is { } since && _wait - _time.GetElapsedTime(since) <= wait)
            return;
        (_armedAt, _wait) = (_time.GetTimestamp(), wait);
        _timer.Change(wait, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The time has come: what is asked for from now on is another.</summary>
    public void Taken() => _armedAt = null;

    public void Dispose() => _timer.Dispose();
}
