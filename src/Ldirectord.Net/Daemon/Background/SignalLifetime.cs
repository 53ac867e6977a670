using Microsoft.Extensions.Hosting;

namespace Ldirectord.Daemon;

/// <summary>The host ends when a signal says so, and by nothing else.</summary>
internal sealed class SignalLifetime(SignalHandlers signals, IHostApplicationLifetime application, Action ending, Action reload) : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken)
    {
        // What came before the host stands waits until it does: one that is stopped half-way would end in an exception, and not honour cleanstop.
        application.ApplicationStarted.Register(() => signals.Tell(
            () =>
            {
                ending();
                application.StopApplication();
            },
            reload));
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
