using Ldirectord.Config;
using Ldirectord.Health;
using Ldirectord.Ipvs;
using Ldirectord.Planning;
using static Ldirectord.Tests.Support.Configs;

namespace Ldirectord.Tests.Planning;

/// <summary>Drains that an operator asks for: a file in maintenancedir with mode: drain.</summary>
public class AskedDrainTests
{
    private static readonly VirtualService s_pair = Virtual("10.0.0.1:80", Real("10.0.1.1:80"), Real("10.0.1.2:80"));
    private static readonly VirtualService s_persistent =
        s_pair with { Service = s_pair.Service with { Flags = ServiceFlags.Persistent, PersistenceTimeout = 60 } };
    private static readonly MaintenanceNote s_drain = new() { Mode = AdminState.Drain };

    [Theory]
    [InlineData(null, 31, "2 connections left after 30s")]
    [InlineData(null, 29, null)]
    [InlineData(600, 599, null)]
    [InlineData(600, 600, "2 connections left after 10m")]
    [InlineData(-1, 1_000_000, null)]
    public void Drain_EndsAtItsLimitAndSaysSo(int? limit, double seconds, string? left)
    {
        var note = s_drain with
        {
            Limit = limit is { } given ? given < 0 ? MaintenanceNote.NoLimit : TimeSpan.FromSeconds(given) : null,
        };
        AssertEnd(left, Plan(s_pair, note, 0, active: 2, seconds: seconds));
    }

    [Fact]
    public void Drain_EndsWhenTheLastConnectionHasEnded() =>
        AssertEnd("no connections left", Plan(s_pair, s_drain, 0, active: 0, inactive: 7, seconds: 5));

    [Fact]
    public void ServerWithoutClients_LeavesAtOnce() =>
        AssertEnd("no connections left", Plan(s_pair, s_drain, 1, active: 0));

    [Fact]
    public void ServerFoundAtWeight0_GoesOnDraining() => AssertEnd(null, Plan(s_pair, s_drain, 0, active: 2, seconds: 0));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Quiescence_MakesNoDifference(bool quiescent)
    {
        var service = s_pair with { Quiescent = quiescent };
        Assert.IsType<EditDestination>(Assert.Single(Plan(service, s_drain, 1, active: 2).Changes).Operation);
        AssertEnd("no connections left", Plan(service, s_drain, 0, active: 0, seconds: 2));
        Assert.Empty(Plan(service, s_drain, weight: null, active: 0).Changes);
    }

    [Theory]
    [InlineData(false, "it fails its check")]
    [InlineData(true, null)]
    public void ServerThatFailsMeanwhile_IsRemovedUnlessTheServiceIsQuiescent(bool quiescent, string? left) => AssertEnd(
        left, Plan(s_pair with { Quiescent = quiescent }, s_drain, 0, active: 2, seconds: 2, state: ServerState.Down));

    [Theory]
    [InlineData(0, false, 0, 3, null)]
    [InlineData(0, false, 2, 3, null)]
    [InlineData(0, false, 0, 0, "no connections left")]
    [InlineData(0, true, 2, 3, "2 connections cut: persistent clients move with its removal alone")]
    [InlineData(1, false, 0, 3, "no connections left")]
    [InlineData(1, true, 0, 3, "no connections left")]
    [InlineData(1, true, 2, 3, null)]
    public void PersistentClients_AreWaitedForWhereTheyStay(int expires, bool hard, uint active, uint persistent, string? left)
    {
        var kernel = KernelSettings.Unknown with { ExpireQuiescentTemplate = new KernelSetting("expire_quiescent_template", expires) };
        AssertEnd(left, Plan(s_persistent, s_drain with { IsHard = hard }, 0, active, 0, persistent, seconds: 5, kernel: kernel));
    }

    [Theory]
    [InlineData(0, "3 persistent clients left after 30s")]
    [InlineData(1, "1 connection and 3 persistent clients left after 30s")]
    public void PersistentClientsThatDoNotLeave_AreCounted(uint active, string left) =>
        AssertEnd(left, Plan(s_persistent, s_drain, 0, active, persistent: 3, seconds: 30));

