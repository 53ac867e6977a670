namespace Ldirectord.Daemon;

/// <summary>What a daemon, the holder of a lock, is doing.</summary>
internal enum LockHolderState
{
    Unknown,
    Starting,
    Running,

    /// <summary>Running without a pid file: -d, or supervised.</summary>
    Foreground,
    Stopping,
}
