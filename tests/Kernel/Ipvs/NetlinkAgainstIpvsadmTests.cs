using System.Globalization;
using System.Net;
using Ldirectord.Ipvs;

namespace Ldirectord.Kernel.Ipvs;

/// <summary>The netlink client held against ipvsadm, field by field: what one writes the other reads.</summary>
[Collection(IpvsMachine.Name)]
public class NetlinkAgainstIpvsadmTests(IpvsMachine shared)
{
    [Fact]
    public async Task ServicesWeWrite_AreWhatIpvsadmShows()
    {
        var ipvs = await shared.ClientAsync();
        foreach (var services in Rounds(Samples.Services()))
        {
            Assert.All(ipvs.Apply([.. services.Select(service => new AddService(service))]), Assert.Null);
            Assert.Equal(IpvsadmFormat.Save(TableOf(services)), await shared.IpvsadmAsync("-Sn"));
            Assert.All(ipvs.Apply([.. services.Select(service => new DeleteService(service.Id))]), Assert.Null);
        }
        Assert.Empty(await shared.IpvsadmAsync("-Sn"));
    }

    [Fact]
    public async Task ServicesIpvsadmWrites_AreWhatWeRead()
    {
        var ipvs = await shared.ClientAsync();
        foreach (var services in Rounds(Samples.Services()))
        {
            await shared.IpvsadmAsync(["-C", .. services.Select(service => Arguments(new AddService(service)))]);
            Assert.Equal(services.ToHashSet(), ipvs.Read().Services.Select(entry => entry.Service).ToHashSet());
        }
    }

    [Fact]
    public async Task ServicesWeEdit_AreWhatIpvsadmShows()
    {
        var ipvs = await shared.ClientAsync();
        var rounds = Rounds(Samples.Services());
        Assert.All(ipvs.Apply([.. rounds[0].Select(service => new AddService(service))]), Assert.Null);
        var table = rounds[0].ToDictionary(service => service.Id);
        foreach (var services in rounds)
        {
            Assert.All(ipvs.Apply([.. services.Select(service => new EditService(service))]), Assert.Null);
            foreach (var service in services)
                table[service.Id] = service;
            Assert.Equal(IpvsadmFormat.Save(TableOf(table.Values)), await shared.IpvsadmAsync("-Sn"));
        }
    }

    [Fact]
    public async Task DestinationsWeWrite_AreWhatIpvsadmShows()
    {
        var ipvs = await shared.ClientAsync();
        var table = new IpvsTable(Samples.Ids.Select(id =>
            new ServiceEntry(Plain(id), [.. Samples.Destinations(id).Select(d => new DestinationEntry(d))])));
        Assert.All(ipvs.Apply([.. Additions(table)]), Assert.Null);
        Assert.Equal(IpvsadmFormat.Save(table), await shared.IpvsadmAsync("-Sn"));
        Assert.Equal(IpvsadmFormat.List(table), WithoutVersion(await shared.IpvsadmAsync("-Ln")));
        Assert.Equal(
            Samples.Ids.SelectMany(Samples.Destinations).Select(d => $"{d.EndPoint} {d.UpperThreshold} {d.LowerThreshold}").Order(),
            Thresholds(await shared.IpvsadmAsync("-Ln --thresholds")).Order());
    }

    [Fact]
    public async Task DestinationsIpvsadmWrites_AreWhatWeRead()
    {
        var ipvs = await shared.ClientAsync();
        var table = new IpvsTable(Samples.Ids.Select(id =>
            new ServiceEntry(Plain(id), [.. Samples.Destinations(id).Select(d => new DestinationEntry(d))])));
        await shared.IpvsadmAsync([.. Additions(table).Select(Arguments)]);
        Assert.Equal(Contents(table.Services), Contents(ipvs.Read().Services));
        foreach (var entry in table.Services)
            Assert.Equal(Contents([entry]), Contents(ipvs.Read([entry.Service.Id])));
    }

