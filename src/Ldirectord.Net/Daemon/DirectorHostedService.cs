using Ldirectord.Director;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Ldirectord.Daemon;

/// <summary>Hosts the director.</summary>
internal sealed class DirectorHostedService(DirectorLoop loop, SignalHandlers signals, IHostApplicationLifetime application, ILogger log)
    : BackgroundService
{
    /// <summary>What the process exits with.</summary>
    public int Code { get; private set; } = ExitCode.Ok;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await loop.RunAsync(stoppingToken).ConfigureAwait(false);
            DaemonLogMessages.Terminated(log, signals.Ended);
        }
        // An event that fails half-way leaves a state that nobody can vouch for: to go on with it could take good servers out. So the log
        // says what failed and where, and the process ends with 1; the table stays as it is and serves. systemd and Pacemaker start another
        // daemon, which adopts it.
#pragma warning disable CA1031 // Whatever it is.
        catch (Exception e)
#pragma warning restore CA1031
        {
            DaemonLogMessages.Failed(log, e);
            Code = ExitCode.Failed;
            application.StopApplication();
        }
    }
}
