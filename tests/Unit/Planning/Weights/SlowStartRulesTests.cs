using Ldirectord.Config;
using Ldirectord.Health;
using Ldirectord.Ipvs;
using Ldirectord.Planning;
using static Ldirectord.Tests.Support.Configs;

namespace Ldirectord.Tests.Planning;

public class SlowStartRulesTests
{
    private static readonly VirtualService Slow =
        Virtual("10.0.0.1:80", Real("10.0.1.1:80", weight: 100)) with { SlowStart = TimeSpan.FromSeconds(20) };

    private static readonly ServerView Up = new(new ServerHealth(ServerState.Up));
    private static readonly ServerView Down = new(new ServerHealth(ServerState.Down));

    [Fact]
    public void Weights_Are20EqualSteps_From1()
    {
        Ramp? ramp = new Ramp(0, SlowStartRules.Steps(Slow.SlowStart));
        var weights = new List<int>();
        for (; ramp is { } now; ramp = SlowStartRules.Advance(now))
            weights.Add(SlowStartRules.Weight(100, now));
        Assert.Equal([1, .. Enumerable.Range(1, 19).Select(step => 5 * step)], weights);
    }

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(5, 5, 1)]
    [InlineData(20, 20, 1)]
    [InlineData(60, 20, 3)]
    [InlineData(3600, 20, 180)]
    public void Step_LastsATwentieth_AndASecondAtLeast(int slowStart, int steps, int seconds)
    {
        var time = TimeSpan.FromSeconds(slowStart);
        Assert.Equal((steps, TimeSpan.FromSeconds(seconds)), (SlowStartRules.Steps(time), SlowStartRules.StepTime(time)));
    }

    [Fact]
    public void LargestWeight_DoesNotOverflow() =>
        Assert.Equal(2040109465, SlowStartRules.Weight(int.MaxValue, new Ramp(19, 20)));

    [Fact]
    public void SlowStart_BeginsWhenAServerBecomesUp_AndEndsWhenItNoLongerServes()
    {
        var first = SlowStartRules.Next(Down, Up, Slow, begins: true);
        Assert.Equal(new Ramp(0, 20), first.Ramp);
        Assert.Null(SlowStartRules.Next(Down, Up, Slow, begins: false).Ramp);
        Assert.Null(SlowStartRules.Next(Up, Up, Slow, begins: true).Ramp);

        var softFailure = first with { Health = new ServerHealth(ServerState.Up, 1) };
        Assert.Equal(first.Ramp, SlowStartRules.Next(first, softFailure, Slow, begins: true).Ramp);
        Assert.Null(SlowStartRules.Next(first, first with { Health = Down.Health }, Slow, begins: true).Ramp);
        Assert.Null(SlowStartRules.Next(first, first with { Admin = AdminState.Maintenance }, Slow, begins: true).Ramp);
    }

    [Theory]
    [InlineData("wlc", true)]
    [InlineData("mh", true)]
    [InlineData("sh", false)]
    [InlineData("dh", false)]
    [InlineData("fo", false)]
    [InlineData("ovf", false)]
    public void SchedulersForWhichAWeightIsNoShare_HaveNoSlowStart(string scheduler, bool applies) =>
        Assert.Equal(applies, SlowStartRules.Applies(Slow with { Service = Slow.Service with { Scheduler = scheduler } }));

    [Fact]
    public void Reload_KeepsTheShare()
    {
        Assert.Equal(new Ramp(8, 20), SlowStartRules.Rescale(new Ramp(8, 20), Slow with { SlowStart = TimeSpan.FromSeconds(60) }));
        Assert.Equal(new Ramp(4, 10), SlowStartRules.Rescale(new Ramp(8, 20), Slow with { SlowStart = TimeSpan.FromSeconds(10) }));
        Assert.Null(SlowStartRules.Rescale(new Ramp(8, 20), Slow with { SlowStart = TimeSpan.Zero }));
    }

    [Theory]
    [InlineData(40, 8)]
    [InlineData(37, 7)]
    [InlineData(1, 0)]
    [InlineData(99, 19)]
    public void WeightThatAStartFinds_IsASlowStartUnderWay_AndStaysUntilItsNextStep(int found, int step)
    {
        var view = Adopted(Slow, found);
        Assert.Equal((new Ramp(step, 20), found), (view.Ramp, view.HeldWeight));
        Assert.Empty(Plan(Slow, found).Now);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(500)]
    public void OtherWeightThatAStartFinds_IsNoSlowStart(int found) => Assert.Null(Adopted(Slow, found).Ramp);

    private static ServerView Adopted(VirtualService service, int found) =>
        AdoptedServers.View(service, service.RealServers[0], Entry(service, found));

    private static StartPlan Plan(VirtualService service, int found) => StartPlan.Of(Of(service), new IpvsTable([Entry(service, found)]));

    private static ServiceEntry Entry(VirtualService service, int found) =>
        new(service.Service, new DestinationEntry(Destination("10.0.1.1:80", found)));
}