    [Fact]
    public async Task DestinationsWeEditAndDelete_AreWhatIpvsadmShows()
    {
        var ipvs = await shared.ClientAsync();
        var id = ServiceId.Tcp(IPEndPoint.Parse("10.0.0.1:80"));
        var first = new Destination(IPEndPoint.Parse("192.168.0.1:80"), ForwardingMethod.Gate, 1);
        var second = new Destination(IPEndPoint.Parse("192.168.0.2:80"), ForwardingMethod.Gate, 1);
        var changed = new Destination(first.EndPoint, ForwardingMethod.Ipip, 17, 300, 200);
        Assert.All(ipvs.Apply([new AddService(Plain(id)), new AddDestination(id, first), new AddDestination(id, second)]), Assert.Null);
        Assert.All(ipvs.Apply([new EditDestination(id, changed), new DeleteDestination(id, second.EndPoint)]), Assert.Null);
        Assert.Equal("-A -t 10.0.0.1:80 -s wrr\n-a -t 10.0.0.1:80 -r 192.168.0.1:80 -i -w 17 --tun-type ipip\n",
            await shared.IpvsadmAsync("-Sn"));
        Assert.Equal(["192.168.0.1:80 300 200"], Thresholds(await shared.IpvsadmAsync("-Ln --thresholds")));
    }

    [Fact]
    public async Task TunnelWeEdit_IsWhatIpvsadmShows()
    {
        var ipvs = await shared.ClientAsync();
        var id = ServiceId.Sctp(IPEndPoint.Parse("10.0.0.1:80"));
        var plain = new Destination(IPEndPoint.Parse("192.168.0.1:80"), ForwardingMethod.Ipip, 1);
        Assert.All(ipvs.Apply([new AddService(Plain(id)), new AddDestination(id, plain)]), Assert.Null);
        foreach (var tunnel in Samples.Tunnels.Reverse())
        {
            var edited = plain with { Tunnel = tunnel };
            Assert.All(ipvs.Apply([new EditDestination(id, edited)]), Assert.Null);
            Assert.Equal(edited, Assert.Single(ipvs.Read([id])[0].Destinations).Destination);
            Assert.Equal(IpvsadmFormat.Save(ipvs.Read()), await shared.IpvsadmAsync("-Sn"));
        }

        // A destination that is no tunnel any more has none, whatever the kernel remembers of it.
        var gue = plain with { Tunnel = Samples.Tunnels[1] };
        var gate = plain with { Method = ForwardingMethod.Gate };
        Assert.All(ipvs.Apply([new EditDestination(id, gue), new EditDestination(id, gate)]), Assert.Null);
        Assert.Equal(gate, Assert.Single(ipvs.Read([id])[0].Destinations).Destination);
        var portless = plain with { Tunnel = new Tunnel(TunnelKind.Gue, 0, TunnelChecksum.None) };
        Assert.Equal(["already there", "a gue tunnel needs a port from 1"],
            ipvs.Apply([new AddDestination(id, gue), new EditDestination(id, portless)]));
    }

    [Fact]
    public async Task MissingModule_IsNamed()
    {
        var ipvs = await shared.ClientAsync();
        var id = ServiceId.Udp(IPEndPoint.Parse("10.0.0.1:5060"));
        Assert.Equal(
            [
                "the scheduler twos is not in this kernel: modprobe ip_vs_twos",
                "the scheduler rr or the persistence engine none is not in this kernel: modprobe -a ip_vs_rr ip_vs_pe_none",
            ],
            ipvs.Apply(
            [
                new AddService(new Service(id, "twos")),
                new AddService(new Service(id, "rr", ServiceFlags.Persistent, 60) { PersistenceEngine = "none" }),
            ]));
    }

