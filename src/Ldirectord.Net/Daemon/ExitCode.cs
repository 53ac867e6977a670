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

    /// <summary>The command line is wrong: the original's -1, as a shell sees it.</summary>
    public const int Usage = 255;
}
