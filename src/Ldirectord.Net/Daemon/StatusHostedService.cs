using Ldirectord.Status;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Ldirectord.Daemon;

/// <summary>
/// Hosts the socket of the show command. The daemon works without it too, and retries until it listens. It is started before the
/// director, because the first probes may take the last descriptor.
/// </summary>
internal sealed class StatusHostedService(StatusServer server, ILogger log) : BackgroundService
{
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(1);

    private bool _isFailing;

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        _ = TryListen();
        return base.StartAsync(cancellationToken);
    }

    public override void Dispose()
    {
        server.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (TryListen())
                    await server.RunAsync(stoppingToken).ConfigureAwait(false);
                await Task.Delay(RetryInterval, stoppingToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
            }
#pragma warning disable CA1031 // Any error: an unhandled one would make the host stop the daemon, and its services with it.
            catch (Exception e)
#pragma warning restore CA1031
            {
                Fail(e);
            }
        }
    }

    private bool TryListen()
    {
        try
        {
            server.Listen();
        }
        catch (IOException e)
        {
            Fail(e);
            return false;
        }

        if (_isFailing)
            DaemonLogMessages.SocketRestored(log);
        _isFailing = false;
        return true;
    }

    private void Fail(Exception e)
    {
        if (!_isFailing)
            DaemonLogMessages.SocketFailed(log, e.Message);
        _isFailing = true;
    }
}
