using System.Net.Sockets;

namespace Ldirectord.Status;

/// <summary>Asks a running daemon for its report.</summary>
internal static class StatusClient
{
    /// <summary>What the daemon may take for the next bytes: more than those before us may take to read theirs.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <returns>The report as JSON; empty: the daemon cannot tell now; null: nobody listens on <paramref name="path"/>.</returns>
    /// <exception cref="IOException">There can be no such socket; the message is a sentence for the operator.</exception>
    /// <exception cref="SocketException">Somebody may listen, but this user may not ask, or the answer broke off.</exception>
    public static byte[]? Fetch(string path)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.ReceiveTimeout = (int)Patience.TotalMilliseconds;
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(path));
        }
        catch (ArgumentOutOfRangeException e)
        {
            // No socket can have such a name (unix(7)), so the daemon, too, has none.
            throw new IOException($"{path} is too long for the name of a socket: the configuration needs a shorter name for show", e);
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.ConnectionRefused or SocketError.AddressNotAvailable || !Path.Exists(path))
        {
            return null;
        }
        using var answer = new MemoryStream();
        var buffer = new byte[64 * 1024];
        for (int count; (count = socket.Receive(buffer)) > 0;)
            answer.Write(buffer, 0, count);
        return answer.ToArray();
    }
}
