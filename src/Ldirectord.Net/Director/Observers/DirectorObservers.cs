using System.Collections.Immutable;
using Ldirectord.Alerts;
using Microsoft.Extensions.Logging;

namespace Ldirectord.Director;

/// <summary>The observers of every director, in the order in which they are called.</summary>
internal static class DirectorObservers
{
    /// <param name="isDryRun">Writes no monitor file.</param>
    public static ImmutableArray<IDirectorObserver> InOrder(
        ILogger log, MonitorFiles monitorFiles, MailAlertRules mail, DirectorState state, bool isDryRun)
    {
        ImmutableArray<IDirectorObserver> files = isDryRun ? [] : [new MonitorFileObserver(monitorFiles)];
        return
        [
            new LogObserver(log), new EventObserver(state.Events), .. files, new MailObserver(mail, state),
            new CertificateObserver(log, state.Events),
        ];
    }
}
