using System.Net.Sockets;
using System.Text;
using Ldirectord.Daemon;
using Ldirectord.Tests.Support;
using static Ldirectord.Tests.Daemon.LogSamples;

namespace Ldirectord.Tests.Daemon;

public sealed class SyslogSinkTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task SyslogWhoseReaderHangs_TakesNoMoreThanItsQueue()
    {
        var path = _folder.Path("log");
        using var reader = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        reader.Bind(new UnixDomainSocketEndPoint(path));
        var log = SyslogSink.Open("local3", "dry run: ", path, TimeSpan.Zero);
        var line = log.Format(Told("hello\nworld"));

        var taken = log.Write([.. Enumerable.Repeat(line, 100_000)]);

        Assert.InRange(taken, 1, 99_999);
        Assert.Equal(0, log.Write([line]));
        var datagram = new byte[1000];
        var length = await reader.ReceiveAsync(datagram, TestContext.Current.CancellationToken);
        Assert.Equal($"<158>Mar  5 09:08:07 ldirectord[{Environment.ProcessId}]: dry run: hello\\x0Aworld",
            Encoding.UTF8.GetString(datagram, 0, length));
        Assert.Equal(1, log.Write([line]));
    }

    [Fact]
    public async Task RestartedSyslog_GetsTheNextLine_AndMissingSyslogIsReported()
    {
        var path = _folder.Path("log");
        var log = SyslogSink.Open("daemon", path: path);
        Assert.StartsWith($"cannot write to syslog ({path}): ", Assert.Throws<IOException>(() => log.Write("x")).Message,
            StringComparison.Ordinal);
        for (var round = 0; round < 2; round++)
        {
            File.Delete(path);
            using var reader = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
            reader.Bind(new UnixDomainSocketEndPoint(path));
            log.Write("x");
            Assert.NotEqual(0, await reader.ReceiveAsync(new byte[1000], TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public async Task SyslogOnAStream_GetsMessagesEndedByAZero()
    {
        var path = _folder.Path("log");
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen();
        SyslogSink.Open("daemon", path: path).Write("x");
        using var reader = await listener.AcceptAsync(TestContext.Current.CancellationToken);
        var stream = new byte[1000];
        var length = await reader.ReceiveAsync(stream, TestContext.Current.CancellationToken);
        Assert.EndsWith("]: x\0", Encoding.UTF8.GetString(stream, 0, length), StringComparison.Ordinal);
    }
}
