namespace Ldirectord.Daemon;

/// <summary>Whether the process a pid file names is there.</summary>
internal enum RunState
{
    /// <summary>No pid file.</summary>
    Stopped,

    /// <summary>A pid file that names nothing, or a process that is not ldirectord.</summary>
    Stale,
    Running,
}
