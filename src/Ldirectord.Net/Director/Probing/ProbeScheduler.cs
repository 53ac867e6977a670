using Ldirectord.Checks;
using Ldirectord.Health;
using Ldirectord.Ipvs;
using Ldirectord.Platform;

namespace Ldirectord.Director;

/// <summary>
/// Runs each distinct check for ever, one task each, and reports every result. The rules of its times:
/// - the first probe starts at once, the second after a part of the interval that spreads all probes evenly;
/// - the interval counts from the end of a probe to the start of the next, rounded to the nearest <see cref="Beat"/>;
/// - a slow probe delays no other;
/// - with retryinterval or downinterval the loop decides by the result which pause follows (<see cref="Follow"/>); a pass after a pass that
///   decides nothing is followed by the interval, without a question;
/// - <see cref="CheckNow"/> ends a pause early;
/// - a probe does not begin again before the loop has handled its last result.
/// </summary>
/// <param name="time">Its timers may fire on the reactor's thread.</param>
internal sealed class ProbeScheduler(TimeProvider time, Action<LoopMessage> post, ViaProbes? via = null) : IDisposable
{
    // Multiples of the golden ratio's fraction spread any number of probes evenly, whenever they are added.
    private const double GoldenRatio = 0.6180339887498949;

    /// <summary>
    /// Probes begin on a beat, several together: to wake up this thread, and the server that answers, for each of them costs as much again
    /// as a probe. Short compared with the shortest checkinterval, 1 s.
    /// </summary>
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(50);

    private readonly Dictionary<ProbeKey, ScheduledProbe> _running = [];
    private readonly HashSet<ProbeKey> _suspended = [];
    private readonly ResultBatcher _results = new(post);
    private readonly ViaProbes _probes = via ?? new ViaProbes(time, new UnavailableIpvs("no table"), _ => null);
    private double _offset;

    /// <summary>Probes from now on; a probe that runs already goes on undisturbed, and one that is suspended stays so.</summary>
    public void Start(ProbeKey key)
    {
        if (_suspended.Contains(key) || _running.ContainsKey(key))
            return;
        _offset = (_offset + GoldenRatio) % 1;
        var probe = new ScheduledProbe(key, firstPause: key.Interval * _offset, time);
        _running.Add(key, probe);
        Reactor.Shared.Post(() => _ = RunAsync(probe));
    }

    public void Stop(ProbeKey key)
    {
        _suspended.Remove(key);
        End(key);
    }

    /// <summary>Stops probes until <see cref="Resume"/>; a request for a probe is ignored until then.</summary>
    public void Suspend(ProbeKey key)
    {
        if (_suspended.Add(key))
            End(key);
    }

    /// <summary>Probes at once, if it was suspended.</summary>
    public void Resume(ProbeKey key)
    {
        if (_suspended.Remove(key))
            Start(key);
    }

    /// <summary>What the servers of the probe wish after its last result. Called before that result is reported as handled.</summary>
    public void Follow(ProbeKey key, ProbePause next)
    {
        if (_running.TryGetValue(key, out var probe))
            probe.Next = next;
    }

    /// <summary>
    /// Ends the pause of a probe: its check runs now. If it is running, it runs once more right after, since what was asked about may have
    /// happened after it began. A key without a probe is left alone.
    /// </summary>
    public void CheckNow(ProbeKey key)
    {
        if (_running.TryGetValue(key, out var probe))
            Reactor.Shared.Post(probe.Pause.CutShort);
    }

    /// <summary>
    /// Something suggests that the server has died: its check runs soon, at most one such extra check a second. A check whose last result
    /// is a failure has said so already: its next failure counts no sooner than it would have.
    /// </summary>
    /// <param name="delay">Until the check begins.</param>
    public void Suspect(ProbeKey key, TimeSpan delay = default)
    {
        if (_running.TryGetValue(key, out var probe))
            probe.Suspect(delay);
    }

