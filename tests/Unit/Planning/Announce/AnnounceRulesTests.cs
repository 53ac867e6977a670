using Ldirectord.Config;
using Ldirectord.Health;
using Ldirectord.Planning;
using static Ldirectord.Tests.Support.Configs;

namespace Ldirectord.Tests.Planning;

public class AnnounceRulesTests
{
    private static readonly AnnounceSettings s_three = new("dummy0", Quorum: 3, Hysteresis: 1);
    private static readonly ServerView s_up = new(new ServerHealth(ServerState.Up));

    [Theory]
    [InlineData(false, 3, 0, false)]
    [InlineData(false, 4, 0, true)]
    [InlineData(false, 3, 3, false)]
    [InlineData(true, 2, 0, true)]
    [InlineData(true, 1, 0, false)]
    [InlineData(true, 1, 1, true)]
    public void Address_ComesAtQuorumAndHysteresis_GoesBelowQuorumWithoutIt(bool did, int up, int unknown, bool reaches)
    {
        var count = new AnnounceCount(up, unknown, Present: 5);
        Assert.Equal(reaches, AnnounceRules.Reaches(s_three, did, count));
    }

    [Fact]
    public void Words_SayWhatCountsAndWhatIsWanted()
    {
        var count = new AnnounceCount(2, 0, 5);
        Assert.Equal("2 of 5 up, 2 wanted", AnnounceRules.Words(s_three, true, count));
        Assert.Equal("2 of 5 up, 4 wanted", AnnounceRules.Words(s_three, false, count));
        Assert.Equal("weight 2 of 5 up, 4 wanted", AnnounceRules.Words(s_three with { CountsWeight = true }, false, count));
    }

    [Fact]
    public void Count_IsOfServersWithAWeightThatAreNotInMaintenance()
    {
        (RealServer, ServerView)[] servers =
        [
            (Weighing(5), s_up), (Weighing(0), s_up), (Weighing(7), new ServerView(new ServerHealth(ServerState.Down))),
            (Weighing(1000), s_up with { Admin = AdminState.Maintenance }), (Weighing(3), new ServerView(new ServerHealth())),
        ];
        Assert.Equal(new AnnounceCount(1, 1, 3), AnnounceCount.Of(s_three, servers));
        Assert.Equal(new AnnounceCount(5, 3, 15), AnnounceCount.Of(s_three with { CountsWeight = true }, servers));
    }

    private static RealServer Weighing(int weight) => Real("10.0.1.1:80", weight: weight);
}
