
using Ldirectord.Checks;
using Ldirectord.Platform;

namespace Ldirectord.Director;

/// <summary>
/// Runs each distinct check for ever, one task each, and reports every verdict. First probes start at once; later ones are spread over the interval,
/// which counts from a probe's end to the next one's start, give or take half a <see cref="Beat"/>. A slow probe delays no other; a probe whose verdict was not
/// judged yet does not begin anew.
/// </summary>
/// <param name="time">Its timers may fire on the reactor's thread.</param>
internal sealed class ProbeScheduler(TimeProvider time, Action<LoopMessage> post) : IDisposable
{
    // The golden ratio's fraction spreads any number of probes evenly, whenever they are added.
    private const double Spread = 0.6180339887498949;

    /// <summary>
    /// Probes begin on a beat, several together: to wake up for each, and to wake up the server that answers, costs as much again as a probe. Short beside the
    /// shortest interval, 1 s.
    /// </summary>
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(50);

    private readonly Dictionary<ProbeKey, CancellationTokenSource> _running = [];
    private readonly ResultBatcher _verdicts = new(post);
    private double _phase;

    /// <summary>Probes from now on; one that runs already goes on undisturbed.</summary>
    public void Start(ProbeKey key)
    {
        if (_running.ContainsKey(key))
            return;
        var stopping = new CancellationTokenSource();
        _running.Add(key, stopping);
        _phase = (_phase + Spread) % 1;
        var secondProbe = key.Interval * _phase;
        var token = stopping.Token;
        Reactor.Shared.Post(() => _ = RunAsync(key, secondProbe, token));
    }

    public void Stop(ProbeKey key)
    {
        if (_running.Remove(key, out var stopping))
        {
            stopping.Cancel();
            stopping.Dispose();
        }
    }

    /// <summary>Probes now, whenever its turn would have been.</summary>
    public void Restart(ProbeKey key)
    {
        Stop(key);
        Start(key);
    }

    public void Dispose()
    {
        foreach (var key in _running.Keys.ToList())
            Stop(key);
    }

    private async ValueTask<CheckResult> ProbeAsync(Check check, CancellationToken stopping)
    {
        try
        {
            return await CheckRunner.RunAsync(check, time, stopping).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // A probe that could not even be given its deadline, for want of memory or threads: there is a next one.
        catch (Exception e) when (e is not OperationCanceledException)
#pragma warning restore CA1031
        {
            return new CheckResult(StatusCode.LocalShortage, $"this machine could not begin the probe: {e.Message}");
        }
    }

    private async Task RunAsync(ProbeKey key, TimeSpan pause, CancellationToken stopping)
    {
        var combined = key.Check as AlternatingCheck;
        var connects = combined?.Connects ?? 0;
        var passed = false;
        try
        {
            while (true)
            {
                var check = combined?.Turn(connects) ?? key.Check;
                if (Reactor.IsCurrent && !check.BeginsOnReactor)
                    await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
                var start = time.GetTimestamp();
                var result = await ProbeAsync(check, stopping).ConfigureAwait(false);
                if (combined is not null)
                    connects = combined.Count(connects, check, result);
                // A verdict that arrives after the check was stopped is nobody's.
                stopping.ThrowIfCancellationRequested();
                var end = time.GetTimestamp();
                var passes = result.Status == CheckStatus.Passed;
                var handled = _verdicts.Add(new ProbeCompleted(key, new ProbeResult(result, time.GetElapsedTime(start, end))), isNews: !(passes && passed));
                passed = passes;
                await Task.Delay(ToBeat(time.GetElapsedTime(0, end), pause), time, stopping).ConfigureAwait(false);
                // Long ago, unless the director is slower than the probes: then it gets no more than it can take, and none that is out of date.
                await handled.WaitAsync(stopping).ConfigureAwait(false);
                pause = key.Interval;
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
        }
    }

    /// <summary>The pause that ends on the beat nearest to the end of this one.</summary>
    /// <param name="now">Since the clock's beginning, as the beats are counted.</param>
    internal static TimeSpan ToBeat(TimeSpan now, TimeSpan pause)
    {
        var next = Math.Round((now + pause) / Beat) * Beat;
        return next > now ? next - now : TimeSpan.Zero;
    }
}
