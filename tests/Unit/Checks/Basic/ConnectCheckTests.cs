using System.Net;
using Ldirectord.Checks;
using Ldirectord.Tests.Support;

namespace Ldirectord.Tests.Checks;

public class ConnectCheckTests
{
    public static TheoryData<string> Loopbacks => ["127.0.0.1", "::1"];

    [Theory, MemberData(nameof(Loopbacks))]
    public async Task ListeningServer_IsUp(string address)
    {
        await using var server = new ScriptedServer(peer => peer.HangAsync(), IPAddress.Parse(address));

        Assert.Equal(Outcome.Passed("connected"), await Probing.RunAsync(Connect(server.EndPoint)));
    }

    [Theory, MemberData(nameof(Loopbacks))]
    public async Task ClosedPort_IsRefused(string address)
    {
        using var port = ScriptedServer.Refusing(out var target, IPAddress.Parse(address));

        Assert.Equal(new Outcome(CheckStatus.ConnectFailed, "connection refused"), await Probing.RunAsync(Connect(target)));
    }

    [Fact]
    public async Task AddressWithoutRoute_IsDownInWords()
    {
        // TCP to a broadcast address is refused by the kernel itself, without a packet.
        var result = await Probing.RunAsync(new ConnectCheck(new IPEndPoint(IPAddress.Broadcast, 80), TimeSpan.FromSeconds(1)));

        Assert.Equal(CheckStatus.ConnectFailed, result.Status);
        Assert.NotEmpty(result.Detail);
    }

    [Fact]
    public async Task SilentListener_TimesOut_AndIsReportedAsNoAnswer()
    {
        using var listener = new SilentListener();

        var result = await Probing.RunPastDeadlineAsync(Connect(listener.EndPoint), () => listener.Connecting > 0);

        Assert.Equal(new Outcome(CheckStatus.TimedOut, "no answer to the connection request within 5 s"), result);
    }

    private static ConnectCheck Connect(IPEndPoint target) => new(target, TimeSpan.FromSeconds(5));
}
