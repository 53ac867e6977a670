using System.Globalization;
using System.Net;
using Ldirectord.Ipvs;
using Ldirectord.Kernel.Uml;

namespace Ldirectord.Kernel.Ipvs;

/// <summary>A client reaches real servers through table entries that the netlink client wrote.</summary>
public class ForwardingTests(ForwardingTests.Network network) : IClassFixture<ForwardingTests.Network>
{
    [Theory]
    [InlineData(0, ForwardingMethod.Masq)]
    [InlineData(1, ForwardingMethod.Gate)]
    [InlineData(2, ForwardingMethod.Ipip)]
    internal async Task VirtualAddress_IsServedByEachForwardingMethod(int number, ForwardingMethod method)
    {
        var address = Topology.VirtualAddress(number);
        var id = ServiceId.Tcp(new IPEndPoint(IPAddress.Parse(address), 80));
        await BalancesAsync(id, 32, Topology.ServerAddress, method, $"http://{address}/");
    }

    [Theory]
    [InlineData(0, ForwardingMethod.Masq)]
    [InlineData(1, ForwardingMethod.Gate)]
    internal async Task Ipv6VirtualAddress_IsServed(int number, ForwardingMethod method)
    {
        var address = Topology.VirtualAddress6(number);
        var id = ServiceId.Tcp(new IPEndPoint(IPAddress.Parse(address), 80));
        await BalancesAsync(id, 128, Topology.ServerAddress6, method, $"http://[{address}]/");
    }

    [Fact]
    public async Task FirewallMark_IsServed()
    {
        var address = Topology.VirtualAddress(3);
        _ = (await network.Machine.RunAsync(
            $"iptables-legacy -t mangle -A PREROUTING -d {address} -p tcp -m tcp --dport 80 -j MARK --set-mark 7")).Text;
        await BalancesAsync(ServiceId.Mark(7), 32, Topology.ServerAddress, ForwardingMethod.Gate, $"http://{address}/");
    }

    [Fact]
    public async Task ServerOfWeightZero_GetsNoNewClients()
    {
        var (_, ipvs) = await network.ReadyAsync();
        var id = ServiceId.Tcp(new IPEndPoint(IPAddress.Parse(Topology.VirtualAddress(4)), 80));
        Assert.All(ipvs.Apply([new AddService(new Service(id, "rr")), new AddDestination(id, Server(1, 1)),
            new AddDestination(id, Server(2, 0))]), Assert.Null);
        Assert.Equal(["rs1"], (await AskAsync($"http://{Topology.VirtualAddress(4)}/")).Answers.Keys);
        Assert.All(ipvs.Apply([new EditDestination(id, Server(1, 0)), new EditDestination(id, Server(2, 1))]), Assert.Null);
        Assert.Equal(["rs2"], (await AskAsync($"http://{Topology.VirtualAddress(4)}/")).Answers.Keys);
    }

    [Theory]
    [InlineData("dead")]
    [InlineData("hang")]
    [InlineData("error")]
    public async Task FailedServer_IsSeenByTheClientUntilItRecovers(string mode)
    {
        var (topology, ipvs) = await network.ReadyAsync();
        var id = ServiceId.Tcp(new IPEndPoint(IPAddress.Parse(Topology.VirtualAddress(5)), 80));
        ipvs.Apply([new DeleteService(id)]);
        Assert.All(ipvs.Apply([new AddService(new Service(id, "rr")), new AddDestination(id, Server(3, 1))]), Assert.Null);
        await topology.SetAsync("rs3", mode);
        var broken = await AskAsync($"http://{Topology.VirtualAddress(5)}/", "--timeout 200");
        await topology.SetAsync("rs3", "up");
        var healed = await AskAsync($"http://{Topology.VirtualAddress(5)}/");
        Assert.Empty(broken.Answers);
        Assert.NotEmpty(broken.Failures);
        Assert.Empty(healed.Failures);
    }

