using Ldirectord.Config;
using Ldirectord.Health;
using Ldirectord.Ipvs;
using Ldirectord.Planning;
using static Ldirectord.Tests.Support.Configs;

namespace Ldirectord.Tests.Planning;

/// <summary>minservers, recoverservers and lost: when a service is lost, and who serves then.</summary>
public class QuorumRulesTests
{
    private static readonly VirtualService s_four =
        Virtual("10.0.0.1:80", Real("10.0.1.1:80"), Real("10.0.1.2:80"), Real("10.0.1.3:80"), Real("10.0.1.4:80")) with
        {
            Fallback = Destination("10.0.9.9:80"),
        };

    [Theory]
    [InlineData("2", null, false, 2, 0, 4, false)]
    [InlineData("2", null, false, 1, 0, 4, true)]
    [InlineData("2", null, false, 1, 1, 4, false)] // one without a result may pass
    [InlineData("2", "3", true, 2, 0, 4, true)]
    [InlineData("2", "3", true, 3, 0, 4, false)]
    [InlineData("2", "3", true, 2, 1, 4, true)]
    [InlineData("2", "1", true, 1, 0, 4, true)] // not less than minservers
    [InlineData("50%", null, false, 1, 0, 2, false)] // two of four in maintenance
    [InlineData("50%", null, false, 1, 0, 3, true)] // rounded up
    [InlineData("9", null, false, 4, 0, 4, false)] // lowered to the number of servers
    [InlineData("100%", null, false, 3, 0, 4, true)]
    [InlineData("50%", null, false, 0, 0, 0, true)] // all in maintenance: one is always needed
    public void Service_IsLostByItsMarks(string min, string? recover, bool wasLost, int up, int unknown, int present, bool lost)
    {
        var settings = new QuorumSettings(Share(min), recover is null ? null : Share(recover), LostMode.Fallback);
        Assert.Equal(lost, QuorumRules.IsLost(settings, wasLost, new QuorumCount(up, unknown, present, Configured: 4)));
    }

    [Theory]
    [InlineData(LostMode.Fallback, true, "10.0.9.9:80")]
    [InlineData(LostMode.Join, true, "10.0.1.1:80 10.0.9.9:80")]
    [InlineData(LostMode.All, true, "10.0.1.1:80 10.0.1.2:80 10.0.1.3:80")]
    [InlineData(LostMode.Fallback, false, "10.0.1.1:80")]
    [InlineData(LostMode.Join, false, "10.0.1.1:80")]
    [InlineData(LostMode.All, false, "10.0.1.1:80")]
    internal void LostService_IsServedByItsMode(LostMode mode, bool isLost, string servers) =>
        Assert.Equal(servers, Serving(mode, isLost, s_four));

    [Fact]
    public void LostServiceWithoutAFallback_KeepsTheServersThatAreLeft() =>
        Assert.Equal("10.0.1.1:80", Serving(LostMode.Fallback, isLost: true, s_four with { Fallback = null }));

    [Fact]
    public void SurvivorsOfALostService_AreDrained_NotCutOff()
    {
        var service = s_four with { Quorum = new(new ServerShare(2, false), null, LostMode.Fallback) };
        var desired = DesiredService.Build(service, View(service, isLost: true), actual: null, readdQuiescent: false);
        Assert.Equal(DestinationRole.Real, desired.Unwanted.Single(one => one.Name.Equals(EndPoint("10.0.1.1:80"))).Role);
        Assert.Equal(DestinationRole.Failed, desired.Unwanted.Single(one => one.Name.Equals(EndPoint("10.0.1.2:80"))).Role);
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(0, false)]
    public void Start_ReadsFromTheTableWhetherTheServiceWasLost(int weight, bool lost)
    {
        var service = s_four with { Quorum = new(new ServerShare(2, false), null, LostMode.Fallback) };
        var actual = new ServiceEntry(service.Service, new DestinationEntry(Destination("10.0.9.9:80", weight)));
        Assert.Equal(lost, QuorumRules.WasLost(service, actual));
        Assert.False(QuorumRules.WasLost(service, null));
    }

    [Fact]
    public void DefaultQuorum_LeavesTheDecisionToTheOldRule() =>
        Assert.Null(QuorumRules.AtStart(s_four, View(s_four, isLost: null), actual: null).IsLost);

    // The first server is up, the second and third are down, the fourth is in maintenance.
    private static ServiceView View(VirtualService service, bool? isLost)
    {
        ServerState?[] states = [ServerState.Up, ServerState.Down, ServerState.Down, null];
        return new ServiceView(server => View(states[service.RealServers.IndexOf(server)])) { IsLost = isLost };
    }

    private static ServerView View(ServerState? state) => Support.Configs.View(state);

    private static string Serving(LostMode mode, bool isLost, VirtualService service)
    {
        service = service with { Quorum = new(new ServerShare(2, false), null, mode) };
        return string.Join(' ', DesiredService.Build(service, View(service, isLost), actual: null, readdQuiescent: false).Destinations
            .Where(want => want.Destination.Weight > 0).Select(want => want.Destination.EndPoint.ToString()).Order());
    }

    private static ServerShare Share(string text) => new(int.Parse(text.TrimEnd('%')), text.EndsWith('%'));
}
