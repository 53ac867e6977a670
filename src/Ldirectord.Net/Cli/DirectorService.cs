using Ldirectord.Director;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Ldirectord.Cli;

/// <summary>Hosts the director.</summary>
internal sealed class DirectorService(DirectorLoop loop, Signals signals, IHostApplicationLifetime application, ILogger log)
    : BackgroundService
{
    /// <summary>What the process exits with.</summary>
    public int Code { get; private set; } = ExitCode.Ok;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
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
}