    /// <summary>An operator wants a new result: the check runs now, or once more if it is running, at most once a second.</summary>
    public void Recheck(ProbeKey key)
    {
        if (_running.TryGetValue(key, out var probe))
            probe.Recheck();
    }

    /// <summary>Probes at once, and does not wait for the interval.</summary>
    public void Restart(ProbeKey key)
    {
        End(key);
        Start(key);
    }

    public void Dispose()
    {
        foreach (var key in _running.Keys.ToList())
            Stop(key);
    }

    private void End(ProbeKey key)
    {
        if (_running.Remove(key, out var probe))
            probe.Dispose();
    }

    private async ValueTask<ProbeResult> ProbeAsync(Check whole, Check check, CancellationToken stopping)
    {
        try
        {
            return await _probes.RunAsync(whole, check, stopping).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // This machine lacks the memory or the threads to begin the probe: the next one may begin.
        catch (Exception e) when (e is not OperationCanceledException)
#pragma warning restore CA1031
        {
            var notBegun = new CheckResult(StatusCode.LocalShortage, $"this machine could not begin the probe: {e.Message}");
            return new ProbeResult(notBegun, TimeSpan.Zero);
        }
    }

    private async Task RunAsync(ScheduledProbe scheduled)
    {
        var (key, stopping) = (scheduled.Key, scheduled.Stopping);
        var combined = key.Check as AlternatingCheck;
        var connects = combined?.Connects ?? 0;
        var passed = false;
        var next = new ProbePause(key.Interval, IsUndecided: true);
        var spreads = true;
        using var delay = scheduled.Pause;
        try
        {
            while (true)
            {
                delay.Renew();
                scheduled.Begins();
                var check = combined?.NextCheck(next.IsUndecided ? combined.Connects : connects) ?? key.Check;
                if (Reactor.IsCurrent && !check.IsNonBlocking)
                    await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
                var begun = time.GetTimestamp();
                var probe = await ProbeAsync(key.Check, check, stopping).ConfigureAwait(false);
                if (combined is not null)
                    connects = combined.Count(connects, check, probe.Result);
                // A result that arrives after the check was stopped concerns no server.
                stopping.ThrowIfCancellationRequested();
                scheduled.Ended(hasFailed: probe.Result.Status is not (CheckStatus.Passed or CheckStatus.NotTried));
                var end = time.GetTimestamp();
                var passes = probe.Result.IsUp;
                var isNews = !passes || !passed || (next.IsUndecided && key.FollowsHealth);
                var handled = _results.Add(new ProbeCompleted(key, probe) { Begun = begun }, isNews);
                passed = passes;
                var waited = TimeSpan.Zero;
                if (isNews && key.VariesPause)
                {
                    await handled.WaitAsync(stopping).ConfigureAwait(false);
                    next = scheduled.Next;
                    waited = time.GetElapsedTime(end);
                }

                // Probes that return to the interval together, as after an outage of all, are spread anew.
                var pause = next.Length == key.Interval && spreads ? scheduled.FirstPause : next.Length;
                spreads = next.Length != key.Interval;
                await delay.WaitAsync(ToBeat(time.GetElapsedTime(0, end), pause) - waited).ConfigureAwait(false);
                // Handled long ago, unless the loop is slower than the probes: then it gets no more results than it can handle, and no
                // outdated one.
                await handled.WaitAsync(stopping).ConfigureAwait(false);
                next = scheduled.Next;
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
        }
    }

    /// <summary>The pause that ends on the beat nearest to the end of <paramref name="pause"/>.</summary>
    /// <param name="now">Time since the zero of the clock, from which the beats count.</param>
    internal static TimeSpan ToBeat(TimeSpan now, TimeSpan pause)
    {
        var next = Math.Round((now + pause) / Beat) * Beat;
        return next > now ? next - now : TimeSpan.Zero;
    }
}
