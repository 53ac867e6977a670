using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Ldirectord.Checks;
using Ldirectord.Net;
using Ldirectord.Tests.Support;

namespace Ldirectord.Tests.Net;

/// <summary>TLS over a connection of the reactor's.</summary>
public sealed partial class TlsConnectionTests : IDisposable
{
    private const int WriteOnly = 0x1;
    private const int NonBlocking = 0x800;
    private const int CloseOnExec = 0x80000; // a child of another test must not keep it open

    private readonly string _folder = Directory.CreateTempSubdirectory("ldirectord-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact(Timeout = 60_000)]
    public async Task FileOfAuthoritiesThatIsSlowToRead_HoldsUpNoOtherProbe()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var target = (IPEndPoint)listener.LocalEndpoint;
        var pipe = Path.Combine(_folder, "ca.pem");
        Assert.Equal(0, MakePipe(pipe, 0x180)); // whoever opens it waits for the other side
        var tls = new TlsSettings(TlsStart.AtOnce, "127.0.0.1", Verify: true, pipe);
        var slow = Probing.RunAsync(new ImapCheck(target, Probing.Ample, tls, "", ""));
        try
        {
            using var accepted = await listener.AcceptSocketAsync(TestContext.Current.CancellationToken);
            for (var i = 0; i < 20; i++)
                Assert.Equal(CheckStatus.Passed, (await Probing.RunAsync(new ConnectCheck(target, Probing.Ample)).WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken)).Status);
            Assert.False(slow.IsCompleted);
        }
        finally
        {
            // Opened and closed on the other side, it is an empty file.
            await Eventually.TrueAsync(() => slow.IsCompleted || (Open(pipe, WriteOnly | NonBlocking | CloseOnExec) is var fd and >= 0 && Close(fd) == 0));
        }

        Assert.Equal(CheckStatus.Error, (await slow).Status);
    }

    [LibraryImport("libc", EntryPoint = "mkfifo", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MakePipe(string path, uint mode);

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int fd);
}
