using System.Net.Sockets;
using System.Text;
using Ldirectord.Daemon;

namespace Ldirectord.Tests.Daemon;

public class SdNotifierTests
{
    [Theory]
    [InlineData("", "", false)]
    [InlineData("/run/systemd/notify", "", true)]
    [InlineData("/run/systemd/notify", "4242", true)]
    [InlineData("/run/systemd/notify", "1", false)]
    public void ServiceManager_AwaitsTheProcessItStarted_NotThoseThatOneStarts(string socket, string execPid, bool awaited) =>
        Assert.Equal(awaited, SdEnvironment.Of(socket, execPid, "", "", 4242).Socket.Length > 0);

    [Theory]
    [InlineData("60000000", "", 60)]
    [InlineData("60000000", "4242", 60)]
    [InlineData("60000000", "1", null)]
    [InlineData("0", "", null)]
    [InlineData("", "", null)]
    [InlineData("soon", "", null)]
    [InlineData("9223372036854775807", "", null)]
    public void Watchdog_IsForTheProcessItNames(string microseconds, string watched, int? seconds) =>
        Assert.Equal(
            seconds is { } limit ? TimeSpan.FromSeconds(limit) : null,
            SdEnvironment.Of("/run/systemd/notify", "4242", microseconds, watched, 4242).Watchdog);

    [Fact]
    public void State_ReachesTheSocket_AbstractOnesIncluded()
    {
        var name = $"ldirectord-test-{Guid.NewGuid()}";
        using var manager = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { ReceiveTimeout = 10_000 };
        manager.Bind(new UnixDomainSocketEndPoint("\0" + name));
        new SdNotifier("@" + name).Send("READY=1");
        var buffer = new byte[100];
        Assert.Equal("READY=1", Encoding.UTF8.GetString(buffer, 0, manager.Receive(buffer)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("/nowhere/at/all")]
    public void MissingServiceManager_IsIgnored(string socket) =>
        Assert.Null(Record.Exception(() => new SdNotifier(socket).Send("READY=1")));
}
