using System.Globalization;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Ldirectord.Platform;

namespace Ldirectord.Status;

/// <summary>Whose process listens on a Unix socket: only one of root or of the asking user is trusted.</summary>
internal static class TrustedPeer
{
    private const int SocketLevel = 1, PeerCredentials = 17; // SOL_SOCKET, SO_PEERCRED: socket(7), unix(7)

    /// <param name="socket">Connected.</param>
    /// <exception cref="IOException">The process is not trusted. The message is for the operator.</exception>
    public static void Demand(Socket socket, string path)
    {
        if (Of(socket) is var (pid, user) && user != 0 && user != PosixFile.EffectiveUser())
        {
            throw new IOException(string.Create(
                CultureInfo.InvariantCulture,
                $"process {pid} of user {user} listens on {path}: it must be root's or your own to be trusted"));
        }
    }

    /// <summary>The user whose process is at the other end.</summary>
    public static uint UserOf(Socket socket) => Of(socket).User;

    /// <summary>Process and user at the other end, as the kernel recorded them when they began to listen, or connected.</summary>
    private static (int Pid, uint User) Of(Socket socket)
    {
        Span<uint> credentials = stackalloc uint[3]; // struct ucred: pid, uid, gid
        _ = socket.GetRawSocketOption(SocketLevel, PeerCredentials, MemoryMarshal.AsBytes(credentials));
        return ((int)credentials[0], credentials[1]);
    }
}
