
using Ldirectord.Kernel.Uml;

namespace Ldirectord.Kernel.Daemon;

/// <summary>
/// checkvia = virtual: a real server that answers at its own address, but not at the virtual address, is out; and a director that cannot
/// check this way changes nobody's health.
/// </summary>
public sealed class CheckViaTests(TrafficNetwork network) : DirectedTraffic(network), IClassFixture<TrafficNetwork>, IAsyncLifetime
{

    public new async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await Machine.RunAsync("sysctl -q -w net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.servers.rp_filter=0 "
            + "net.ipv4.conf.servers.accept_local=1");
    }

    [Fact]
    public async Task GateServerWithoutTheVirtualAddress_IsOut_AndReturnsWithIt()
    {
        var address = Topology.VirtualAddress(0);
        await DirectAsync(Configuration(address, "gate", "connect"));
        await TableHasAsync(Topology.ServerAddress(1));
        await TableHasAsync(Topology.ServerAddress(2));
        await Machine.RunAsync($"ip -n rs1 addr del {address}/32 dev lo");
        await TableLacksAsync(Topology.ServerAddress(1));
        await TableHasAsync(Topology.ServerAddress(2));
        await Machine.RunAsync($"ip -n rs1 addr add {address}/32 dev lo");
        await TableHasAsync(Topology.ServerAddress(1));
    }

    private static string Configuration(string address, string method, string type) =>
        $"checktimeout=1\nnegotiatetimeout=1\ncheckinterval=1\ncleanstop=no\nvirtual={address}:80\n"
        + $"\treal={Topology.ServerAddress(1)}:80 {method}\n\treal={Topology.ServerAddress(2)}:80 {method}\n"
        + $"\tchecktype={type}\n\tscheduler=rr\n\tcheckvia=virtual\n";
}
