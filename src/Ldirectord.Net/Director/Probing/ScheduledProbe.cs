using Ldirectord.Health;
using Ldirectord.Platform;

namespace Ldirectord.Director;

/// <summary>One probe that <see cref="ProbeScheduler"/> runs for ever: what ends it, and what ends its pauses.</summary>
internal sealed class ScheduledProbe : IDisposable
{
    /// <summary>Between two extra checks: whatever fails or closes, a server gets at most one more check a second.</summary>
    private static readonly TimeSpan ExtraCheckSpacing = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _stop = new();
    private readonly TimeProvider _time;

    // The loop's thread alone uses these two.
    private TimeSpan? _lastExtraCheck; // by the clock; in the future while it waits for its turn
    private ITimer? _extraCheck;

    private readonly Lock _gate = new();
    private bool _isRunning;
    private bool _hasFailed;
    private bool _isSuspected;
    private bool _isWanted;

    /// <param name="firstPause">Between the first check and the second.</param>
    /// <param name="time">Of the pauses.</param>
    public ScheduledProbe(ProbeKey key, TimeSpan firstPause, TimeProvider time)
    {
        Next = new ProbePause(key.Interval, IsUndecided: false);
        Key = key;
        FirstPause = firstPause;
        _time = time;
        Stopping = _stop.Token;
        Pause = new ReusableDelay(time, Stopping);
    }

    public ProbeKey Key { get; }

    public TimeSpan FirstPause { get; }

    /// <summary>Fires when no server needs the probe any more.</summary>
    public CancellationToken Stopping { get; }

    /// <summary>What its servers wish. The loop sets it before it reports a result as handled, and the probe reads it after that.</summary>
    public ProbePause Next { get; set; }

    /// <summary>The probe disposes of it when it has ended.</summary>
    public ReusableDelay Pause { get; }

    /// <summary>The check begins.</summary>
    public void Begins()
    {
        lock (_gate)
            _isRunning = true;
    }

    /// <summary>
    /// The check has a result. If it passed and was suspected meanwhile it runs again: the server may have died after it began.
    /// </summary>
    public void Ended(bool hasFailed)
    {
        bool again;
        lock (_gate)
        {
            again = _isSuspected && !hasFailed;
            (_isRunning, _hasFailed, _isSuspected) = (false, hasFailed, false);
        }

        if (again)
            Pause.CutShort();
    }

    /// <inheritdoc cref="ProbeScheduler.Suspect"/>
    public void Suspect(TimeSpan delay)
    {
        var now = _time.GetElapsedTime(0, _time.GetTimestamp());
        if (_lastExtraCheck > now)
            return;
        var due = now + delay;
        if (_lastExtraCheck + ExtraCheckSpacing is { } next && next > due)
            due = next;
        _lastExtraCheck = due;
        if (due == now)
        {
            Reactor.Shared.Post(RunUnlessFailed);
            return;
        }

        _extraCheck ??= _time.CreateTimer(
            static self => Reactor.Shared.Post(((ScheduledProbe)self!).RunUnlessFailed), this,
            Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _extraCheck.Change(due - now, Timeout.InfiniteTimeSpan);
    }

    /// <inheritdoc cref="ProbeScheduler.Recheck"/>
    public void Recheck()
    {
        lock (_gate)
            _isWanted = true;
        Suspect(TimeSpan.Zero);
    }

    /// <summary>Ends the probe.</summary>
    public void Dispose()
    {
        _extraCheck?.Dispose();
        _stop.Cancel();
        _stop.Dispose();
    }

    private void RunUnlessFailed()
    {
        lock (_gate)
        {
            _isSuspected |= _isRunning;
            if (!_isWanted && (_isRunning || _hasFailed))
                return;
            _isWanted = false;
        }

        Pause.CutShort();
    }
}
