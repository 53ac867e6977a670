using System.Net.Sockets;

namespace Ldirectord.Status;

/// <summary>Asks a running daemon for its report.</summary>
internal static class StatusClient
{
    /// <returns>The report as JSON; null: nobody listens on <paramref name="path"/>.</returns>
    /// <exception cref="SocketException">Somebody may listen, but this user may not ask, or the answer broke off.</exception>
    public static byte[]? Fetch(string path)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(path));
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
