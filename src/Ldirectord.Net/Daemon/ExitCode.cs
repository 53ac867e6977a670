namespace Ldirectord.Daemon;

/// <summary>Exit codes, as those of the original and of the LSB's init scripts; Pacemaker's agent depends on them.</summary>
internal static class ExitCode
{
    public const int Ok = 0;

    /// <summary>The command failed; also: status found a stale pid file, reload found no daemon, probe found a server down.</summary>
    public const int Failed = 1;

    /// <summary>The configuration contains an error.</summary>
    public const int BadConfig = 2;

    /// <summary>status and show: not running.</summary>
    public const int NotRunning = 3;

    /// <summary>drain and the like: this user may not, or the token is wrong.</summary>
    public const int NotPermitted = 4;

    /// <summary>drain and the like: refused, because a service would lose its last server, or a file names more.</summary>
    public const int Refused = 5;

    /// <summary>--wait was interrupted: 128 and SIGINT.</summary>
    public const int Interrupted = 130;

    /// <summary>The command line is wrong: the original's -1, as a shell sees it.</summary>
    public const int Usage = 255;
}
