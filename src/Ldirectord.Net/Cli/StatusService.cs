using Ldirectord.Status;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Ldirectord.Cli;

/// <summary>Hosts the socket that show asks. Without it the daemon still does its work.</summary>
internal sealed class StatusService(StatusServer server, ILogger log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await server.RunAsync(stoppingToken).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // The host would take the whole daemon down with it, and the table.
        catch (Exception e) when (!stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            DaemonMessages.NoSocket(log, e.Message);
        }
    }
}
