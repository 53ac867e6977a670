using System.Collections.Immutable;
using Ldirectord.Config;
using Ldirectord.Health;
using Ldirectord.Ipvs;
using Ldirectord.Planning;
using static Ldirectord.Tests.Support.Configs;

namespace Ldirectord.Tests.Planning;

public class RepairRulesTests
{
    private static readonly VirtualService s_service = Virtual("10.0.0.1:80", Real("10.0.1.1:80"), Real("10.0.1.2:80"))
        with
    { Fallback = Destination("10.0.9.1:80") };

    [Fact]
    public void ServerDeletedAnotherEditedAndAStrangerAdded_MissingPutsBackTheOneAndAllCorrectsThree()
    {
        var table = Table(s_service.Service, Destination("10.0.1.2:80", 7), Destination("10.0.5.5:80"));
        var put = new AddDestination(s_service.Id, Destination("10.0.1.1:80"));
        Assert.Equal<IpvsOperation>([put], Corrected(RepairMode.Missing, table));
        Assert.Equal<IpvsOperation>(
            [
                put,
                new EditDestination(s_service.Id, Destination("10.0.1.2:80")),
                new DeleteDestination(s_service.Id, EndPoint("10.0.5.5:80")),
            ],
            Corrected(RepairMode.All, table));
        Assert.Empty(Corrected(RepairMode.No, table));
    }

    [Fact]
    public void ServiceGone_IsOneThingWithAllItsServers()
    {
        var thing = Assert.Single(ToCorrect(RepairMode.Missing, IpvsTable.Empty));
        Assert.Equal(new RepairThing(s_service.Id, null), thing.Thing);
        Assert.Equal(["1 service, 2 servers put back"], RepairMessages.Of(thing.Changes));
    }

    [Fact]
    public void EditedService_IsCorrectedByAllAlone()
    {
        var table = Table(s_service.Service with { Scheduler = "sh" }, Destination("10.0.1.1:80"), Destination("10.0.1.2:80"));
        Assert.Empty(Corrected(RepairMode.Missing, table));
        Assert.Equal<IpvsOperation>([new EditService(s_service.Service)], Corrected(RepairMode.All, table));
    }

    [Theory]
    [InlineData(false, RepairMode.Missing, 0)]
    [InlineData(true, RepairMode.Missing, 1)]
    [InlineData(false, RepairMode.All, 0)]
    internal void FailedServerRemovedByHand_ReturnsOnlyWithReaddquiescent(bool readds, RepairMode mode, int corrected)
    {
        var service = s_service with { Quiescent = true };
        var table = Table(service.Service, Destination("10.0.1.2:80"));
        Assert.Equal(corrected, ToCorrect(mode, table, service, readds, first: ServerState.Down).Length);
    }

    [Fact]
    public void ServerInMaintenancePutInByHand_IsRemovedByAllAlone()
    {
        var table = Table(s_service.Service, Destination("10.0.1.1:80"), Destination("10.0.1.2:80"));
        Assert.Empty(ToCorrect(RepairMode.Missing, table, first: null));
        Assert.Single(ToCorrect(RepairMode.All, table, first: null));
    }

    [Fact]
    public void ServerWithoutAResult_IsLeftAsItIs() =>
        Assert.Empty(ToCorrect(RepairMode.All, Table(s_service.Service, Destination("10.0.1.1:80", 0), Destination("10.0.1.2:80")),
            first: ServerState.Unknown));

    [Fact]
    public void FallbackRemovedByHandWhileNoServerIsUp_ReturnsByMissing()
    {
        var table = Table(s_service.Service);
        var changes = RepairRules.ToCorrect(Differences(table, s_service, false, _ => View(ServerState.Down)), RepairMode.Missing);
        Assert.Equal(EndPoint("10.0.9.1:80"), Assert.Single(changes).Thing.EndPoint);
    }

    [Fact]
    public void Sentences_CountEachKind()
    {
        var id = s_service.Id;
        var (one, two) = (Destination("10.0.1.1:80"), Destination("10.0.1.2:80"));
        Assert.Equal(
            ["3 servers put back", "1 service, 1 server set back", "2 servers removed"],
            RepairMessages.Of(
            [
                new AddDestination(id, one), new AddDestination(id, two), new AddDestination(id, two), new EditService(s_service.Service),
                new EditDestination(id, one), new DeleteDestination(id, one.EndPoint), new DeleteDestination(id, two.EndPoint),
            ]));
        Assert.Empty(RepairMessages.Of([]));
        RepairThing[] things = [new(id, null), new(id, one.EndPoint), new(ServiceId.Mark(7), one.EndPoint)];
        Assert.Equal("tcp:10.0.0.1:80", RepairMessages.Names(things[..1]));
        Assert.Equal("10.0.1.1:80 of tcp:10.0.0.1:80 and 1 other", RepairMessages.Names(things[1..]));
        Assert.Equal("tcp:10.0.0.1:80 and 2 others", RepairMessages.Names(things));
    }

    private static IpvsTable Table(Service service, params ImmutableArray<Destination> destinations) =>
        new([new ServiceEntry(service, [.. destinations.Select(destination => new DestinationEntry(destination))])]);

    private static IEnumerable<IpvsOperation> Corrected(RepairMode mode, IpvsTable table) =>
        ToCorrect(mode, table).SelectMany(thing => thing.Changes);

    /// <param name="first">State of the first server; null for maintenance. The second is up.</param>
    private static ImmutableArray<(RepairThing Thing, ImmutableArray<IpvsOperation> Changes)> ToCorrect(
        RepairMode mode, IpvsTable table, VirtualService? service = null, bool readds = false, ServerState? first = ServerState.Up) =>
        RepairRules.ToCorrect(
            Differences(table, service ?? s_service, readds,
                server => View(server.EndPoint.Equals(EndPoint("10.0.1.1:80")) ? first : ServerState.Up)),
            mode);

    private static ImmutableArray<IpvsOperation> Differences(
        IpvsTable table, VirtualService service, bool readds, Func<RealServer, ServerView> view) =>
    [
        .. TableDiff.Of(Of(service) with { ReaddQuiescent = readds }, _ => new ServiceView(view), table)
            .Select(change => change.Operation),
    ];
}
