using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Ldirectord.Config;
using Ldirectord.Health;
using Ldirectord.Ipvs;
using Ldirectord.Planning;
using static Ldirectord.Tests.Support.Configs;

namespace Ldirectord.Tests.Planning;

public class MaglevOrderTests
{
    private static readonly VirtualService Hashed = Maglev(Real("10.0.1.2:80"), Real("10.0.1.1:80", weight: 3), Real("10.0.1.3:80"));

    [Theory]
    [InlineData("1 2 3", "", "1 2 3")]
    [InlineData("1 2 3", "3 2 1", "")]
    [InlineData("1 2 3", "1 2 3", "2 3")]
    [InlineData("1 2 3", "3 1", "2 3")]
    [InlineData("1 2 3", "1 3 2", "2 3")]
    [InlineData("1 2 3", "2 1", "3")]
    [InlineData("1 2 3", "3 2", "1 2 3")]
    public void WhatIsOutOfOrder_IsAddedAgain(string wanted, string newestFirst, string added) =>
        Assert.Equal(Words(added).Select(Of), MaglevOrder.ToAdd([.. Words(wanted).Select(Of)], Words(newestFirst).Select(Of)));

    [Fact]
    public void Order_IsByFamilyAddressAndPort() =>
        Assert.Equal(
            ["9.0.0.1:80", "10.0.0.1:9", "10.0.0.1:10", "10.0.0.2:80", "[2001:db8::1]:80"],
            MaglevOrder.Sorted(
                new[] { "[2001:db8::1]:80", "10.0.0.2:80", "10.0.0.1:10", "9.0.0.1:80", "10.0.0.1:9" }.Select(EndPoint), one => one)
                .Select(one => $"{one}"));

    [Fact]
    public void ServersWithoutAResult_HaveTheirPlaceAtOnce_AndNoWeight() =>
        Assert.Equal(
            ["Added virtual server: 10.0.0.1:80",
             "Added real server: 10.0.1.1:80 (10.0.0.1:80) (Weight set to 3)",
             "Quiescent real server: 10.0.1.1:80 (10.0.0.1:80) (Weight set to 0)",
             "Added real server: 10.0.1.2:80 (10.0.0.1:80) (Weight set to 1)",
             "Quiescent real server: 10.0.1.2:80 (10.0.0.1:80) (Weight set to 0)",
             "Added real server: 10.0.1.3:80 (10.0.0.1:80) (Weight set to 1)",
             "Quiescent real server: 10.0.1.3:80 (10.0.0.1:80) (Weight set to 0)"],
            Plan(Hashed, null, _ => View(ServerState.Unknown)).Select(change => change.Message));

    [Fact]
    public void ServerThatPasses_IsOneEdit() =>
        Assert.Equal(
            ["Restored real server: 10.0.1.1:80 (10.0.0.1:80) (Weight set to 3)"],
            Plan(Hashed, Entry("10.0.1.3:80 0", "10.0.1.2:80 1", "10.0.1.1:80 0"), server => View(
                server.Destination.Weight == 3 || server.EndPoint.Equals(EndPoint("10.0.1.2:80")) ? ServerState.Up : ServerState.Down))
                .Select(change => change.Message));

    [Fact]
    public void ServerThatAnOperatorDrains_Leaves()
    {
        var plan = Plan(Hashed, Entry("10.0.1.3:80 1", "10.0.1.2:80 1", "10.0.1.1:80 3"), server => server.Destination.Weight == 3
            ? new ServerView(new ServerHealth(ServerState.Up), AdminState.Drain) : View(ServerState.Up));
        Assert.Equal(["Deleted real server: 10.0.1.1:80 (10.0.0.1:80)"], plan.Select(change => change.Message));
    }