    private async Task BalancesAsync(ServiceId id, byte bits, Func<int, string> server, ForwardingMethod method, string url)
    {
        var (_, ipvs) = await network.ReadyAsync();
        Assert.All(
            ipvs.Apply(
            [
                new AddService(new Service(id, "rr", NetmaskBits: bits)),
                .. Enumerable.Range(1, 3).Select(n =>
                    new AddDestination(id, new Destination(new IPEndPoint(IPAddress.Parse(server(n)), 80), method, 1))),
            ]),
            Assert.Null);

        var totals = await AskAsync(url);

        Assert.Empty(totals.Failures);
        Assert.Equal(["rs1", "rs2", "rs3"], totals.Answers.Keys.Order());
        // A connection attempt that had to be repeated may be counted twice. The kernel itself was seen to count 18 connections, with the
        // packets of all 21: what we read is held to what ipvsadm reads, and to the requests by their packets.
        var entry = await CountedAsync(ipvs, id, 4 * (ulong)totals.Requests);
        Assert.InRange(entry.Statistics.Connections, (ulong)totals.Requests / 2, 2 * (ulong)totals.Requests);
        Assert.Equal(entry.Statistics.Connections,
            entry.Destinations.Aggregate(0UL, (sum, destination) => sum + destination.Statistics.Connections));
        Assert.All(entry.Destinations, destination =>
        {
            Assert.InRange(destination.Statistics.InPackets, 4 * destination.Statistics.Connections,
                20 * destination.Statistics.Connections);
            Assert.True(destination.Statistics.InBytes > 40 * destination.Statistics.InPackets);
            // The answers of the other methods do not pass the director.
            Assert.Equal(method == ForwardingMethod.Masq, destination.Statistics.OutBytes > 0);
        });
        Assert.NotEqual(0, entry.Destinations.Sum(destination => destination.ActiveConnections + destination.InactiveConnections));
    }

    // The kernel brings its counters up to date every two seconds: waits until they have so many packets, and ipvsadm reads of the
    // service what we do.
    private async Task<ServiceEntry> CountedAsync(GuestIpvs ipvs, ServiceId id, ulong packets)
    {
        var deadline = DateTime.UtcNow.AddSeconds(30);
        while (true)
        {
            var entry = ipvs.Read([id])[0];
            var list = (await network.Machine.RunAsync($"ipvsadm -Ln {IpvsadmFormat.Name(id)} --stats --exact")).Lines;
            var seen = list.Where(line => line.StartsWith("  ->", StringComparison.Ordinal)).Skip(1).Select(Columns);
            var expected = entry.Destinations.Select(destination => string.Create(
                CultureInfo.InvariantCulture,
                $"{destination.Destination.EndPoint} {destination.Statistics.Connections} "
                + $"{destination.Statistics.InPackets} {destination.Statistics.OutPackets} "
                + $"{destination.Statistics.InBytes} {destination.Statistics.OutBytes}"));
            if (entry.Statistics.InPackets >= packets && expected.Order().SequenceEqual(seen.Order()))
                return entry;
            Assert.True(DateTime.UtcNow < deadline, $"we read {entry.Statistics} for {packets} packets "
                + $"and\n{string.Join('\n', expected)}\n, ipvsadm\n{string.Join('\n', list)}");
            await network.Machine.RunAsync("sleep 0.2");
        }
    }

    private static string Columns(string line) => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1));

    private async Task<ClientTotals> AskAsync(string url, string options = "")
    {
        var (topology, _) = await network.ReadyAsync();
        var client = await topology.StartClientAsync(url, options);
        await client.WaitForRequestsAsync(8);
        return await client.StopAsync();
    }

    private static Destination Server(int number, int weight) =>
        new(new IPEndPoint(IPAddress.Parse(Topology.ServerAddress(number)), 80), ForwardingMethod.Masq, weight);

    /// <summary>One machine with one network for all of these tests; each takes a virtual address of its own.</summary>
    public sealed class Network : IAsyncLifetime
    {
        private readonly SharedMachine _shared = new();
        private (Topology Topology, GuestIpvs Ipvs)? _ready;

        internal UmlMachine Machine => _shared.Machine;

        internal async Task<(Topology Topology, GuestIpvs Ipvs)> ReadyAsync() =>
            _ready ??= (await Topology.CreateAsync(Machine), await GuestIpvs.StartAsync(Machine));

        public ValueTask InitializeAsync() => _shared.InitializeAsync();

        public ValueTask DisposeAsync() => _shared.DisposeAsync();
    }
}
