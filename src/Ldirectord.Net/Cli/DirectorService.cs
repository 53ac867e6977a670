using Ldirectord.Director;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Ldirectord.Cli;

/// <summary>Hosts the director, and tells the service manager how it fares.</summary>
internal sealed class DirectorService(DirectorLoop loop, Signals signals, IHostApplicationLifetime application, Notifier notifier, ILogger log)
    : BackgroundService
{
    /// <summary>What the process exits with.</summary>
    public int Code { get; private set; } = ExitCode.Ok;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            if (notifier.IsAwaited)
                _ = TellFirstRoundAsync(stoppingToken);
            await loop.RunAsync(stoppingToken).ConfigureAwait(false);
            DaemonMessages.Terminated(log, signals.Ended);
        }
#pragma warning disable CA1031 // Whatever it is, it is said before the process ends.
        catch (Exception e)
#pragma warning restore CA1031
        {
            DaemonMessages.Failed(log, e);
            Code = ExitCode.Failed;
            application.StopApplication();
        }
    }

    public override Task StopAsync(CancellationToken cancellationToken)
    {
        notifier.Send("STOPPING=1");
        return base.StopAsync(cancellationToken);
    }

    private async Task TellFirstRoundAsync(CancellationToken stopping)
    {
        try
        {
            notifier.Send("STATUS=first checks are under way");
            await loop.FirstRound.WaitAsync(stopping).ConfigureAwait(false);
            var servers = (await loop.SnapshotAsync(stopping).ConfigureAwait(false)).Services
                .SelectMany(service => service.Servers).Where(server => !server.IsFallback).ToList();
            notifier.Send($"STATUS=after the first checks {servers.Count(server => server.Health == "up")} of {servers.Count} real servers were up");
        }
        catch (OperationCanceledException)
        {
            // Stopped before the first round was over.
        }
    }
}
