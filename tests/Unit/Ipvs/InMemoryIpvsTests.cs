using System.Net;
using Ldirectord.Ipvs;

namespace Ldirectord.Tests.Ipvs;

public class InMemoryIpvsTests
{
    public static TheoryData<string> Laws => [.. TableLaw.All.Select(law => law.Name)];

    [Theory, MemberData(nameof(Laws))]
    public void KernelsLaws_Hold(string law) => TableLaw.All.Single(l => l.Name == law).Hold(new InMemoryIpvs());

    [Theory, MemberData(nameof(Laws))]
    public void KernelsLaws_HoldForManyOperationsAtOnce(string law) =>
        TableLaw.All.Single(l => l.Name == law).HoldAtOnce(new InMemoryIpvs());

    [Fact]
    public void Seed_IsTheInitialTable()
    {
        var id = ServiceId.Tcp(IPEndPoint.Parse("10.0.0.1:80"));
        var entry = new ServiceEntry(
            new Service(id, "wrr"),
            new DestinationEntry(new Destination(IPEndPoint.Parse("10.0.0.2:80"), ForwardingMethod.Gate, 5), 7, 8, 9, default));
        var table = new InMemoryIpvs(new IpvsTable([entry]));

        var edit = new EditDestination(id, new Destination(IPEndPoint.Parse("10.0.0.2:80"), ForwardingMethod.Gate, 0));
        Assert.Equal([null], table.Apply([edit]));

        var edited = Assert.Single(table.Read([id])[0].Destinations);
        Assert.Equal(0, edited.Destination.Weight);
        Assert.Equal((7u, 8u, 9u), (edited.ActiveConnections, edited.InactiveConnections, edited.PersistentConnections));
    }

    [Fact]
    public void Reading_DoesNotChangeWithTheTable()
    {
        var table = new InMemoryIpvs();
        var before = table.Read();
        table.Apply([new AddService(new Service(ServiceId.Mark(1), "wrr"))]);
        Assert.Empty(before.Services);
    }
}
