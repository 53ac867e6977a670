using Ldirectord.Kernel.Uml;

namespace Ldirectord.Kernel.Daemon;

/// <summary>repair: somebody else changes the kernel's table while clients use it.</summary>
public sealed class RepairTests(TrafficNetwork network) : DirectedTraffic(network), IClassFixture<TrafficNetwork>
{
    private const string Repaired = "The table was changed by another hand: ";
    private const string Foreign = "10.9.0.1:80";

    private static readonly string s_address = Topology.VirtualAddress(0);

    [Fact]
    public async Task ServiceDeletedBesideAnother_IsBack_AndItsOpenConnectionGoesOn()
    {
        await Machine.RunAsync($"echo 0 >/proc/sys/net/ipv4/vs/expire_nodest_conn; ipvsadm -A -t {Foreign} -s rr");
        await WholeAsync("missing");
        var held = await HoldAsync(s_address);
        await Machine.RunAsync($"ipvsadm -D -t {s_address}:80");
        await ServersAreInAsync();
        Assert.Matches("\nrs[12]$", await held.AskAsync());
        await Director.LogShowsAsync($"{Repaired}1 service, 2 servers put back");
        Assert.Contains($"-A -t {Foreign} -s rr\n", await Director.TableAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task TableCleared_IsWhole_AndNewClientsAreServed()
    {
        await WholeAsync("missing");
        await Machine.RunAsync("ipvsadm -C");
        await ServersAreInAsync();
        var client = await ClientAsync($"http://{s_address}/");
        await client.WaitForAnswersAsync(5);
        await NoneFailedAsync(await client.StopAsync());
        // The kernel's count of services leaves out those of IPv6: this one is missed when the table is read.
        await Machine.RunAsync($"ipvsadm -D -t [{Topology.VirtualAddress6(0)}]:80");
        await TableHasAsync($"\\[{Topology.ServerAddress6(1)}\\]");

        // Missing puts back what is gone, and that alone.
        await Machine.RunAsync($"{Edit(1, 7)}; ipvsadm -d -t {s_address}:80 -r {Topology.ServerAddress(2)}:80");
        await TableHasAsync(Topology.ServerAddress(2));
        Assert.Contains(Weight(1, 7), await Director.TableAsync(), StringComparison.Ordinal);
        Assert.Contains("# kernel: -m -w 7; up: ", (await Director.CommandAsync("show --diff")).Output, StringComparison.Ordinal);

        await Director.WriteAsync(Configuration("all"));
        await TableAsync(Weight(1, 1), "until", "the weight of the file");
        await Machine.RunAsync(
            $"{Edit(1, 7)}; ipvsadm -e -t {s_address}:80 -r {Topology.ServerAddress(2)}:80 -g; "
            + $"ipvsadm -a -t {s_address}:80 -r 10.2.0.99:80 -m");
        await TableAsync(Weight(1, 7), "while", "the weight set by hand");
        await TableAsync(Weight(2, 1), "until", "the method of the file");
        await TableLacksAsync("10.2.0.99");
        // A look may come between two commands, so the two may be set back one by one.
        Assert.Matches($"{Repaired}[12] servers? set back", await Director.LogAsync());
        await Director.LogShowsAsync($"{Repaired}1 server removed");
    }

    [Fact]
    public async Task RightTable_IsRead_AndNeverWritten_AndOneThatAnotherHandDeletesAgainAndAgainIsLeftToIt()
    {
        await WholeAsync("all");
        var watch = Path.Combine(AppContext.BaseDirectory, "Uml", "netlink-watch.pl");
        // Each read asks once for the services (4, IPVS_CMD_GET_SERVICE), and once for the servers of each (8, IPVS_CMD_GET_DEST).
        var commands = (await Machine.RunAsync(
            $"modprobe nlmon; ip link add nlmon0 type nlmon; ip link set nlmon0 up; perl {watch} >/run/netlink 2>&1 </dev/null & watch=$!; "
            + "until [ \"$(grep -c '^4$' /run/netlink)\" -ge 3 ]; do sleep 0.1; done; "
            + "kill $watch; wait $watch; ip link del nlmon0; tail -n +2 /run/netlink"))
            .Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Empty(commands.Except(["4", "8"]));

        await Machine.RunAsync(
            $"for i in 1 2 3; do ipvsadm -D -t {s_address}:80; until ipvsadm -Sn | grep -q '{Topology.ServerAddress(1)}'; do sleep 0.05; "
            + $"done; done; ipvsadm -D -t {s_address}:80");
        await Director.LogShowsAsync($"Somebody else keeps changing tcp:{s_address}:80: not put back for 5 min");
        var log = await Director.LogAsync();
        Assert.Equal(3, log.Split(Repaired).Length - 1);
        Assert.DoesNotContain(Topology.ServerAddress(1), await Director.TableAsync(), StringComparison.Ordinal);
        Assert.Contains("not put back until", (await Director.CommandAsync("show --diff")).Output, StringComparison.Ordinal);
    }

    private async Task WholeAsync(string repair)
    {
        await DirectAsync(Configuration(repair));
        await ServersAreInAsync();
        await TableHasAsync($"\\[{Topology.ServerAddress6(1)}\\]");
    }

    private async Task ServersAreInAsync()
    {
        await TableHasAsync(Topology.ServerAddress(1));
        await TableHasAsync(Topology.ServerAddress(2));
    }

    private static string Edit(int server, int weight) =>
        $"ipvsadm -e -t {s_address}:80 -r {Topology.ServerAddress(server)}:80 -m -w {weight}";

    private static string Weight(int server, int weight) => $"-r {Topology.ServerAddress(server)}:80 -m -w {weight}";

    private static string Configuration(string repair) =>
        $"repair={repair}\n"
        + WebService(s_address, [$"{Topology.ServerAddress(1)}:80 masq", $"{Topology.ServerAddress(2)}:80 masq"], "scheduler=rr")
        + $"virtual6=[{Topology.VirtualAddress6(0)}]:80\n\treal6=[{Topology.ServerAddress6(1)}]:80 masq\n\tservice=http\n\trequest=\"/\"\n"
        + "\treceive=\"^rs\"\n";
}
