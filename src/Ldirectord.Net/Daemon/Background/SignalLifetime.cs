using Microsoft.Extensions.Hosting;

namespace Ldirectord.Daemon;

/// <summary>Ends the host on a signal.</summary>
internal sealed class SignalLifetime(SignalHandlers signals, IHostApplicationLifetime application, Action stopping, Action reload)
    : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken)
    {
        // A signal during the start waits until all services run: a host that is stopped half-way would throw, and cleanstop would
        // not be done.
        application.ApplicationStarted.Register(() => signals.SetActions(
            () =>
            {
                stopping();
                application.StopApplication();
            },
            reload));
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
