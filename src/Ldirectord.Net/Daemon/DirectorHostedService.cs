using Ldirectord.Director;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Ldirectord.Daemon;

/// <summary>Hosts the director, and ends the process if it fails.</summary>
internal sealed class DirectorHostedService(DirectorLoop loop, SignalHandlers signals, IHostApplicationLifetime application, ILogger log)
    : BackgroundService
{
    /// <summary>The exit code of the process.</summary>
    public int Code { get; private set; } = ExitCode.Ok;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await loop.RunAsync(stoppingToken).ConfigureAwait(false);
            DaemonLogMessages.Terminated(log, signals.EndSignal);
        }
        // A message that fails half-way leaves a state that may be wrong: to continue with it could remove good servers. So the log
        // says what failed and where, and the process exits with 1; the table stays as it is and serves. systemd and Pacemaker
        // start another daemon, which adopts the table.
#pragma warning disable CA1031 // Any error.
        catch (Exception e)
#pragma warning restore CA1031
        {
            DaemonLogMessages.Failed(log, e);
            Code = ExitCode.Failed;
            application.StopApplication();
        }
    }
}
