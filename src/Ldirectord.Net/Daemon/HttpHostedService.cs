using Ldirectord.Status;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Ldirectord.Daemon;

/// <summary>Hosts the HTTP socket. The daemon works without it too, and retries until it listens.</summary>
internal sealed class HttpHostedService(HttpServer server, ILogger log) : BackgroundService
{
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        for (var isFailing = false; !stoppingToken.IsCancellationRequested;)
        {
            try
            {
                server.Listen();
                if (isFailing)
                    DaemonLogMessages.HttpSocketRestored(log);
                isFailing = false;
                await server.RunAsync(stoppingToken).ConfigureAwait(false);
            }
#pragma warning disable CA1031 // Any error: an unhandled one would end the service for good.
            catch (Exception e)
#pragma warning restore CA1031
            {
                if (!isFailing)
                    DaemonLogMessages.HttpSocketFailed(log, e.Message);
                isFailing = true;
            }

            await Task.Delay(RetryInterval, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
