namespace Ldirectord.Daemon;

/// <summary>How a daemon lives.</summary>
internal enum RunMode
{
    /// <summary>A session of its own; log to logfile, pid file.</summary>
    Background,

    /// <summary>Started by systemd or its like with NOTIFY_SOCKET: as in the background, but where it was started.</summary>
    Notify,

    /// <summary>-d: in the foreground, log to standard error, no pid file.</summary>
    Debug,

    /// <summary>supervised = yes: in the foreground, log to standard output, no pid file.</summary>
    Supervised,
}
