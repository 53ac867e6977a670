namespace Ldirectord.Daemon;

/// <summary>Exit codes, as the original's and the LSB's init scripts answer them; Pacemaker's agent depends on these.</summary>
internal static class ExitCode
{
    public const int Ok = 0;

    /// <summary>It could not be done; also: status found a stale pid file, reload found nothing running, probe found a server down.</summary>
    public const int Failed = 1;

    /// <summary>The configuration holds an error.</summary>
    public const int BadConfig = 2;

    /// <summary>status and show: not running.</summary>
    public const int NotRunning = 3;

    /// <summary>The command line is wrong: the original's -1, as a shell sees it.</summary>
    public const int Usage = 255;
}
