using Ldirectord.Config;

namespace Ldirectord.Daemon;

/// <summary>What a daemon is started with.</summary>
/// <param name="Config">The configuration that was read at the start; its path may be relative.</param>
/// <param name="Debug">-d: the log shows debug messages too.</param>
/// <param name="Error">Standard error; in the background, the text that is sent to the launching process.</param>
internal sealed record DaemonOptions(InstanceFiles Instance, DirectorConfig Config, RunMode Mode, bool Debug, TextWriter Error)
{
    /// <summary>How long the launching process waits for the first round of checks; see <see cref="Daemon.StartWait"/>.</summary>
    public TimeSpan StartWait { get; init; }

    public bool DryRun => Instance.DryRun;
}