    [Fact]
    public async Task DestinationsOfTheOtherFamily_AreReachedByIpip()
    {
        var ipvs = await shared.ClientAsync();
        var four = ServiceId.Tcp(IPEndPoint.Parse("10.0.0.1:80"));
        var six = ServiceId.Tcp(IPEndPoint.Parse("[2001:db8::1]:80"));
        var table = new IpvsTable(
        [
            new ServiceEntry(Plain(four),
                new DestinationEntry(new Destination(IPEndPoint.Parse("[2001:db8::2]:80"), ForwardingMethod.Ipip, 1))),
            new ServiceEntry(Plain(six), new DestinationEntry(new Destination(IPEndPoint.Parse("10.0.0.2:80"), ForwardingMethod.Ipip, 1))),
        ]);
        Assert.All(ipvs.Apply([.. Additions(table)]), Assert.Null);
        Assert.Equal(Contents(table.Services), Contents(ipvs.Read().Services));
        Assert.Equal(IpvsadmFormat.Save(table), await shared.IpvsadmAsync("-Sn"));
    }

    [Fact]
    public async Task UnknownForwardingMethod_IsReadAsItsNumber()
    {
        var ipvs = await shared.ClientAsync();
        var id = ServiceId.Tcp(IPEndPoint.Parse("10.0.0.1:80"));
        var local = new Destination(IPEndPoint.Parse("127.0.0.1:80"), (ForwardingMethod)1, 1);
        Assert.All(ipvs.Apply([new AddService(Plain(id)), new AddDestination(id, local)]), Assert.Null);
        Assert.Equal(local, Assert.Single(ipvs.Read([id])[0].Destinations).Destination);
        Assert.Equal(IpvsadmFormat.List(ipvs.Read()), WithoutVersion(await shared.IpvsadmAsync("-Ln")));
    }

    [Fact]
    public async Task LeftOversOfPersistence_AreNotRead()
    {
        var ipvs = await shared.ClientAsync();
        await shared.IpvsadmAsync("-A -t 10.0.0.1:80 -s rr -p 300 -M 255.255.255.0", "-E -t 10.0.0.1:80 -s rr");
        Assert.Equal(new Service(ServiceId.Tcp(IPEndPoint.Parse("10.0.0.1:80")), "rr"), Assert.Single(ipvs.Read().Services).Service);
    }

    private static Service Plain(ServiceId id) =>
        new(id, "wrr", NetmaskBits: id.Family == System.Net.Sockets.AddressFamily.InterNetworkV6 ? (byte)128 : (byte)32);

    // Services and destinations in any order.
    private static HashSet<object> Contents(IEnumerable<ServiceEntry> entries) =>
        [.. entries.SelectMany(entry => entry.Destinations.Select(destination => (object)(entry.Service.Id, destination.Destination))
            .Append(entry.Service))];

    private static IpvsTable TableOf(IEnumerable<Service> services) => new(services.Select(service => new ServiceEntry(service)));

    private static IEnumerable<IpvsOperation> Additions(IpvsTable table) =>
        table.Services.SelectMany(entry => entry.Destinations
            .Select(destination => (IpvsOperation)new AddDestination(entry.Service.Id, destination.Destination))
            .Prepend(new AddService(entry.Service)));

    // Rounds in which every identity comes once.
    private static Service[][] Rounds(IEnumerable<Service> services)
    {
        var byId = services.GroupBy(service => service.Id).Select(group => group.ToArray()).ToArray();
        return [.. Enumerable.Range(0, byId.Max(group => group.Length))
            .Select(i => byId.Where(group => i < group.Length).Select(group => group[i]).ToArray())];
    }

    private static string Arguments(IpvsOperation operation) => IpvsadmFormat.Command(operation)["ipvsadm ".Length..];

    private static string WithoutVersion(string list) => list[(list.IndexOf('\n', StringComparison.Ordinal) + 1)..];

    // "  -> 192.168.0.1:80               300        200        0          0" as "192.168.0.1:80 300 200".
    private static IEnumerable<string> Thresholds(string list) =>
        from line in list.Split('\n')
        let words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)
        where words is ["->", _, _, _, _, _]
        select string.Create(CultureInfo.InvariantCulture, $"{words[1]} {words[2]} {words[3]}");
}
