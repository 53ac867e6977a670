using System.Net;
using Ldirectord.Checks;
using Ldirectord.RealServers.Support;
using Ldirectord.Tests.Support;

namespace Ldirectord.RealServers;

/// <summary>service=sip against kamailio.</summary>
public sealed class SipTests(Kamailio kamailio) : IClassFixture<Kamailio>
{
    private static readonly TimeSpan s_short = TimeSpan.FromSeconds(0.5);

    public static TheoryData<string> Loopbacks => RealServer.Loopbacks;

    public static TheoryData<string, bool> Both =>
        new() { { "127.0.0.1", true }, { "::1", true }, { "127.0.0.1", false }, { "::1", false } };

    [Theory, MemberData(nameof(Both))]
    public async Task HealthyServer_IsUp(string address, bool udp) =>
        Assert.Equal(Outcome.Passed("SIP/2.0 200 Keepalive"), await Probing.RunAsync(Check(address, udp)));

    [Theory, MemberData(nameof(Both))]
    public async Task ServerThatTriesFirst_IsUp(string address, bool udp) =>
        Assert.Equal(Outcome.Passed("SIP/2.0 200 Keepalive"), await Probing.RunAsync(Check(address, udp, "patient")));

    [Theory, MemberData(nameof(Both))]
    public async Task OverloadedServer_IsDown(string address, bool udp) =>
        Assert.Equal(Outcome.Bad("SIP/2.0 503 Service Unavailable"), await Probing.RunAsync(Check(address, udp, "overload")));

    [Theory, MemberData(nameof(Both))]
    public async Task ServerThatAsksForAPassword_IsUpWithItAlone(string address, bool udp)
    {
        var check = Check(address, udp, "locked");

        Assert.Equal(Outcome.Passed("SIP/2.0 200 Keepalive"), await Probing.RunAsync(check with { Password = "secret" }));
        Assert.Equal(Outcome.Bad("SIP/2.0 401 Unauthorized"), await Probing.RunAsync(check with { Password = "wrong" }));
        Assert.Equal(Outcome.Bad("SIP/2.0 401 Unauthorized"), await Probing.RunAsync(check));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task MuteServer_IsDownAtItsDeadline(string address, bool udp) => await AssertSilentAsync(Check(address, udp, "mute"));

    [Theory, MemberData(nameof(Both))]
    public async Task FrozenServer_IsDownAtItsDeadline_AndUpAgainAfterwards(string address, bool udp)
    {
        var check = Check(address, udp);
        using (kamailio.Frozen())
            await AssertSilentAsync(check);

        Assert.True((await Probing.RunAsync(check)).IsUp);
    }

    [Theory, MemberData(nameof(Loopbacks))]
    public async Task NoListener_IsDownAtOnce(string address)
    {
        using var datagrams = RealServer.Unreachable(address, out var udp);
        using var connections = RealServer.Refusing(address, out var tcp);

        Assert.Equal(new(CheckStatus.ConnectFailed, "port unreachable"),
            await Probing.RunAsync(Check(address, true) with { Target = udp }));
        Assert.Equal(new(CheckStatus.ConnectFailed, "connection refused"),
            await Probing.RunAsync(Check(address, false) with { Target = tcp }));
    }

    private static async Task AssertSilentAsync(SipCheck check) =>
        Assert.Equal(
            new(CheckStatus.TimedOut, check.Udp ? "no answer within 0.5 s" : "connected, then silence: no answer within 0.5 s"),
            await Probing.RunAsync(check with { Timeout = s_short }));

    private SipCheck Check(string address, bool udp, string user = "ldirectord")
    {
        kamailio.Require();
        return new(new IPEndPoint(IPAddress.Parse(address), kamailio.Port), Probing.Ample, udp, $"{user}@example.test", "");
    }
}
