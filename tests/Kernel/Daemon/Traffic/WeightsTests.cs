using System.Globalization;
using Ldirectord.Kernel.Uml;

namespace Ldirectord.Kernel.Daemon;

/// <summary>Weights that follow time and agents, in the kernel's table and by what clients see.</summary>
public sealed class WeightsTests(TrafficNetwork network) : DirectedTraffic(network), IClassFixture<TrafficNetwork>
{
    private static readonly string Address = Topology.VirtualAddress(0);

    // An agent on each of two servers: it says what is in /run/agent-rsN, and listens while that file is there.
    private const string Agents = """
        for n in 1 2; do
            echo 100% >/run/agent-rs$n
            setsid ip netns exec rs$n perl -MIO::Socket::INET -e '
                my $l = IO::Socket::INET->new(Listen => 9, LocalPort => 3333, ReuseAddr => 1) or die;
                while (-e $ARGV[0]) {
                    my $c = $l->accept or next; open(my $f, "<", $ARGV[0]) or last;
                    print {$c} readline($f); close $c;
                }' \
                /run/agent-rs$n </dev/null >/run/agent-rs$n.log 2>&1 &
        done
        for n in 1 2; do
            for i in $(seq 100); do ip netns exec rs$n ss -ltn | grep -q :3333 && break; sleep 0.1; done
            ip netns exec rs$n ss -ltn | grep -q :3333 || { cat /run/agent-rs$n.log; exit 1; }
        done
        """;

    [Fact]
    public async Task Agents_GiveTheWeights_AndShareTheClients()
    {
        _ = (await Machine.RunAsync(Agents)).Text;
        await DirectAsync(Configuration("scheduler=wrr", "agentport=3333", "agentinterval=1"));
        await WeightsAsync(100, 100);
        await SayAsync(1, "50%");
        await WeightsAsync(50, 100);
        var client = await ClientAsync($"http://{Address}/");
        await client.WaitForRequestsAsync(60);
        var totals = await client.StopAsync();
        await NoneFailedAsync(totals);
        Assert.InRange((double)totals.Answers["rs2"] / totals.Answers["rs1"], 1.5, 2.7);

        await SayAsync(1, "0%");
        await WeightsAsync(0, 100);
        client = await ClientAsync($"http://{Address}/");
        await SayAsync(2, "0%");
        await WeightsAsync(1, 1);
        await client.WaitForRequestsAsync(10);
        await NoneFailedAsync(await client.StopAsync());
        await SayAsync(2, "drain");
        await WeightsAsync(1, 0);
        await TableLacksAsync(Topology.ServerAddress(4));
        await Machine.RunAsync("rm /run/agent-rs2");
        await WeightsAsync(0, 100);
        await SayAsync(1, "down #disk full");
        await TableLacksAsync(Topology.ServerAddress(1));
        Assert.Contains("disk full", (await Director.CommandAsync("show")).Output, StringComparison.Ordinal);
        await Machine.RunAsync("rm -f /run/agent-rs1");
    }

    [Fact]
    public async Task SlowStart_SparesTheServerThatReturns_AndGoesOnAfterAKill()
    {
        await DirectAsync(Configuration("scheduler=wlc", "slowstart=20"));
        await WeightsAsync(100, 100);
        var topology = await TopologyAsync();
        await topology.SetAsync("rs1", "dead");
        await TableLacksAsync(Topology.ServerAddress(1));
        await topology.SetAsync("rs1", "up");
        await TableAsync($"-r {Topology.ServerAddress(1)}:80 -m -w 1$", "until", "rs1 at weight 1");

        var steps = (await Machine.RunAsync(
            "last=; until [ \"$last\" = 40 ]; do "
            + $"now=$(ipvsadm -Sn | sed -n 's/.*-r {Topology.ServerAddress(1)}:80 -m -w //p'); "
            + "[ \"$now\" = \"$last\" ] || echo $now; last=$now; sleep 0.05; done",
            TimeSpan.FromSeconds(60))).Lines;
        Assert.Equal(["5", "10", "15", "20", "25", "30", "35", "40"], steps.Where(step => step is not "1"));

        await Director.KillAsync();
        await Director.StartAsync();
        steps = (await Machine.RunAsync(
            "last=; until [ \"$last\" = 60 ]; do "
            + $"now=$(ipvsadm -Sn | sed -n 's/.*-r {Topology.ServerAddress(1)}:80 -m -w //p'); "
            + "[ \"$now\" = \"$last\" ] || echo $now; last=$now; sleep 0.05; done",
            TimeSpan.FromSeconds(60))).Lines;
        Assert.Equal(["40", "45", "50", "55", "60"], steps.SkipWhile(step => step != "40"));
        Assert.DoesNotContain(steps, step => int.Parse(step, CultureInfo.InvariantCulture) < 40);

        await Machine.RunAsync($"ipvsadm -e -t {Address}:80 -r {Topology.ServerAddress(1)}:80 -m -w 7; sleep 2.5");
        await WeightsAsync(7, 100);
    }

    private async Task SayAsync(int server, string line) =>
        _ = (await Machine.RunAsync($"echo '{line}' >/run/agent~ && mv /run/agent~ /run/agent-rs{server}")).Text;

    private async Task WeightsAsync(params int[] weights)
    {
        for (var n = 1; n <= weights.Length; n++)
            await TableAsync($"-r {Topology.ServerAddress(n)}:80 -m -w {weights[n - 1]}$", "until", $"rs{n} at weight {weights[n - 1]}");
    }

    private static string Configuration(params string[] settings) => WebService(
        Address, [$"{Topology.ServerAddress(1)}:80 masq 100", $"{Topology.ServerAddress(2)}:80 masq 100"],
        [$"fallback={Topology.ServerAddress(4)}:80 masq", "protocol=tcp", "failurecount=1", .. settings]);
}
