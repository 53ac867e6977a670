using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Ldirectord.Cli;

/// <summary>sd_notify(3): tells the service manager how the daemon fares, one datagram at a time.</summary>
/// <param name="address">NOTIFY_SOCKET: a path, or a name in the abstract space after "@"; empty: nobody waits.</param>
internal sealed class Notifier(string address)
{
    /// <summary>Somebody waits to be told.</summary>
    public bool IsAwaited => address.Length > 0;

    /// <summary>
    /// The variable alone does not say that the service manager waits for this very process: a cluster manager that is itself a notifying service leaves it
    /// to whatever it starts. SYSTEMD_EXEC_PID (systemd 248 and later) tells the two apart.
    /// </summary>
    public static Notifier For(string socket, string execPid, int pid) =>
        new(execPid.Length == 0 || execPid == pid.ToString(CultureInfo.InvariantCulture) ? socket : "");

    public static Notifier FromEnvironment() =>
        For(Inherited.Take("NOTIFY_SOCKET"), Environment.GetEnvironmentVariable("SYSTEMD_EXEC_PID") ?? "", Environment.ProcessId);

    /// <param name="state">"READY=1", "STATUS=…"; several are separated by newlines.</param>
    public void Send(string state)
    {
        if (!IsAwaited)
            return;
        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
            socket.SendTo(Encoding.UTF8.GetBytes(state), new UnixDomainSocketEndPoint(address[0] == '@' ? $"\0{address[1..]}" : address));
        }
        catch (Exception e) when (e is SocketException or ArgumentException)
        {
            // Nobody listens: it is told for their sake.
        }
    }
}
