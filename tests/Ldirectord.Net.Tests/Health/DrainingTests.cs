using Ldirectord.Config;
using Ldirectord.Health;
using Ldirectord.Ipvs;
using static Ldirectord.Tests.Support.Configs;

namespace Ldirectord.Tests.Health;

public class DrainingTests
{
    private static readonly VirtualService Pair = Virtual("10.0.0.1:80", Real("10.0.1.1:80"), Real("10.0.1.2:80")) with { Fallback = Destination("10.0.9.9:80") };

    [Theory]
    [InlineData(5, 0)]
    [InlineData(0, 5)]
    public void AServerInMaintenanceThatHasClients_IsEmptiedBeforeItIsDeleted(uint active, uint inactive)
    {
        var plan = Plan(ServerState.Maintenance, Entry("10.0.1.1:80", 1, active, inactive), null);
        Assert.Equal(["Draining real server: 10.0.1.1:80 (10.0.0.1:80) (Weight set to 0)"], plan.Changes.Select(change => change.Message));
        Assert.Equal([EndPoint("10.0.1.1:80")], plan.Draining);
    }

    [Fact]
    public void AServerInMaintenanceWithoutClients_IsDeletedAtOnce() =>
        Assert.Equal(
            ["Deleted real server: 10.0.1.1:80 (10.0.0.1:80)"],
            Plan(ServerState.Maintenance, Entry("10.0.1.1:80", 1, 0, 0), null).Changes.Select(change => change.Message));

    [Theory]
    [InlineData(0.5, 0, false)] // a handshake may be under way
    [InlineData(1, 0, true)]
    [InlineData(1, 3, false)]
    [InlineData(29, 3, false)]
    [InlineData(30, 3, true)]
    public void AnEmptiedServer_IsDeletedOnceItsConnectionsHaveEndedOrItsTimeIsUp(double seconds, uint active, bool deleted)
    {
        var plan = Plan(ServerState.Maintenance, Entry("10.0.1.1:80", 0, active, 0), TimeSpan.FromSeconds(seconds));
        Assert.Equal(deleted, plan.Changes.Any(change => change.Operation is DeleteDestination));
        Assert.Equal(deleted, plan.Draining.IsEmpty);
    }

    [Fact]
    public void AFailedServer_IsDeletedAtOnce() =>
        Assert.IsType<DeleteDestination>(Assert.Single(Plan(ServerState.Down, Entry("10.0.1.1:80", 1, 5, 5), null).Changes).Operation);

    [Fact]
    public void APersistentService_IsNotDrainedBecauseItsClientsWouldStay()
    {
        var persistent = Pair with { Service = Pair.Service with { Flags = ServiceFlags.Persistent, PersistenceTimeout = 60 } };
        var plan = Plan(ServerState.Maintenance, Entry("10.0.1.1:80", 1, 5, 5), null, persistent);
        Assert.IsType<DeleteDestination>(Assert.Single(plan.Changes).Operation);
    }

    [Fact]
    public void AFallbackThatIsNoLongerNeeded_IsEmptiedBeforeItIsDeleted() =>
        Assert.Equal(
            ["Draining fallback server: 10.0.9.9:80 (10.0.0.1:80) (Weight set to 0)"],
            Plan(ServerState.Unknown, Entry("10.0.9.9:80", 1, 1, 0), null).Changes.Select(change => change.Message));

    [Fact]
    public void AServerThatIsGoneFromTheFile_IsEmptiedBeforeItIsPurged()
    {
        var stranger = Entry("10.0.7.7:80", 1, 1, 0);
        Assert.StartsWith("Draining real server: 10.0.7.7:80", Assert.Single(Plan(ServerState.Unknown, stranger, null).Changes).Message, StringComparison.Ordinal);
        var emptied = Plan(ServerState.Unknown, Entry("10.0.7.7:80", 0, 0, 1), TimeSpan.FromSeconds(2));
        Assert.Equal("Purged real server (start): 10.0.7.7:80 (10.0.0.1:80)", Assert.Single(emptied.Changes).Message);
    }

    // The second server of the pair is up and in; the first is in the given state; and one more destination is in the table.
    private static TablePlan Plan(ServerState first, DestinationEntry entry, TimeSpan? drainingFor, VirtualService? service = null)
    {
        service ??= Pair;
        var actual = new ServiceEntry(service.Service, entry, new DestinationEntry(Destination("10.0.1.2:80")));
        var desired = DesiredService.Build(
            service, server => new ServerHealth(server == service.RealServers[0] ? first : ServerState.Up), actual, readdQuiescent: false);
        return Reconciler.Plan(actual, desired, drainingFor: endPoint => endPoint.Equals(entry.Destination.EndPoint) ? drainingFor : null);
    }

    private static DestinationEntry Entry(string endPoint, int weight, uint active, uint inactive) =>
        new(Destination(endPoint, weight), active, inactive, 0, default);
}
