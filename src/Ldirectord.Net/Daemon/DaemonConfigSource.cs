using System.Collections.Immutable;
using Ldirectord.Config;
using Ldirectord.Director;
using Microsoft.Extensions.Logging;

namespace Ldirectord.Daemon;

/// <summary>Reads the configuration file for the director, and carries each new configuration to the log and the child instances.</summary>
/// <param name="first">The configuration of the start.</param>
/// <param name="executing">Called with the children of each new configuration.</param>
internal sealed class DaemonConfigSource(
    DirectorConfig first, LogTarget target, ChildInstances children, Action<ImmutableArray<string>> executing, ILogger log) : IConfigSource
{
    /// <summary>logfile of the active configuration.</summary>
    public string LogFile { get; private set; } = first.LogFile;

    public ConfigResult Read(DirectorConfig active) => ConfigReader.ReadFile(first.Path, active);

    public Diagnostic? Problem(DirectorConfig next) => target.CanMove ? LogSink.Refusal(next) : null;

    public void Applied(DirectorConfig active, ConfigDelta delta)
    {
        LogFile = active.LogFile;
        target.MoveTo(LogFile, log);
        children.Reload(active.Execute);
        executing(active.Execute);
        if (active.Supervised != first.Supervised)
            DaemonLogMessages.SupervisedLater(log, active.Supervised ? "yes" : "no");
        if (delta.Servers > HeapTrim.ManyServers)
            HeapTrim.GiveBack();
    }
}
