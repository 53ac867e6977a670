using System.Diagnostics;
using Ldirectord.Director;
using Microsoft.Extensions.Hosting;

namespace Ldirectord.Daemon;

/// <summary>
/// Tells the service manager how the director fares, once a second where there is news, and that it is alive (WATCHDOG=1). Each report begins with a pulse
/// that passes through the director's loop and the network's thread: where either hangs there are no reports, and the manager puts another daemon in its place.
/// </summary>
/// <param name="pulse">Asks the loop.</param>
/// <param name="network">Completes once the network's thread has had a turn.</param>
internal sealed class WatchdogReporter(Func<CancellationToken, Task<LivenessReport>> pulse, Func<Task> network, SdNotifier notifier, TimeProvider time)
    : BackgroundService
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _news = new(0);

    /// <summary>Something happened that is to be told at once. Never blocks.</summary>
    public void Wake() => _news.Release();

    public override Task StopAsync(CancellationToken cancellationToken)
    {
        notifier.Send(SdMessages.Stopping);
        return base.StopAsync(cancellationToken);
    }

    public override void Dispose()
    {
        _news.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Half of what the manager allows, as sd_watchdog_enabled(3) advises.
        var half = notifier.Watchdog / 2;
        var beat = half < Beat ? half.Value : Beat;
        LivenessReport? told = null;
        var pinged = time.GetTimestamp();
        try
        {
            while (true)
            {
                var now = await pulse(stoppingToken).ConfigureAwait(false);
                await network().WaitAsync(stoppingToken).ConfigureAwait(false);
                // What could not be sent, for want of descriptors, is news at the next beat again: a start whose READY=1 is lost would be ended by the manager.
                if (SdMessages.Between(told, now, Stopwatch.GetTimestamp() / (Stopwatch.Frequency / 1_000_000)).All(notifier.Send))
                    told = now;
                // Not later than half-way: the next beat may be.
                if (time.GetElapsedTime(pinged) + beat > half && notifier.Send("WATCHDOG=1"))
                    pinged = time.GetTimestamp();
                await PauseAsync(beat, stoppingToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    private async Task PauseAsync(TimeSpan beat, CancellationToken stopping)
    {
        using var paused = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        await Task.WhenAny(_news.WaitAsync(paused.Token), Task.Delay(beat, time, paused.Token)).ConfigureAwait(false);
        await paused.CancelAsync().ConfigureAwait(false);
        stopping.ThrowIfCancellationRequested();
    }
}
