using Ldirectord.Config;
using Ldirectord.Health;
using Ldirectord.Ipvs;
using Ldirectord.Planning;
using static Ldirectord.Tests.Support.Configs;

namespace Ldirectord.Tests.Planning;

public class DrainingTests
{
    private static readonly VirtualService Pair =
        Virtual("10.0.0.1:80", Real("10.0.1.1:80"), Real("10.0.1.2:80")) with { Fallback = Destination("10.0.9.9:80") };

    [Theory]
    [InlineData(5, 0)]
    [InlineData(0, 5)]
    public void ServerInMaintenanceThatHasClients_IsDrainedBeforeItIsDeleted(uint active, uint inactive)
    {
        var plan = Plan(null, Entry("10.0.1.1:80", 1, active, inactive), null);
        Assert.Equal(["Draining real server: 10.0.1.1:80 (10.0.0.1:80) (Weight set to 0)"], plan.Changes.Select(change => change.Message));
        Assert.Equal([new DrainingDestination(EndPoint("10.0.1.1:80"), TimeSpan.Zero)], plan.Draining);
    }

    [Fact]
    public void ServerInMaintenanceWithoutClients_IsDeletedAtOnce() =>
        Assert.Equal(
            ["Deleted real server: 10.0.1.1:80 (10.0.0.1:80)"],
            Plan(null, Entry("10.0.1.1:80", 1, 0, 0), null).Changes.Select(change => change.Message));

    [Theory]
    [InlineData(0.5, 0, false)] // a handshake may be under way
    [InlineData(1, 0, true)]
    [InlineData(1, 3, false)]
    [InlineData(29, 3, false)]
    [InlineData(30, 3, true)]
    public void DrainingServer_IsDeletedOnceItsConnectionsHaveEndedOrAfterTheMaximumDrain(double seconds, uint active, bool deleted)
    {
        var plan = Plan(null, Entry("10.0.1.1:80", 0, active, 0), TimeSpan.FromSeconds(seconds));
        Assert.Equal(deleted, plan.Changes.Any(change => change.Operation is DeleteDestination));
        Assert.Equal(deleted, plan.Draining.IsEmpty);
    }

    [Fact]
    public void FailedServer_IsDeletedAtOnce() =>
        Assert.IsType<DeleteDestination>(Assert.Single(Plan(ServerState.Down, Entry("10.0.1.1:80", 1, 5, 5), null).Changes).Operation);

