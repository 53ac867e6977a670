using Ldirectord.Health;
using Ldirectord.Platform;

namespace Ldirectord.Director;

/// <summary>One probe that <see cref="ProbeScheduler"/> runs for ever: what ends it, and what ends its pauses.</summary>
internal sealed class ScheduledProbe : IDisposable
{
    private readonly CancellationTokenSource _stop = new();

    /// <param name="firstPause">Between the first check and the second.</param>
    /// <param name="time">Of the pauses.</param>
    public ScheduledProbe(ProbeKey key, TimeSpan firstPause, TimeProvider time)
    {
        Next = new ProbePause(key.Interval, IsUndecided: false);
        Key = key;
        FirstPause = firstPause;
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

    /// <summary>Ends the probe.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }
}
