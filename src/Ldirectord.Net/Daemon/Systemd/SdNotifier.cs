using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Ldirectord.Daemon;

/// <summary>sd_notify(3): tells the service manager how the daemon fares, one datagram at a time.</summary>
/// <param name="address">NOTIFY_SOCKET: a path, or a name in the abstract space after "@"; empty: nobody waits.</param>
/// <param name="watchdog">sd_watchdog_enabled(3): the manager ends a daemon that says nothing for so long; null: it does not.</param>
internal sealed class SdNotifier(string address, TimeSpan? watchdog = null)
{
    private const string Variable = "NOTIFY_SOCKET";

    /// <summary>How long a manager that hangs is waited for.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>What <see cref="FromEnvironment"/>, which takes the variable, would find.</summary>
    public static bool IsAwaitedInEnvironment =>
        !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(Variable)) && IsOrUnset(ExecPid, Environment.ProcessId);

    private static string ExecPid => Environment.GetEnvironmentVariable("SYSTEMD_EXEC_PID") ?? "";

    /// <summary>Somebody waits to be told.</summary>
    public bool IsAwaited => address.Length > 0;

    public TimeSpan? Watchdog => watchdog;

    public static SdNotifier FromEnvironment()
    {
        var (socket, microseconds, watched) = (OneShotEnvironment.Take(Variable), OneShotEnvironment.Take("WATCHDOG_USEC"), OneShotEnvironment.Take("WATCHDOG_PID"));
        return For(socket, ExecPid, microseconds, watched, Environment.ProcessId);
    }

    /// <summary>
    /// The variable alone does not say that the service manager waits for this very process: a cluster manager that is itself a notifying service leaves it
    /// to whatever it starts. SYSTEMD_EXEC_PID (systemd 248 and later) tells the two apart.
    /// </summary>
    /// <param name="microseconds">WATCHDOG_USEC.</param>
    /// <param name="watched">WATCHDOG_PID: the process that is meant; empty: any.</param>
    public static SdNotifier For(string socket, string execPid, string microseconds, string watched, int pid) =>
        !IsOrUnset(execPid, pid) ? new SdNotifier("")
        : new SdNotifier(
            socket,
            IsOrUnset(watched, pid) && long.TryParse(microseconds, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit is > 0 and <= MostMicroseconds
                ? TimeSpan.FromMicroseconds(limit)
                : null);

    /// <param name="state">"READY=1", "STATUS=…"; several are separated by newlines.</param>
    /// <returns>False: this machine lacked what it takes, so it is worth another attempt.</returns>
    public bool Send(string state)
    {
        if (!IsAwaited)
            return true;
        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { SendTimeout = (int)Patience.TotalMilliseconds };
            socket.SendTo(Encoding.UTF8.GetBytes(state), new UnixDomainSocketEndPoint(address[0] == '@' ? $"\0{address[1..]}" : address));
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.TooManyOpenSockets or SocketError.NoBufferSpaceAvailable)
        {
            return false;
        }
        catch (Exception e) when (e is SocketException or ArgumentException)
        {
            // Nobody listens, or whoever does hangs: it is told for their sake.
        }
        return true;
    }

    /// <summary>A century: a watchdog that waits longer is none.</summary>
    private const long MostMicroseconds = 100L * 365 * 24 * 3600 * 1_000_000;

    private static bool IsOrUnset(string number, int pid) => number.Length == 0 || number == pid.ToString(CultureInfo.InvariantCulture);
}
