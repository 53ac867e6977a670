using System.Net.Sockets;
using Ldirectord.Platform;

namespace Ldirectord.Status;

/// <summary>
/// A Unix socket to which clients connect. Its file's mode is the authorisation: the daemon's user alone (0600), or also one group (0660).
/// </summary>
/// <param name="notShared">Called with a sentence when the group cannot be given: then the socket is its user's alone.</param>
internal sealed class UnixListener(string path, Action<string>? notShared = null)
{
    /// <summary>Clients that the kernel keeps waiting.</summary>
    private const int Backlog = 512;

    private const UnixFileMode Own = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Shared = Own | UnixFileMode.GroupRead | UnixFileMode.GroupWrite;

    private uint? _group;

    public string Path { get; } = path;

    /// <summary>Null unless it listens.</summary>
    public Socket? Socket { get; private set; }

    /// <summary>Lets clients connect. Does nothing if they can already.</summary>
    /// <exception cref="IOException">The socket cannot be made; the message is a sentence for the operator.</exception>
    public void Listen()
    {
        if (Socket is not null)
            return;
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            // A daemon that was killed leaves the file behind; the instance lock rules out a second daemon.
            File.Delete(Path);
            socket.Bind(new UnixDomainSocketEndPoint(Path));
            // Before Listen: until then nobody can connect.
            Restrict();
            socket.Listen(Backlog);
            Socket = socket;
        }
        catch (Exception e) when (e is SocketException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            socket.Dispose();
            throw new IOException($"cannot listen on {Path}: {e.Message}", e);
        }
    }

    /// <summary>Lets the group connect from now on; null for the daemon's user alone. Who is connected stays.</summary>
    public void ShareWith(uint? group)
    {
        if (_group == group)
            return;
        _group = group;
        if (Socket is null)
            return;
        try
        {
            Restrict();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            notShared?.Invoke($"cannot change the mode of {Path}: {e.Message}");
        }
    }

    /// <summary>Stops listening and removes the file.</summary>
    public void Close()
    {
        if (Socket is null)
            return;
        Socket.Dispose();
        Socket = null;
        try
        {
            File.Delete(Path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The file stays, but nobody listens on it.
        }
    }

    private void Restrict()
    {
        // No group has access while the group changes.
        File.SetUnixFileMode(Path, Own);
        if (_group is not { } group)
            return;
        try
        {
            FileGroup.Set(Path, group);
            File.SetUnixFileMode(Path, Shared);
        }
        catch (IOException e)
        {
            notShared?.Invoke($"cannot change the group of {Path}: {e.Message}");
        }
    }
}
