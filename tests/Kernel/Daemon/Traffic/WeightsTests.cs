using System.Globalization;
using Ldirectord.Kernel.Uml;

namespace Ldirectord.Kernel.Daemon;

/// <summary>Weights that follow time and agents, in the kernel's table and by what clients see.</summary>
public sealed class WeightsTests(TrafficNetwork network) : DirectedTraffic(network), IClassFixture<TrafficNetwork>
{
    private const int Two = 2;
    private const int Three = 3;

    private static readonly string Address = Topology.VirtualAddress(0);
    private static readonly string Url = $"http://{Address}/";

    // "MILLISECONDS WEIGHT WEIGHT WEIGHT" at each change, with 0 for a server that is not in. One process that reads a file, so that it
    // sees a change at once.
    private const string Weights = """
        use strict; use Time::HiRes qw(time sleep);
        $| = 1;
        my $last = "";
        for (1 .. 6000) {
            open(my $table, '<', '/proc/net/ip_vs') or die $!;
            my %weight = map { /-> 0A0200(..):0050 +Masq +(\d+)/ ? (hex($1) - 10, $2) : () } <$table>;
            my $now = join ' ', map { $weight{$_} // 0 } 1 .. 3;
            print int(time * 1000), " $now\n" if $now ne $last;
            last if $now eq '100 100 100';
            $last = $now;
            sleep 0.01;
        }
        """;

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
        await DirectAsync(Configuration(Two, "scheduler=wrr", "agentport=3333", "agentinterval=1", "failurecount=2"));
        await WeightsAsync(100, 100);
        await SayAsync(1, "50%");
        await WeightsAsync(50, 100);
        var totals = await AskAsync(60);
        Assert.InRange((double)totals.Answers["rs2"] / totals.Answers["rs1"], 1.5, 2.7);
        await SayAsync(1, "0%");
        await WeightsAsync(0, 100);
        Assert.Equal(["rs2"], (await AskAsync(20)).Answers.Keys);
        await SayAsync(1, "100%");
        await WeightsAsync(100, 100);
        totals = await AskAsync(40);
        Assert.InRange(totals.Answers["rs1"] - totals.Answers["rs2"], -2, 2);

