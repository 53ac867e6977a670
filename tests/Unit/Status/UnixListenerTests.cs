using System.Net.Sockets;
using Ldirectord.Platform;
using Ldirectord.Status;
using Ldirectord.Tests.Support;

namespace Ldirectord.Tests.Status;

public sealed class UnixListenerTests : IDisposable
{
    private const UnixFileMode Own = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Shared = Own | UnixFileMode.GroupRead | UnixFileMode.GroupWrite;

    private readonly TemporaryFolder _folder = new();

    private string Socket => _folder.Path("sock");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Socket_IsForItsUserAlone_UntilItIsSharedWithAGroup()
    {
        var listener = new UnixListener(Socket);
        listener.Listen();
        Assert.Equal(Own, File.GetUnixFileMode(Socket));
        listener.ShareWith(Group());
        Assert.Equal((Shared, Group()), (File.GetUnixFileMode(Socket), FileGroupOf(Socket)));
        listener.ShareWith(null);
        Assert.Equal(Own, File.GetUnixFileMode(Socket));
        listener.Close();
        Assert.False(File.Exists(Socket));
    }

    [Fact]
    public void GroupThatIsKnownBefore_CountsFromTheFirstClient()
    {
        var listener = new UnixListener(Socket);
        listener.ShareWith(Group());
        listener.Listen();
        Assert.Equal(Shared, File.GetUnixFileMode(Socket));
        listener.Close();
    }

    [Fact]
    public void FileOfADaemonThatWasKilled_IsReplaced()
    {
        _folder.Write("sock", "");
        var listener = new UnixListener(Socket);
        listener.Listen();
        using var client = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        client.Connect(new UnixDomainSocketEndPoint(Socket));
        listener.Close();
        listener.Close();
    }

    [Fact]
    public void GroupThatCannotBeGiven_IsSaid()
    {
        var said = new List<string>();
        var listener = new UnixListener(Socket, said.Add);
        listener.Listen();
        File.Delete(Socket);
        listener.ShareWith(Group());
        Assert.StartsWith($"cannot change the mode of {Socket}: ", Assert.Single(said), StringComparison.Ordinal);
        listener.Close();
    }

    [Fact]
    public void GroupThatDoesNotExist_LeavesTheSocketToItsUser()
    {
        var said = new List<string>();
        var listener = new UnixListener(Socket, said.Add);
        // The number that means "unchanged" less one is nobody's; a user who is not root may not give it, root may.
        listener.ShareWith(uint.MaxValue - 1);
        listener.Listen();
        Assert.NotNull(listener.Socket);
        Assert.Equal(said.Count == 0 ? Shared : Own, File.GetUnixFileMode(Socket));
        listener.Close();
    }

    /// <summary>One that the test's user may give to its files.</summary>
    private uint Group() => FileGroupOf(_folder.FullName);

    private static uint FileGroupOf(string path)
    {
        Assert.True(FileStatus.TryGet(path, out var status));
        return status.Group;
    }
}
