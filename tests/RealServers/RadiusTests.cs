using System.Net;
using Ldirectord.Checks;
using Ldirectord.RealServers.Support;
using Ldirectord.Tests.Support;

namespace Ldirectord.RealServers;

/// <summary>service=radius against freeradius, which demands signed requests.</summary>
public sealed class RadiusTests(FreeRadius radius) : IClassFixture<FreeRadius>
{
    private static readonly TimeSpan s_short = TimeSpan.FromSeconds(0.5);

    public static TheoryData<string> Loopbacks => RealServer.Loopbacks;

    [Theory, MemberData(nameof(Loopbacks))]
    public async Task HealthyServer_IsUp(string address) => Assert.Equal(
        Outcome.Passed("RADIUS Access-Accept"), await Probing.RunAsync(Check(address)));

    [Theory, MemberData(nameof(Loopbacks))]
    public async Task WrongPassword_IsDown(string address)
    {
        Assert.Equal(Outcome.Bad("RADIUS Access-Reject"), await Probing.RunAsync(Check(address) with { Password = "wrong" }));
        Assert.Equal(
            Outcome.Bad("RADIUS Access-Reject"),
            await Probing.RunAsync(Check(address) with { Password = "a password of more than sixteen bytes" }));
        Assert.Equal(Outcome.Bad("RADIUS Access-Reject"), await Probing.RunAsync(Check(address) with { Login = "nobody" }));
    }

    [Theory, MemberData(nameof(Loopbacks))]
    public async Task Challenge_IsDown(string address) =>
        Assert.Equal(
            Outcome.Bad("RADIUS Access-Challenge: the login needs more than a password"),
            await Probing.RunAsync(Check(address) with { Login = "chal" }));

    [Theory, MemberData(nameof(Loopbacks))]
    public async Task WrongSecret_IsSilenceAndDownAtTheDeadline(string address) =>
        await AssertSilentAsync(Check(address) with { Secret = "wrong" });

    [Theory, MemberData(nameof(Loopbacks))]
    public async Task NoAnswer_IsDownAtTheDeadline(string address) => await AssertSilentAsync(Check(address) with { Login = "slow" });

    [Theory, MemberData(nameof(Loopbacks))]
    public async Task FrozenServer_IsDownAtItsDeadline_AndUpAgainAfterwards(string address)
    {
        var check = Check(address);
        using (radius.Frozen())
            await AssertSilentAsync(check);

        Assert.True((await Probing.RunAsync(check)).IsUp);
    }

    [Theory, MemberData(nameof(Loopbacks))]
    public async Task NoListener_IsDownAtOnce(string address)
    {
        using var port = RealServer.Unreachable(address, out var target);

        Assert.Equal(new(CheckStatus.ConnectFailed, "port unreachable"), await Probing.RunAsync(Check(address) with { Target = target }));
    }

    private static async Task AssertSilentAsync(RadiusCheck check) =>
        Assert.Equal(new(CheckStatus.TimedOut, "no answer within 0.5 s"), await Probing.RunAsync(check with { Timeout = s_short }));

    private RadiusCheck Check(string address)
    {
        radius.Require();
        return new(new IPEndPoint(IPAddress.Parse(address), radius.Port), Probing.Ample, "u", "p", FreeRadius.Secret);
    }
}
