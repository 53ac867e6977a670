using Ldirectord.Status;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Ldirectord.Daemon;

/// <summary>
/// Hosts the socket that show asks. Without it the daemon still does its work; it is tried again until it is there. Started before the director, it listens before
/// the first probe, which may take the last descriptor.
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
#pragma warning disable CA1031 // Whatever it is: an exception here would have the host end the daemon, and its services with it.
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
            DaemonLogMessages.SocketIsThere(log);
        _isFailing = false;
        return true;
    }

    private void Fail(Exception e)
    {
        if (!_isFailing)
            DaemonLogMessages.NoSocket(log, e.Message);
        _isFailing = true;
    }
}
