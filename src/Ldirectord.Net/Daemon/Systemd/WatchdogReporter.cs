using System.Diagnostics;
using Ldirectord.Director;
using Microsoft.Extensions.Hosting;

namespace Ldirectord.Daemon;

/// <summary>
/// Reports changes of the director's state to the service manager, at most once a second, and that the daemon is alive
/// (WATCHDOG=1). Each report needs an answer of the director's loop and of the reactor: if either hangs, no report is sent, and the
/// manager starts another daemon.
/// </summary>
/// <param name="pulse">Asks the director's loop for a report.</param>
/// <param name="reactorTurn">Completes after a turn of the reactor's thread.</param>
internal sealed class WatchdogReporter(
    Func<CancellationToken, Task<LivenessReport>> pulse, Func<Task> reactorTurn, SdNotifier notifier, TimeProvider time)
    : BackgroundService
{
    private static readonly TimeSpan ReportInterval = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _wakeUps = new(0);

    /// <summary>Sends the next report at once. Never blocks.</summary>
    public void Wake() => _wakeUps.Release();

    public override Task StopAsync(CancellationToken cancellationToken)
    {
        notifier.Send(SdMessages.Stopping);
        return base.StopAsync(cancellationToken);
    }

    public override void Dispose()
    {
        _wakeUps.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Half of the watchdog interval, as sd_watchdog_enabled(3) advises.
        var half = notifier.Watchdog / 2;
        var interval = half < ReportInterval ? half.Value : ReportInterval;
        LivenessReport? sent = null;
        var pinged = time.GetTimestamp();
        try
        {
            while (true)
            {
                var now = await pulse(stoppingToken).ConfigureAwait(false);
                await reactorTurn().WaitAsync(stoppingToken).ConfigureAwait(false);
                // What could not be sent, without a free descriptor, is sent with the next report: the manager would end a start
                // whose READY=1 is lost.
                if (SdMessages.Between(sent, now, Stopwatch.GetTimestamp() / (Stopwatch.Frequency / 1_000_000)).All(notifier.Send))
                    sent = now;
                // Now, if the next report would come after half of the watchdog interval.
                if (time.GetElapsedTime(pinged) + interval > half && notifier.Send("WATCHDOG=1"))
                    pinged = time.GetTimestamp();
                await PauseAsync(interval, stoppingToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    private async Task PauseAsync(TimeSpan interval, CancellationToken stopping)
    {
        using var paused = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        await Task.WhenAny(_wakeUps.WaitAsync(paused.Token), Task.Delay(interval, time, paused.Token)).ConfigureAwait(false);
        await paused.CancelAsync().ConfigureAwait(false);
        stopping.ThrowIfCancellationRequested();
    }
}