    [Fact]
    public void AnotherScheduler_OrNoFallbackFlag_HasNoOrder()
    {
        Assert.True(MaglevOrder.IsKept(Hashed));
        Assert.False(MaglevOrder.IsKept(Hashed with { Quiescent = false }));
        Assert.False(MaglevOrder.IsKept(Hashed with { IsOff = true }));
        Assert.False(MaglevOrder.IsKept(Hashed with { Service = Hashed.Service with { Flags = ServiceFlags.Scheduler2 } }));
        Assert.False(MaglevOrder.IsKept(Hashed with { Service = Hashed.Service with { Scheduler = "sh" } }));
    }

    /// <summary>
    /// Whatever the table holds and whoever is up: the order is right, clients are served all the time, and all is done in one go.
    /// </summary>
    [Fact]
    public void AfterAPlan_TheOrderIsRight_UnlessOnlyWhoServesAloneIsOutOfIt() =>
        Prop.ForAll(Tables, States, (actual, states) =>
        {
            var service = Maglev([.. Enumerable.Range(1, states.Length).Select(n => Real($"10.0.1.{n}:80", weight: n))])
                with
            { Fallback = Destination("10.0.9.9:80") };
            ServerView Health(RealServer server) => View(states[server.Destination.Weight - 1]);
            var before = new ServiceEntry(service.Service, [.. actual.Select(destination => new DestinationEntry(destination))]);
            var table = new InMemoryIpvs(new IpvsTable([before]));
            var served = Serves(before);
            var changes = Plan(service, before, Health);
            var gap = false;
            foreach (var change in changes)
            {
                Assert.Equal([null], table.Apply([change.Operation]));
                gap |= !Serves(Of(table));
            }

            var after = Of(table);
            Assert.False(served && Serves(after) && gap, "nobody served for a moment");
            Assert.Empty(Plan(service, after, Health));
            var oldestFirst = after.Destinations.Reverse().Select(entry => entry.Destination.EndPoint)
                .Where(endPoint => endPoint.Port == 80 && !endPoint.Equals(EndPoint("10.0.9.9:80"))).ToList();
            if (after.Destinations.Count(entry => entry.Destination.Weight > 0) != 1)
                Assert.Equal(MaglevOrder.Sorted(oldestFirst, one => one), oldestFirst);
        }).QuickCheckThrowOnFailure();

    private static readonly Arbitrary<ImmutableArray<Destination>> Tables =
        (from count in Gen.Choose(0, 5)
         from destinations in Gen.ArrayOf(
             from host in Gen.Choose(1, 5)
             from weight in Gen.Choose(0, 2)
             select Destination($"10.0.1.{host}:80", weight), count)
         select destinations.DistinctBy(d => d.EndPoint).ToImmutableArray()).ToArbitrary();

    private static readonly Arbitrary<ServerState[]> States =
        Gen.ArrayOf(Gen.Elements(ServerState.Up, ServerState.Down, ServerState.Unknown), 5).ToArbitrary();

    private static VirtualService Maglev(params ImmutableArray<RealServer> servers) => Virtual("10.0.0.1:80", servers) with
    {
        Service = new Service(ServiceId.Tcp(EndPoint("10.0.0.1:80")), "mh", ServiceFlags.Scheduler1 | ServiceFlags.Scheduler2),
        Quiescent = true,
    };

    private static ImmutableArray<TableChange> Plan(VirtualService service, ServiceEntry? actual, Func<RealServer, ServerView> health) =>
        Reconciler.Plan(actual, DesiredService.Build(service, new ServiceView(health), actual, readdQuiescent: false)).Changes;

    private static ServiceEntry Entry(params string[] newestFirst) => new(Hashed.Service,
        [.. newestFirst.Select(text => text.Split(' ')).Select(one => new DestinationEntry(Destination(one[0], int.Parse(one[1]))))]);

    private static ServiceEntry Of(InMemoryIpvs table) => table.Read([Hashed.Service.Id])[0];

    private static bool Serves(ServiceEntry entry) => entry.Destinations.Any(one => one.Destination.Weight > 0);

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static System.Net.IPEndPoint Of(string host) => EndPoint($"10.0.1.{host}:80");
}
