using System.Threading.Tasks.Sources;

namespace Ldirectord.Platform;

/// <summary>
/// Task.Delay for one waiter that waits again and again, without an allocation for each wait. Objects that live for the whole delay survive
/// several garbage collections and then lie in the oldest generation, where they add up until its next collection.
/// </summary>
internal sealed class ReusableDelay : IValueTaskSource, IDisposable
{
    private readonly ITimer _timer;
    private readonly CancellationToken _ct;
    private readonly CancellationTokenRegistration _cancellation;
    private ManualResetValueTaskSourceCore<bool> _source;
    private int _isWaiting; // 1 from the start of a wait to the first of its possible ends
    private volatile bool _isCutShort;

    /// <param name="time">Its timers run the waiter's continuation on their thread.</param>
    /// <param name="ct">Ends the current wait, and each later one, with an <see cref="OperationCanceledException"/>.</param>
    public ReusableDelay(TimeProvider time, CancellationToken ct)
    {
        _ct = ct;
        _timer = time.CreateTimer(static self => ((ReusableDelay)self!).End(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _cancellation = ct.UnsafeRegister(static self => ((ReusableDelay)self!).End(), this);
    }

    /// <summary>Completes after <paramref name="delay"/>. The result must be awaited before the next call.</summary>
    public ValueTask WaitAsync(TimeSpan delay)
    {
        _ct.ThrowIfCancellationRequested();
        if (delay <= TimeSpan.Zero || _isCutShort)
            return ValueTask.CompletedTask;
        _source.Reset();
        Interlocked.Exchange(ref _isWaiting, 1);
        _timer.Change(delay, Timeout.InfiniteTimeSpan);
        if (_ct.IsCancellationRequested)
            End();
        else if (_isCutShort)
            CutShort();
        return new ValueTask(this, _source.Version);
    }

    /// <summary>Ends the current wait, and each later one until <see cref="Renew"/>. The waiter goes on on this thread.</summary>
    public void CutShort()
    {
        _isCutShort = true;
        if (Interlocked.Exchange(ref _isWaiting, 0) == 0)
            return;
        _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _source.SetResult(true);
    }

    /// <summary>Waits last as long as they should again. Called by the waiter.</summary>
    public void Renew() => _isCutShort = false;

    public void Dispose()
    {
        _timer.Dispose();
        _cancellation.Unregister(); // does not wait: the waiter may run in its very callback
    }

    void IValueTaskSource.GetResult(short token)
    {
        _source.GetResult(token);
        _ct.ThrowIfCancellationRequested();
    }

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _source.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);

    private void End()
    {
        if (Interlocked.Exchange(ref _isWaiting, 0) == 1)
            _source.SetResult(true);
    }
}