    [Fact]
    public void PersistentServerWithTemplatesAlone_IsDrained() => Assert.IsType<EditDestination>(
        Assert.Single(Plan(s_persistent, s_drain, 1, active: 0, persistent: 3).Changes).Operation);

    [Fact]
    public void SchedulerThatRefusesClientsAtWeight0_DeletesAtOnceAndSaysWhy() => AssertEnd(
        "2 connections cut: sh refuses clients at weight 0",
        Plan(s_pair with { Service = s_pair.Service with { Scheduler = "sh" } }, s_drain, 1, active: 2));

    [Fact]
    public void LimitOfZero_CutsAtOnce() =>
        AssertEnd("2 connections left after 0s", Plan(s_pair, s_drain with { Limit = TimeSpan.Zero }, 1, active: 2));

    [Fact]
    public void Drainlimit_CountsForEveryRemoval()
    {
        var longer = s_pair with { DrainLimit = TimeSpan.FromMinutes(5) };
        Assert.Empty(Plan(longer, MaintenanceNote.Empty, 0, active: 2, seconds: 299).Changes);
        AssertEnd("2 connections left after 5m", Plan(longer, MaintenanceNote.Empty, 0, active: 2, seconds: 300));
        AssertEnd("2 connections left after 10s", Plan(
            longer, MaintenanceNote.Empty with { Limit = TimeSpan.FromSeconds(10) }, 0, active: 2, seconds: 10));
    }

    [Fact]
    public void DrainThatIsAsked_IsNoDifferenceOfTheTable()
    {
        ServerView View(RealServer server) => server == s_pair.RealServers[0]
            ? new ServerView(new ServerHealth(ServerState.Up)).With(new AdminOrder(s_drain)) : new ServerHealth(ServerState.Up);
        Assert.Empty(Differences(0));
        Assert.IsType<DeleteDestination>(Assert.Single(Differences(1)).Operation);

        IEnumerable<TableChange> Differences(int weight) => TableDiff.Of(
            Of(s_pair), _ => new ServiceView(View), new IpvsTable([Found(s_pair, weight, 2, 0, 0)]));
    }

    private static void AssertEnd(string? left, TablePlan plan)
    {
        if (left is null)
        {
            Assert.Empty(plan.Changes);
            Assert.Single(plan.Draining);
            return;
        }

        var change = Assert.Single(plan.Changes);
        Assert.Equal(
            ("Deleted real server: 10.0.1.1:80 (10.0.0.1:80)", $"Drained real server: 10.0.1.1:80 (10.0.0.1:80): {left}"),
            (change.Message, change.Drained?.Line));
    }

    /// <param name="weight">Of the server in the table; null if it is not there.</param>
    private static TablePlan Plan(
        VirtualService service, MaintenanceNote note, int? weight, uint active, uint inactive = 0, uint persistent = 0,
        double? seconds = null, ServerState state = ServerState.Up, KernelSettings? kernel = null)
    {
        var drained = new ServerView(new ServerHealth(state)).With(new AdminOrder(note));
        var actual = Found(service, weight, active, inactive, persistent);
        var view = new ServiceView(server => server == service.RealServers[0] ? drained : new ServerHealth(ServerState.Up));
        return Reconciler.Plan(
            actual,
            DesiredService.Build(service, view, actual, readdQuiescent: true),
            drainingFor: _ => seconds is { } time ? TimeSpan.FromSeconds(time) : null,
            kernel: new(kernel ?? KernelSettings.Unknown));
    }

    private static ServiceEntry Found(VirtualService service, int? weight, uint active, uint inactive, uint persistent)
    {
        var other = new DestinationEntry(service.RealServers[1].Destination);
        var found = new DestinationEntry(
            service.RealServers[0].Destination with { Weight = weight ?? 0 }, active, inactive, persistent, default);
        return new ServiceEntry(service.Service, weight is null ? [other] : [found, other]);
    }
}
