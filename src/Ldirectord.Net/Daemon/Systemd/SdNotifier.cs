using System.Net.Sockets;
using System.Text;

namespace Ldirectord.Daemon;

/// <summary>Sends the messages of sd_notify(3) to a service manager, one datagram each.</summary>
/// <param name="address">
/// NOTIFY_SOCKET: a path, or a name in the abstract namespace after "@"; empty if no manager waits for this process.
/// </param>
/// <param name="watchdog">The manager ends a daemon that sends nothing for so long; null if it does not.</param>
internal sealed class SdNotifier(string address, TimeSpan? watchdog = null)
{
    /// <summary>Maximum wait for a manager that does not read.</summary>
    private static readonly TimeSpan SendTimeout = TimeSpan.FromSeconds(1);

    /// <summary>A service manager waits for messages.</summary>
    public bool IsAwaited => address.Length > 0;

    public TimeSpan? Watchdog => watchdog;

    /// <param name="state">"READY=1", "STATUS=…"; several are separated by newlines.</param>
    /// <returns>False if this machine lacks descriptors or memory: another attempt may succeed.</returns>
    public bool Send(string state)
    {
        if (!IsAwaited)
            return true;
        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
            socket.SendTimeout = (int)SendTimeout.TotalMilliseconds;
            socket.SendTo(Encoding.UTF8.GetBytes(state), new UnixDomainSocketEndPoint(address[0] == '@' ? $"\0{address[1..]}" : address));
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.TooManyOpenSockets or SocketError.NoBufferSpaceAvailable)
        {
            return false;
        }
        catch (Exception e) when (e is SocketException or ArgumentException)
        {
            // No one is listening on the socket, or the manager hangs; ignore.
        }

        return true;
    }
}
