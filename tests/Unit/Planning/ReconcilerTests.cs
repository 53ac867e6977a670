using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Ldirectord.Health;
using Ldirectord.Ipvs;
using Ldirectord.Planning;
using static Ldirectord.Tests.Support.Configs;

namespace Ldirectord.Tests.Planning;

public class ReconcilerTests
{
    private static readonly Service Service = new(ServiceId.Tcp(EndPoint("10.0.0.1:80")), "wrr");

    [Fact]
    public void AfterAPlanWasCarriedOut_ThePlanIsEmpty() =>
        Prop.ForAll(Tables, Tables, (actual, desired) =>
        {
            var table = Carry(Entry(actual), Reconciler.Plan(Entry(actual), Desired(desired)).Changes);
            Assert.Empty(Reconciler.Plan(table, Desired(desired)).Changes);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void ServiceThatCanServeBeforeAndAfter_CanServeAtEveryStep() =>
        Prop.ForAll(Tables, Tables, (actual, desired) =>
        {
            if (!Serves(Entry(actual)) || !desired.Any(d => d.Weight > 0))
                return;
            var table = Entry(actual);
            foreach (var change in Reconciler.Plan(table, Desired(desired)).Changes)
            {
                table = Carry(table, [change]);
                Assert.True(Serves(table), $"empty after: {change.Message}");
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Transition_TouchesNothingOutsideItsScope() =>
        Prop.ForAll(Tables, Tables, (actual, desired) =>
        {
            var scope = desired.Take(1).Select(d => d.EndPoint).ToImmutableHashSet();
            var plan = Reconciler.Plan(Entry(actual), Desired(desired), scope).Changes;
            Assert.All(plan, change => Assert.Contains(EndPointOf(change.Operation), scope));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void MissingService_IsAddedCompletelyAtTheNextTransition()
    {
        var desired = Desired([Destination("10.0.1.1:80"), Destination("10.0.1.2:80")]);
        var plan = Reconciler.Plan(null, desired, ImmutableHashSet.Create(EndPoint("10.0.1.1:80"))).Changes;
        Assert.Equal(
            ["Added virtual server: 10.0.0.1:80",
             "Added real server: 10.0.1.1:80 (10.0.0.1:80) (Weight set to 1)",
             "Added real server: 10.0.1.2:80 (10.0.0.1:80) (Weight set to 1)"],
            plan.Select(change => change.Message));
    }

    [Fact]
    public void AnotherScheduler_IsAnEditOfTheServiceAtStartAndNotAtATransition()
    {
        var actual = Entry([]) with { Service = Service with { Scheduler = "rr" } };
        Assert.Equal(
            ["Changed virtual server: 10.0.0.1:80"],
            Reconciler.Plan(actual, Desired([])).Changes.Select(change => change.Message));
        Assert.Empty(Reconciler.Plan(actual, Desired([]), ImmutableHashSet<System.Net.IPEndPoint>.Empty).Changes);
    }

    [Fact]
    public void LastServerFails_FallbackIsAddedBeforeTheServerIsDeleted()
    {
        var real = Virtual("10.0.0.1:80", Real("10.0.1.1:80")) with { Fallback = Destination("10.0.9.9:80") };
        var actual = Entry([Destination("10.0.1.1:80")]);
        var desired = DesiredService.Build(real, new ServiceView(_ => new ServerHealth(ServerState.Down)), actual, readdQuiescent: false);
        Assert.Equal(
            ["Added fallback server: 10.0.9.9:80 (10.0.0.1:80) (Weight set to 1)", "Deleted real server: 10.0.1.1:80 (10.0.0.1:80)"],
            Reconciler.Plan(actual, desired).Changes.Select(change => change.Message));
    }

    [Fact]
    public void QuiescentServers_AreReportedInTheWordsThatAlarmsMatch()
    {
        var service = Virtual("10.0.0.1:80", Real("10.0.1.1:80"), Real("10.0.1.2:80")) with { Quiescent = true };
        var actual = Entry([Destination("10.0.1.1:80")]);
        var down = DesiredService.Build(service, new ServiceView(_ => new ServerHealth(ServerState.Down)), actual, readdQuiescent: true);
        Assert.Equal(
            ["Readd Quiescent real server: 10.0.1.2:80 (10.0.0.1:80) (Weight set to 0)",
             "Quiescent real server: 10.0.1.1:80 (10.0.0.1:80) (Weight set to 0)"],
            Reconciler.Plan(actual, down).Changes.Select(change => change.Message));
        var quiesced = Entry([Destination("10.0.1.1:80", 0)]);
        var up = DesiredService.Build(service, new ServiceView(_ => new ServerHealth(ServerState.Up)), quiesced, readdQuiescent: true);
        Assert.Equal(
            "Restored real server: 10.0.1.1:80 (10.0.0.1:80) (Weight set to 1)", Reconciler.Plan(quiesced, up).Changes[^1].Message);
    }

    [Fact]
    public void UnmanagedDestination_IsPurged() =>
        Assert.Equal(
            ["Purged real server (start): 10.0.7.7:80 (10.0.0.1:80)"],
            Reconciler.Plan(Entry([Destination("10.0.7.7:80")]), Desired([])).Changes.Select(change => change.Message));

    private static readonly Arbitrary<ImmutableArray<Destination>> Tables =
        (from count in Gen.Choose(0, 5)
         from destinations in Gen.ArrayOf(
             from host in Gen.Choose(1, 5)
             from weight in Gen.Choose(0, 2)
             from method in Gen.Elements(ForwardingMethod.Masq, ForwardingMethod.Gate)
             from upper in Gen.Elements(0u, 7u)
             select new Destination(EndPoint($"10.0.1.{host}:80"), method, weight, upper), count)
         select destinations.DistinctBy(d => d.EndPoint).ToImmutableArray()).ToArbitrary();

    private static ServiceEntry Entry(ImmutableArray<Destination> destinations) =>
        new(Service, [.. destinations.Select(d => new DestinationEntry(d))]);

    private static DesiredService Desired(ImmutableArray<Destination> destinations) =>
        new(Service, [.. destinations.Select(d => new DesiredDestination(d, DestinationRole.Real, d.EndPoint))], []);

    private static bool Serves(ServiceEntry entry) => entry.Destinations.Any(d => d.Destination.Weight > 0);

    private static ServiceEntry Carry(ServiceEntry entry, ImmutableArray<TableChange> plan)
    {
        var table = new InMemoryIpvs(new IpvsTable([entry]));
        Assert.All(table.Apply([.. plan.Select(change => change.Operation)]), Assert.Null);
        return table.Read([entry.Service.Id])[0];
    }

    private static System.Net.IPEndPoint EndPointOf(IpvsOperation operation) => operation switch
    {
        AddDestination add => add.Destination.EndPoint,
        EditDestination edit => edit.Destination.EndPoint,
        DeleteDestination delete => delete.EndPoint,
        _ => throw new InvalidOperationException($"{operation} is not of a destination"),
    };
}
