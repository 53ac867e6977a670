namespace Ldirectord.Platform;

/// <summary>
/// Subtracts time in which this machine was paused (a suspended virtual machine, a stopped process, no free processor), so that deadlines
/// do not blame servers for it. A loop that comes round much later than planned shows a pause.
/// </summary>
internal sealed class PauseDetector
{
    /// <summary>
    /// Delays up to this are normal load and count. For a longer pause this much more is subtracted, so that answers already in flight can
    /// arrive.
    /// </summary>
    public static readonly TimeSpan NormalDelay = TimeSpan.FromSeconds(0.5);

    /// <summary>Time that must count between two pauses, so that deadlines still pass on a machine that is always overloaded.</summary>
    public static readonly TimeSpan MinimumGap = TimeSpan.FromSeconds(5);

    private long _paused; // TimeSpan ticks
    private TimeSpan? _last;

    /// <summary>All pauses so far. Any thread may ask.</summary>
    public TimeSpan Paused => new(Volatile.Read(ref _paused));

    /// <summary>
    /// The loop came round. When a pause began is unknown, but it was before the first delayed timer was due; so everything that is under
    /// way gets that much more time.
    /// </summary>
    /// <param name="now">The machine's time, pauses included.</param>
    /// <param name="late">Delay against the plan; negative if early.</param>
    public void CameRound(TimeSpan now, TimeSpan late)
    {
        if (late <= NormalDelay || (_last is { } last && now - late - Paused - last < MinimumGap))
            return;
        Volatile.Write(ref _paused, (Paused + late + NormalDelay).Ticks);
        _last = now - Paused;
    }
}
