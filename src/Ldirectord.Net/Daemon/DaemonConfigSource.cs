using System.Collections.Immutable;
using Ldirectord.Config;
using Ldirectord.Director;
using Microsoft.Extensions.Logging;

namespace Ldirectord.Daemon;

/// <summary>
/// The configuration file as the director's source, and what else follows a configuration that became active: log, children, memory.
/// </summary>
/// <param name="first">The configuration of the start, with its full path.</param>
/// <param name="executeChanged">Gets the configurations that the active one executes.</param>
internal sealed class DaemonConfigSource(
    DirectorConfig first, LogTarget target, ChildInstances children, DaemonSockets sockets,
    Action<ImmutableArray<string>> executeChanged, ILogger log)
    : IConfigSource
{
    private volatile string _logFile = first.LogFile;

    /// <summary>logfile of the active configuration.</summary>
    public string LogFile => _logFile;

    public ConfigResult Read(DirectorConfig active) => ConfigReader.ReadFile(first.Path, active);

    /// <summary>A logfile that a start would refuse is refused by a reload too.</summary>
    public Diagnostic? Problem(DirectorConfig next) => target.FollowsLogFile ? LogSink.Refusal(next) : null;

    public void Applied(DirectorConfig active, ConfigDelta delta)
    {
        _logFile = active.LogFile;
        target.SwitchTo(active.LogFile, log);
        sockets.ShareWith(active.StatusGroup);
        children.Reload(active.Execute);
        executeChanged(active.Execute);
        if (active.Supervised != first.Supervised)
            DaemonLogMessages.SupervisedNeedsRestart(log, active.Supervised ? "yes" : "no");
        if (delta.Servers > HeapTrim.ManyServers)
            HeapTrim.Trim();
    }
}
