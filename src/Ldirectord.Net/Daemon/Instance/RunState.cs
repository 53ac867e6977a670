namespace Ldirectord.Daemon;

/// <summary>What a pid file says about its process.</summary>
internal enum RunState
{
    /// <summary>No pid file.</summary>
    Stopped,

    /// <summary>A pid file that names nothing, or a process that is not ldirectord.</summary>
    Stale,
    Running,
}
