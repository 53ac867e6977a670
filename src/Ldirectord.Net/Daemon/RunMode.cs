namespace Ldirectord.Daemon;

/// <summary>Where a daemon runs, and where its log goes.</summary>
internal enum RunMode
{
    /// <summary>In a session of its own; log to logfile, pid file.</summary>
    Background,

    /// <summary>
    /// Started by systemd or another manager with NOTIFY_SOCKET: log and pid file as in the background, but in the started process.
    /// </summary>
    Notify,

    /// <summary>-d: in the foreground, log to standard error, no pid file.</summary>
    Debug,

    /// <summary>supervised = yes: in the foreground, log to standard output, no pid file.</summary>
    Supervised,
}
