using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Ldirectord.Status;

/// <summary>Asks a running daemon for its report. Whoever answers must be root or the user that asks: anybody else's words are not shown.</summary>
internal static partial class StatusClient
{
    /// <summary>What more than a hundred thousand real servers need.</summary>
    public const int MaximumAnswer = 64 * 1024 * 1024;

    private const int SocketLevel = 1, PeerCredentials = 17; // SOL_SOCKET, SO_PEERCRED: socket(7), unix(7)

    /// <summary>How often an answer that broke off is asked for again: the daemon drops clients where there are too many.</summary>
    private const int Attempts = 5;

    /// <summary>What the whole answer may take.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <returns>The report as JSON; empty: the daemon cannot tell now; null: nobody listens on <paramref name="path"/>.</returns>
    /// <exception cref="IOException">Nobody that may be believed answers there; the message is a sentence for the operator.</exception>
    /// <exception cref="SocketException">Somebody may listen, but this user may not ask, or the answer broke off.</exception>
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
        // By it, too, a daemon that is stopped and whose queue is full is left.
        socket.SendTimeout = RemainingMilliseconds(begun);
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
        if (Peer(socket) is var (pid, user) && user != 0 && user != EffectiveUser())
        {
            throw new IOException(string.Create(
                CultureInfo.InvariantCulture, $"process {pid} of user {user} listens on {path}: it is not asked, only root's or one of your own is"));
        }
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
                throw new IOException($"the answer on {path} is longer than {MaximumAnswer >> 20} MB: no ldirectord says so much");
            answer.Write(buffer, 0, count);
        }
    }

    /// <summary>Never 0, which would be for ever.</summary>
    private static int RemainingMilliseconds(long begun) => Math.Max(1, (int)(Limit - Stopwatch.GetElapsedTime(begun)).TotalMilliseconds);

    /// <summary>Who listens: as the kernel remembers from when that process began to.</summary>
    private static (int Pid, uint User) Peer(Socket socket)
    {
        Span<uint> credentials = stackalloc uint[3]; // struct ucred: pid, uid, gid
        _ = socket.GetRawSocketOption(SocketLevel, PeerCredentials, MemoryMarshal.AsBytes(credentials));
        return ((int)credentials[0], credentials[1]);
    }

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint EffectiveUser();
}
