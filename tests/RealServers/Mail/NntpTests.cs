using System.Net;
using Ldirectord.Checks;
using Ldirectord.RealServers.Support;
using Ldirectord.Tests.Support;

namespace Ldirectord.RealServers;

/// <summary>service=nntp against jamnntpd, which is of IPv4 alone, and against servers that are something else.</summary>
public sealed class NntpTests(Jamnntpd news, ClosedJamnntpd closed, Vsftpd ftp) : IClassFixture<Jamnntpd>, IClassFixture<ClosedJamnntpd>,
    IClassFixture<Vsftpd>
{
    [Fact]
    public async Task HealthyServer_IsUp()
    {
        var result = await Probing.RunAsync(Check(news));

        Assert.True(result.IsUp, result.Detail);
        Assert.StartsWith("200 Welcome to JamNNTPd", result.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ServerThatLetsUsNotIn_IsDown() =>
        Assert.Equal(Outcome.Bad("the NNTP greeting is a refusal: 502 Access denied."), await Probing.RunAsync(Check(closed)));

    [Fact]
    public async Task ServerOfAnotherProtocol_IsDown()
    {
        ftp.Require();

        Assert.Equal(
            Outcome.Bad("the greeting is that of an FTP or SMTP server: 220 ready"),
            await Probing.RunAsync(new NntpCheck(new IPEndPoint(IPAddress.IPv6Loopback, ftp.Port), Probing.Ample)));
    }

    [Fact]
    public async Task FrozenServer_IsDownAtItsDeadline_AndUpAgainAfterwards()
    {
        var check = Check(news);
        using (news.Frozen())
        {
            Assert.Equal(
                new(CheckStatus.TimedOut, "connected, but a greeting did not come within 0.5 s"),
                await Probing.RunAsync(check with { Timeout = TimeSpan.FromSeconds(0.5) }));
        }

        Assert.True((await Probing.RunAsync(check)).IsUp);
    }

    [Theory, MemberData(nameof(RealServer.Loopbacks), MemberType = typeof(RealServer))]
    public async Task RefusingPort_IsDown(string address)
    {
        using var port = RealServer.Refusing(address, out var target);

        Assert.Equal(new(CheckStatus.ConnectFailed, "connection refused"), await Probing.RunAsync(new NntpCheck(target, Probing.Ample)));
    }

    private static NntpCheck Check(Jamnntpd server)
    {
        server.Require();
        return new(new IPEndPoint(IPAddress.Loopback, server.Port), Probing.Ample);
    }
}
