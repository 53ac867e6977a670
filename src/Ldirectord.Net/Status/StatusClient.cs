using System.Diagnostics;
using System.Net.Sockets;

namespace Ldirectord.Status;

/// <summary>Asks a running daemon for its report. Only a process of root or of the asking user is trusted.</summary>
internal static class StatusClient
{
    /// <summary>Bytes: enough for the report of more than a hundred thousand real servers.</summary>
    public const int MaximumAnswer = 64 * 1024 * 1024;

    /// <summary>Attempts until a whole answer comes: the daemon drops slow clients when there are too many.</summary>
    private const int Attempts = 5;

    /// <summary>For the whole answer, all attempts together.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    /// <returns>The report as JSON; empty if the daemon has none now; null if nobody listens on <paramref name="path"/>.</returns>
    /// <exception cref="IOException">The process there is not trusted, or sends too much. The message is for the operator.</exception>
    /// <exception cref="SocketException">This user may not connect, or the connection broke.</exception>
    public static byte[]? Fetch(string path)
    {
        var begun = Stopwatch.GetTimestamp();
        for (var attempt = 1; ; attempt++)
        {
            var answer = Ask(path, begun);
            if (answer is not { Length: > 0 } || answer[^1] == '}' || attempt == Attempts)
                return answer;
        }
    }

    private static byte[]? Ask(string path, long begun)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        // Also bounds the connect, to a daemon that is stopped and whose queue is full.
        socket.SendTimeout = RemainingMilliseconds(begun);
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(path));
        }
        catch (ArgumentOutOfRangeException e)
        {
            // Longer than the path of a socket can be (unix(7)), so the daemon has none either.
            throw new IOException($"{path} is too long for a socket: show needs a configuration file with a shorter name", e);
        }
        catch (SocketException e)
            when (e.SocketErrorCode is SocketError.ConnectionRefused or SocketError.AddressNotAvailable || !Path.Exists(path))
        {
            return null;
        }
        TrustedPeer.Demand(socket, path);
        return Receive(socket, path, begun);
    }

    private static byte[] Receive(Socket socket, string path, long begun)
    {
        using var answer = new MemoryStream();
        var buffer = new byte[64 * 1024];
        while (true)
        {
            socket.ReceiveTimeout = RemainingMilliseconds(begun);
            var count = socket.Receive(buffer);
            if (count == 0)
                return answer.ToArray();
            if (answer.Length + count > MaximumAnswer)
                throw new IOException($"the answer on {path} is longer than {MaximumAnswer >> 20} MB, the limit");
            answer.Write(buffer, 0, count);
        }
    }

    /// <summary>At least 1, as 0 means no timeout.</summary>
    private static int RemainingMilliseconds(long begun) =>
        Math.Max(1, (int)(Timeout - Stopwatch.GetElapsedTime(begun)).TotalMilliseconds);
}
