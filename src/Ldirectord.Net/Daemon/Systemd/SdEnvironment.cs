using System.Globalization;

namespace Ldirectord.Daemon;

/// <summary>What a service manager says in the environment variables of sd_notify(3) and sd_watchdog_enabled(3).</summary>
/// <param name="Socket">
/// NOTIFY_SOCKET: a path, or a name in the abstract namespace after "@"; empty if no manager waits for this process.
/// </param>
/// <param name="Watchdog">The manager ends a daemon that sends nothing for so long; null if it does not.</param>
internal sealed record SdEnvironment(string Socket, TimeSpan? Watchdog)
{
    /// <summary>A century; a longer interval is treated as no watchdog.</summary>
    private const long MaxMicroseconds = 100L * 365 * 24 * 3600 * 1_000_000;

    /// <summary>Takes the variables, so that children do not inherit them.</summary>
    public static SdEnvironment Take() => Of(
        OneShotEnvironment.Take("NOTIFY_SOCKET"),
        Environment.GetEnvironmentVariable("SYSTEMD_EXEC_PID") ?? "",
        OneShotEnvironment.Take("WATCHDOG_USEC"),
        OneShotEnvironment.Take("WATCHDOG_PID"),
        Environment.ProcessId);

    /// <summary>
    /// NOTIFY_SOCKET alone does not mean that the service manager waits for this very process: a cluster manager that is itself a
    /// notifying service passes the variable to its children. SYSTEMD_EXEC_PID (systemd 248 and later) tells the two cases apart.
    /// </summary>
    /// <param name="execPid">SYSTEMD_EXEC_PID.</param>
    /// <param name="microseconds">WATCHDOG_USEC.</param>
    /// <param name="watchdogPid">WATCHDOG_PID: the process that the watchdog is for; empty for any.</param>
    /// <param name="pid">This process.</param>
    public static SdEnvironment Of(string socket, string execPid, string microseconds, string watchdogPid, int pid)
    {
        if (!IsUnsetOr(execPid, pid))
            return new SdEnvironment("", null);
        var isWatched = long.TryParse(microseconds, NumberStyles.None, CultureInfo.InvariantCulture, out var interval)
            && interval is > 0 and <= MaxMicroseconds
            && IsUnsetOr(watchdogPid, pid);
        return new SdEnvironment(socket, isWatched ? TimeSpan.FromMicroseconds(interval) : null);
    }

    private static bool IsUnsetOr(string number, int pid) => number.Length == 0 || number == pid.ToString(CultureInfo.InvariantCulture);
}