    [Fact]
    public void PersistentService_IsNotDrainedBecauseItsClientsWouldStay()
    {
        var persistent = Pair with { Service = Pair.Service with { Flags = ServiceFlags.Persistent, PersistenceTimeout = 60 } };
        var plan = Plan(null, Entry("10.0.1.1:80", 1, 5, 5), null, persistent);
        Assert.IsType<DeleteDestination>(Assert.Single(plan.Changes).Operation);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    public void PersistentServiceWhoseClientsMayMove_IsDrainedLikeOthers(int expires, bool drained)
    {
        var persistent = Pair with { Service = Pair.Service with { Flags = ServiceFlags.Persistent, PersistenceTimeout = 60 } };
        var settings = KernelSettings.Unknown with { ExpireQuiescentTemplate = new KernelSetting("expire_quiescent_template", expires) };
        var begun = Plan(null, Entry("10.0.1.1:80", 1, 5, 5), null, persistent, settings);
        Assert.Equal(drained, Assert.Single(begun.Changes).Operation is EditDestination { Destination.Weight: 0 });
        var held = Plan(null, Entry("10.0.1.1:80", 0, 1, 0), TimeSpan.FromSeconds(2), persistent, settings);
        Assert.Equal(drained, held.Changes.IsEmpty);
    }

    [Theory]
    [InlineData("dh", 0, false)]
    [InlineData("sh", 0, false)]
    [InlineData("sh", 0x10, false)]
    [InlineData("sh", 0x8, true)]
    [InlineData("mh", 0, false)]
    [InlineData("mh", 0x18, true)]
    [InlineData("dh", 0x8, false)]
    [InlineData("wlc", 0, true)]
    [InlineData("lblcr", 0, true)]
    internal void SchedulerThatRefusesClientsOfWeight0_IsNotDrained(string scheduler, uint flags, bool drained)
    {
        var service = Pair with { Service = Pair.Service with { Scheduler = scheduler, Flags = (ServiceFlags)flags } };
        Assert.Equal(drained, SchedulerRules.PassesOverWeightZero(service.Service));
        foreach (var entry in new[] { Entry("10.0.1.1:80", 1, 5, 5), Entry("10.0.9.9:80", 1, 5, 5), Entry("10.0.7.7:80", 1, 5, 5) })
        {
            var change = Assert.Single(Plan(null, entry, null, service).Changes);
            Assert.Equal(drained, change.Operation is EditDestination { Destination.Weight: 0 });
            Assert.Equal(!drained, change.Operation is DeleteDestination);
        }
    }

    [Theory]
    [InlineData("sh", "wrr")]
    [InlineData("wrr", "sh")]
    public void SchedulerThatOnlyTheKernelHas_CountsToo(string inTable, string inFile)
    {
        var service = Pair.Service with { Scheduler = inFile };
        var kernel = new Lazy<KernelSettings>(KernelSettings.Unknown);
        var found = Pair.Service with { Scheduler = inTable };
        Assert.Equal(RemovalStep.Delete,
            Draining.Decide(Entry("10.0.1.1:80", 1, 5, 5), found, service, null, null, VirtualService.DefaultDrainLimit, kernel).Step);
    }

    [Theory]
    [InlineData("udp", 2, 4, false)]
    [InlineData("udp", 29, 4, false)]
    [InlineData("udp", 30, 4, true)]
    [InlineData("udp", 2, 0, true)]
    [InlineData("fwm", 2, 4, false)] // a mark may carry udp
    [InlineData("tcp", 2, 4, true)] // connections that have ended
    public void UdpFlows_WhichAreInactiveToTheKernel_AreDrained(string protocol, double seconds, uint inactive, bool deleted)
    {
        var id = protocol switch
        {
            "udp" => ServiceId.Udp(EndPoint("10.0.0.1:80")),
            "fwm" => ServiceId.Mark(7),
            _ => Pair.Id,
        };
        var service = Pair with { Service = Pair.Service with { Id = id } };
        var plan = Plan(ServerState.Unknown, Entry("10.0.7.7:80", 0, 0, inactive), TimeSpan.FromSeconds(seconds), service);
        Assert.Equal(deleted, plan.Changes.Any(change => change.Operation is DeleteDestination));
    }

    [Fact]
    public void KernelsSettings_AreReadOnlyIfTheyDecide()
    {
        var unread = new Lazy<KernelSettings>(() => throw new InvalidOperationException("read"));
        Assert.Equal(RemovalStep.Drain,
            Draining.Decide(
                Entry("10.0.1.1:80", 1, 1, 0), Pair.Service, Pair.Service, null, null, VirtualService.DefaultDrainLimit, unread).Step);
    }

    [Fact]
    public void FallbackThatIsNoLongerNeeded_IsDrainedBeforeItIsDeleted() =>
        Assert.Equal(
            ["Draining fallback server: 10.0.9.9:80 (10.0.0.1:80) (Weight set to 0)"],
            Plan(ServerState.Unknown, Entry("10.0.9.9:80", 1, 1, 0), null).Changes.Select(change => change.Message));

    [Fact]
    public void ServerRemovedFromTheFile_IsDrainedBeforeItIsPurged()
    {
        var unmanaged = Entry("10.0.7.7:80", 1, 1, 0);
        var begun = Assert.Single(Plan(ServerState.Unknown, unmanaged, null).Changes);
        Assert.StartsWith("Draining real server: 10.0.7.7:80", begun.Message, StringComparison.Ordinal);
        var emptied = Plan(ServerState.Unknown, Entry("10.0.7.7:80", 0, 0, 1), TimeSpan.FromSeconds(2));
        Assert.Equal("Purged real server (start): 10.0.7.7:80 (10.0.0.1:80)", Assert.Single(emptied.Changes).Message);
    }

    // The first server of the pair is in the given state. The second is up; it and the given destination are in the table.
    private static TablePlan Plan(
        ServerState? first, DestinationEntry entry, TimeSpan? drainingFor, VirtualService? service = null, KernelSettings? settings = null)
    {
        service ??= Pair;
        var actual = new ServiceEntry(service.Service, entry, new DestinationEntry(Destination("10.0.1.2:80")));
        var desired = DesiredService.Build(
            service,
            new ServiceView(server => View(server == service.RealServers[0] ? first : ServerState.Up)),
            actual,
            readdQuiescent: false);
        return Reconciler.Plan(
            actual,
            desired,
            drainingFor: endPoint => endPoint.Equals(entry.Destination.EndPoint) ? drainingFor : null,
            kernel: new(settings ?? KernelSettings.Unknown));
    }

    private static DestinationEntry Entry(string endPoint, int weight, uint active, uint inactive) =>
        new(Destination(endPoint, weight), active, inactive, 0, default);
}