        await SayAsync(1, "0%");
        await WeightsAsync(0, 100);
        // This client's connection is rs2's, since nobody else has a weight.
        var held = await HoldAsync(Address);
        var client = await ClientAsync(Url);
        await SayAsync(2, "0%");
        await WeightsAsync(1, 1);
        await client.WaitForRequestsAsync(10);
        await NoneFailedAsync(await client.StopAsync());
        await SayAsync(2, "drain");
        await WeightsAsync(1, 0);
        await TableLacksAsync(Topology.ServerAddress(4));
        await Machine.RunAsync("rm /run/agent-rs2");
        await WeightsAsync(0, 100);
        Assert.EndsWith("\nrs2", await held.AskAsync(), StringComparison.Ordinal);
        Assert.Equal(1, (await Director.LogAsync()).Split(" is lost, ").Length - 1);
        await SayAsync(1, "down #disk full");
        await TableLacksAsync(Topology.ServerAddress(1));
        Assert.Contains("disk full", (await Director.CommandAsync("show")).Output, StringComparison.Ordinal);
        await Machine.RunAsync("rm -f /run/agent-rs1");
    }

    [Fact]
    public async Task SlowStart_SparesTheServerThatReturns_AndGoesOnAfterAKill()
    {
        await DirectAsync(Configuration(Two, "scheduler=wlc", "slowstart=20"));
        await WeightsAsync(100, 100);
        var topology = await TopologyAsync();
        await topology.SetAsync("rs1", "dead");
        await TableLacksAsync(Topology.ServerAddress(1));
        await topology.SetAsync("rs1", "up");
        await TableAsync($"-r {Topology.ServerAddress(1)}:80 -m -w 1$", "until", "rs1 at weight 1");

        var steps = (await Machine.RunAsync(
            "last=; until [ \"$last\" = 40 ]; do "
            + $"now=$(ipvsadm -Sn | sed -n 's/.*-r {Topology.ServerAddress(1)}:80 -m -w //p'); "
            + "[ \"$now\" = \"$last\" ] || echo $now; last=$now; sleep 0.05; done")).Lines;
        Assert.Equal(["5", "10", "15", "20", "25", "30", "35", "40"], steps.Where(step => step is not "1"));

        await Director.KillAsync();
        await Director.StartAsync();
        steps = (await Machine.RunAsync(
            "last=; until [ \"$last\" = 60 ]; do "
            + $"now=$(ipvsadm -Sn | sed -n 's/.*-r {Topology.ServerAddress(1)}:80 -m -w //p'); "
            + "[ \"$now\" = \"$last\" ] || echo $now; last=$now; sleep 0.05; done")).Lines;
        Assert.Equal(["40", "45", "50", "55", "60"], steps.SkipWhile(step => step != "40"));
        Assert.DoesNotContain(steps, step => int.Parse(step, CultureInfo.InvariantCulture) < 40);

        await Machine.RunAsync($"ipvsadm -e -t {Address}:80 -r {Topology.ServerAddress(1)}:80 -m -w 7; sleep 2.5");
        await WeightsAsync(7, 100);
    }

    [Fact]
    public async Task ProgramAndFile_GiveTheWeights_AndWhoDoesNotKnowChangesNothing()
    {
        var (first, second) = (Topology.ServerAddress(1), Topology.ServerAddress(2));
        await PluginAsync(first, 0, "OK");
        await PluginAsync(second, 0, "OK");
        await Machine.RunAsync("""
            printf '#!/bin/sh\nread -r end line </run/plugin-$3; echo "$line"; exit $end\n' >/run/plugin; chmod 755 /run/plugin
            """);
        await DirectAsync(Configuration(
            Two, "scheduler=wrr", "checktype=external", "checkcommand=/run/plugin", "exitcodes=nagios", "warningweight=50%",
            "agentfile=/run/agent-{real}"));
        await WeightsAsync(100, 100);
        await PluginAsync(first, 1, "slow");
        await WeightsAsync(50, 100);
        await PluginAsync(first, 0, "OK | weight=80");
        await WeightsAsync(80, 100);
        await Machine.RunAsync($"echo 50% >/run/agent~ && mv /run/agent~ /run/agent-{first}");
        await WeightsAsync(40, 100);
        await PluginAsync(first, 3, "usage");
        await Director.LogShowsAsync($"Unknown health of real server: {first}:80");
        await WeightsAsync(40, 100);
        await Machine.RunAsync($"echo 'down # disk full' >/run/agent~ && mv /run/agent~ /run/agent-{first}");
        await TableLacksAsync(first);
        await PluginAsync(first, 2, "broken");
        await Machine.RunAsync($"rm /run/agent-{first}");
        await PluginAsync(second, 2, "broken");
        await TableLacksAsync(second);
        await PluginAsync(first, 0, "OK");
        await WeightsAsync(100);
    }

    [Fact]
    public async Task SlowStart_KeepsWlcFromFloodingTheServerThatReturns_AndWrrDealsByTheWeights()
    {
        var topology = await TopologyAsync();
        await topology.SetAsync("rs3", "dead");
        await DirectAsync(Configuration(Three, "scheduler=wlc", "slowstart=20"));
        await WeightsAsync(100, 100);
        await HoldManyAsync(40);
        Assert.Equal(20, await ConnectionsAsync(1));
        Assert.Equal(20, await ConnectionsAsync(2));
        await topology.SetAsync("rs3", "up");
        await TableAsync($"-r {Topology.ServerAddress(3)}:80 -m -w 1$", "until", "rs3 at weight 1");
        await HoldManyAsync(40);
        Assert.InRange(await ConnectionsAsync(3), 1, 3);

        // Without a slow start it gets all, since the others hold 20 and more each.
        await topology.SetAsync("rs3", "dead");
        await TableLacksAsync(Topology.ServerAddress(3));
        await Director.ReloadAsync(Configuration(Three, "scheduler=wlc"));
        await topology.SetAsync("rs3", "up");
        await WeightsAsync(100, 100, 100);
        var before = await ConnectionsAsync(3);
        await HoldManyAsync(20);
        Assert.Equal(20, await ConnectionsAsync(3) - before);
        await Machine.RunAsync("kill $(cat /run/holders)");

        await topology.SetAsync("rs1", "dead");
        await topology.SetAsync("rs2", "dead");
        await TableLacksAsync(Topology.ServerAddress(1));
        await TableLacksAsync(Topology.ServerAddress(2));
        await Director.ReloadAsync(Configuration(Three, "scheduler=wrr", "slowstart=10"));
        await TableAsync("-s wrr", "until", "the scheduler");
        var watch = Path.Combine(Machine.Scratch, "weights.pl");
        await File.WriteAllTextAsync(watch, Weights);
        await Machine.StartAsync($"perl {watch}", "/run/weights");
        await topology.SetAsync("rs1", "up");
        await topology.SetAsync("rs2", "up");
        await TableHasAsync(Topology.ServerAddress(1));
        await TableHasAsync(Topology.ServerAddress(2));
        var client = await topology.StartClientAsync(Url);
        await WeightsAsync(100, 100, 100);
        var answers = await client.AnswersAsync();
        await NoneFailedAsync(await client.StopAsync());
        var steps = await StepsAsync();
        var expected = new double[3];
        foreach (var (at, _) in answers)
        {
            var weights = steps.Last(step => step.At <= at).Weights;
            for (var server = 0; server < 3; server++)
                expected[server] += (double)weights[server] / weights.Sum();
        }

        // Each change begins the list of the servers anew, so it can move a connection.
        Assert.All(Enumerable.Range(0, 3), server =>
            Assert.InRange(answers.Count(answer => answer.Name == $"rs{server + 1}") - expected[server], -steps.Count, steps.Count));
        Assert.InRange(steps.Count, 11, 2 * 11);
    }

    /// <summary>Opens so many connections, which stay.</summary>
    private async Task HoldManyAsync(int count)
    {
        var open = $"/run/open-{Guid.NewGuid():N}";
        _ = (await Machine.RunAsync(
            $$"""
            setsid ip netns exec client perl -MIO::Socket::INET -e '
                my @held = map { IO::Socket::INET->new(PeerAddr => $ARGV[0], PeerPort => 80) or die $! } 1..$ARGV[1];
                open(my $file, ">", $ARGV[2]); close $file; sleep 600' \
                {{Address}} {{count}} {{open}} </dev/null >{{open}}.log 2>&1 & echo $! >>/run/holders
            until [ -e {{open}} ]; do [ ! -s {{open}}.log ] || { cat {{open}}.log; exit 1; }; sleep 0.02; done
            """)).Text;
    }

    /// <summary>Connections that are open to a server through the service.</summary>
    private async Task<int> ConnectionsAsync(int server) => int.Parse(
        (await Machine.RunAsync($"ipvsadm -Ln | awk '$2 == \"{Topology.ServerAddress(server)}:80\" {{ print $5 }}'")).Text.Trim(),
        CultureInfo.InvariantCulture);

    private async Task<List<(long At, int[] Weights)>> StepsAsync() =>
    [
        .. (await Machine.RunAsync("cat /run/weights")).Lines.Select(line => line.Split(' ').Select(long.Parse).ToArray())
            .Where(numbers => numbers.Length == 4)
            .Select(numbers => (numbers[0], numbers[1..].Select(weight => (int)weight).ToArray())),
    ];

    private async Task<ClientTotals> AskAsync(int requests)
    {
        var client = await ClientAsync(Url);
        await client.WaitForRequestsAsync(requests);
        var totals = await client.StopAsync();
        await NoneFailedAsync(totals);
        return totals;
    }

    private async Task PluginAsync(string server, int status, string line) =>
        _ = (await Machine.RunAsync($"echo '{status} {line}' >/run/plugin~ && mv /run/plugin~ /run/plugin-{server}")).Text;

    private async Task SayAsync(int server, string line) =>
        _ = (await Machine.RunAsync($"echo '{line}' >/run/agent~ && mv /run/agent~ /run/agent-rs{server}")).Text;

    private async Task WeightsAsync(params int[] weights)
    {
        for (var n = 1; n <= weights.Length; n++)
            await TableAsync($"-r {Topology.ServerAddress(n)}:80 -m -w {weights[n - 1]}$", "until", $"rs{n} at weight {weights[n - 1]}");
    }

    private static string Configuration(int servers, params string[] settings) => WebService(
        Address, Enumerable.Range(1, servers).Select(n => $"{Topology.ServerAddress(n)}:80 masq 100"),
        [$"fallback={Topology.ServerAddress(4)}:80 masq", "protocol=tcp", .. settings]);
}
