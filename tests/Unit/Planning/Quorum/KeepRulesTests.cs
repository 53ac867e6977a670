using Ldirectord.Checks;
using Ldirectord.Config;
using Ldirectord.Health;
using Ldirectord.Planning;
using static Ldirectord.Tests.Support.Configs;

namespace Ldirectord.Tests.Planning;

/// <summary>keepservers: which failed servers stay, and what that means for the table.</summary>
public class KeepRulesTests
{
    private static readonly VirtualService s_four =
        Virtual("10.0.0.1:80", Real("10.0.1.1:80"), Real("10.0.1.2:80"), Real("10.0.1.3:80"), Real("10.0.1.4:80"));

    // u up, U up and drained, f failed after it served, d failed and out, m in maintenance, ? without a result, a down by its agent,
    // A failed and drained by its agent. The later in the list, the later it failed.
    [Theory]
    [InlineData("fuuu", 50, "")]
    [InlineData("dfuu", 50, "")]
    [InlineData("ddfu", 50, "3")]
    [InlineData("ddff", 50, "3 4")]
    [InlineData("udff", 50, "4")] // the one that failed last
    [InlineData("fffu", 51, "2 3")] // rounded up
    [InlineData("ffff", 100, "1 2 3 4")]
    [InlineData("ffff", 1, "4")]
    [InlineData("ffff", 0, "")]
    [InlineData("ddud", 50, "")] // one that is out stays out
    [InlineData("mmfu", 50, "")] // one of two serves
    [InlineData("mmff", 50, "4")]
    [InlineData("??fu", 50, "3")] // those without a result serve nobody
    [InlineData("aadf", 50, "4")]
    [InlineData("UUfd", 50, "3")] // drained: counts, and does not serve
    [InlineData("AfUd", 50, "2")]
    [InlineData("mmmm", 50, "")]
    public void FailedServers_StayWhileTooFewServe(string states, int percent, string kept) =>
        Assert.Equal(kept, Kept(s_four with { Quorum = Keeping(percent) }, states));

    [Theory]
    [InlineData(LostMode.Fallback, true, "")]
    [InlineData(LostMode.Fallback, false, "3 4")] // without a fallback they stay, as the servers that are left do
    [InlineData(LostMode.Join, true, "3 4")]
    [InlineData(LostMode.All, true, "3 4")]
    internal void OfALostService_TheyStayUnlessTheFallbackServesAlone(LostMode mode, bool hasFallback, string kept)
    {
        var service = s_four with
        {
            Fallback = hasFallback ? Destination("10.0.9.9:80") : null,
            Quorum = Keeping(50) with { Lost = mode },
        };
        Assert.Equal(kept, Kept(service, "ddff", isLost: true));
    }

    [Fact]
    public void ServerOfWeight0_NeitherCountsNorStays()
    {
        var service = s_four with
        {
            RealServers = [Real("10.0.1.1:80"), Real("10.0.1.2:80"), Real("10.0.1.3:80", weight: 0), Real("10.0.1.4:80", weight: 0)],
            Quorum = Keeping(50),
        };
        Assert.Equal("2", Kept(service, "dffu"));
    }

    [Theory]
    [InlineData("ddfu", false, "10.0.1.3:80 10.0.1.4:80")]
    [InlineData("ddff", false, "10.0.1.3:80 10.0.1.4:80")] // no fallback beside them
    [InlineData("ddff", true, "10.0.1.3:80 10.0.1.4:80 10.0.9.9:80")] // lost = join
    [InlineData("dddd", false, "10.0.9.9:80")]
    public void Table_HasThoseThatAreKept(string states, bool isLost, string servers)
    {
        var service = s_four with { Fallback = Destination("10.0.9.9:80"), Quorum = Keeping(50) with { Lost = LostMode.Join } };
        var desired = DesiredService.Build(service, ViewOf(service, states, isLost), actual: null, readdQuiescent: false);
        Assert.Equal(servers, string.Join(' ', desired.Destinations.Select(want => want.Destination.EndPoint.ToString()).Order()));
        Assert.All(desired.Destinations, want => Assert.Equal(1, want.Destination.Weight));
    }

    [Fact]
    public void KeptServerThatReturns_StartsNotSlowly()
    {
        var service = s_four with { SlowStart = TimeSpan.FromSeconds(20), Service = s_four.Service with { Scheduler = "wlc" } };
        var kept = One('f');
        Assert.Null(SlowStartRules.Next(kept, kept with { Health = new(ServerState.Up) }, service, begins: true).Ramp);
        var down = One('d');
        Assert.NotNull(SlowStartRules.Next(down, down with { Health = new(ServerState.Up) }, service, begins: true).Ramp);
    }

    private static QuorumSettings Keeping(int percent) => QuorumSettings.Default with { KeepPercent = percent };

    private static string Kept(VirtualService service, string states, bool isLost = false) =>
        string.Join(' ', KeepRules.Kept(
            service, ViewOf(service, states, isLost), server => DateTimeOffset.UnixEpoch.AddSeconds(service.RealServers.IndexOf(server)))
            .Select(server => service.RealServers.IndexOf(server) + 1).Order());

    private static ServiceView ViewOf(VirtualService service, string states, bool isLost) =>
        new(server => One(states[service.RealServers.IndexOf(server)])) { IsLost = isLost };

    private static ServerView One(char state) => state switch
    {
        'u' => View(ServerState.Up) with { HasServed = true },
        'U' => View(ServerState.Up) with { Agent = Agent(AgentWish.Drain) },
        'f' => View(ServerState.Down) with { HasServed = true },
        'd' => View(ServerState.Down),
        'm' => View(null) with { HasServed = true },
        'a' => View(ServerState.Up) with { HasServed = true, Agent = Agent(AgentWish.Down) },
        'A' => View(ServerState.Down) with { HasServed = true, Agent = Agent(AgentWish.Drain) },
        _ => View(ServerState.Unknown),
    };

    private static AgentView Agent(AgentWish wish) => new(new AgentAnswer(wish, Weight: null, ""), Failures: 0);
}
