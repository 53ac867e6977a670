namespace Ldirectord.Kernel.Pair;

/// <summary>
/// Two directors behind a router that spreads the clients over both (ECMP), with docs/examples/fleet.cf: the router knows their address
/// from BIRD on one and from FRR on the other, with the files of docs/examples/fleet. Part of "make pair", as <see cref="PairTests"/>.
/// </summary>
[Trait("Run", "pair")]
public sealed class FleetTests(PairLab lab) : IClassFixture<PairLab>
{
    private const string Address = "10.9.0.1", Configuration = "/etc/ha.d/fleet.cf", PidFile = "/run/ldirectord.fleet.cf.pid";

    /// <summary>With eight connections it is all but certain that each director has one.</summary>
    private static readonly (string Name, string Url)[] s_clients =
        [.. Enumerable.Range(1, 8).Select(n => ($"c{n}", $"http://{Address}/"))];

    private bool _hasRouter;

    [Fact]
    public async Task SameClient_ReachesTheSameServerByEitherDirector()
    {
        await ReadyAsync();
        await AloneAsync(lab.Nodes[0]);
        var first = await MapAsync();
        await AloneAsync(lab.Nodes[1]);
        Assert.Equal(first, await MapAsync());
        Assert.Equal(["rs1-80", "rs2-80", "rs3-80"], first.Select(line => line.Split(' ')[1]).Distinct().Order());
    }

    [Fact]
    public async Task DirectorThatIsWithdrawnAndComesBack_BreaksNoConnection()
    {
        await ReadyAsync();
        await DuringAsync("a director is withdrawn, restarted and announced again", async traffic =>
        {
            foreach (var node in lab.Nodes)
            {
                await node.RunAsync($"ldirectord {Configuration} withdraw --reason cables");
                await RoutesAsync([.. lab.Nodes.Where(other => other != node)]);
                await traffic.IsServedAsync();
                await node.RunAsync($"ldirectord {Configuration} restart");
                Assert.Contains($"address {Address} on dummy0 withdrawn: withdrawn: cables, by ",
                    await node.RunAsync($"ldirectord {Configuration} show"), StringComparison.Ordinal);
                await node.RunAsync($"ldirectord {Configuration} announce");
                await RoutesAsync([.. lab.Nodes]);
                await traffic.IsServedAsync();
            }
        });
    }

    [Fact]
    public async Task DaemonThatIsKilled_LeavesTheAddress_AndTheNextOneKnowsItAsItsOwn()
    {
        await ReadyAsync();
        var node = lab.Nodes[0];
        await DuringAsync("the daemon of a director is killed, and started again", async traffic =>
        {
            await node.RunAsync($"kill -9 $(cat {PidFile})");
            await traffic.IsServedAsync();
            await RoutesAsync([.. lab.Nodes]);
            await node.RunAsync($"ldirectord {Configuration} start; until_true 'ldirectord {Configuration} show | grep -q announced:'");
        });
        await AloneAsync(lab.Nodes[1]);
        await AloneAsync(node);
    }

    [Fact]
    public async Task DirectorThatDies_LeavesItsConnectionsToTheOther()
    {
        await ReadyAsync();
        await DuringAsync("a director loses its power", async _ =>
        {
            await lab.Nodes[1].KillAsync();
            await RoutesAsync([lab.Nodes[0]]);
        });
    }

    [Fact]
    public async Task TooFewServers_TakeTheAddressFromEachDirector_AndItComesBackAfterItsHold()
    {
        await ReadyAsync();
        foreach (var node in lab.Nodes)
            await node.RunAsync("ip route add unreachable 10.2.0.11; ip route add unreachable 10.2.0.12");
        await RoutesAsync([]);
        foreach (var node in lab.Nodes)
        {
            Assert.Contains("withdrawn", (await node.RunAsync("grep -i 'Withdrawn address' /var/log/ldirectord.log")).ToLowerInvariant(),
                StringComparison.Ordinal);
            await node.RunAsync("ip route del unreachable 10.2.0.11; ip route del unreachable 10.2.0.12");
        }
        await RoutesAsync([.. lab.Nodes]);
    }

    private async Task ReadyAsync()
    {
        await lab.BootAsync(StartAsync);
        if (!_hasRouter)
        {
            _ = (await lab.World.RunAsync(
                $"[ -e /run/router.pid ] || sh {Path.Combine(AppContext.BaseDirectory, "Pair", "fleet-world.sh")}")).Text;
        }
        _hasRouter = true;
        await AnnounceAsync();
    }

    /// <summary>
    /// The servers come up in another order on each director. By the local route, what is on its way to a director that is withdrawn
    /// reaches its table.
    /// </summary>
    private static Task StartAsync(PairNode node) => node.RunAsync(
        $"""
        ip link add dummy0 type dummy; ip link set dummy0 up; ip route add local {Address}/32 dev lo
        mkdir -p /etc/ha.d/maintenance; cp {PairNode.Example("fleet.cf")} {Configuration}
        for n in 1 2 3; do ip route add unreachable 10.2.0.1$n; done
        {(node.Name == "d1" ? Bird : Frr)}
        ldirectord {Configuration} start
        for n in {(node.Name == "d1" ? "1 2 3" : "3 2 1")}; do
            ip route del unreachable 10.2.0.1$n
            until_true "ipvsadm -Sn | grep -q -- '-r 10.2.0.1$n:80 -g -w 10'"
        done
        """);

    private static string Bird => $"bird -c {PairNode.Example("fleet/bird.conf")} -s /run/bird.ctl -P /run/bird.pid";

    private static string Frr => $"""
        mkdir -p /run/frr /etc/frr; chown frr:frr /run/frr
        cp {PairNode.Example("fleet/frr.conf")} /etc/frr/; touch /etc/frr/vtysh.conf
        /usr/lib/frr/zebra -d -A 127.0.0.1; /usr/lib/frr/bgpd -d -A 127.0.0.1; vtysh -b
        """;

    private async Task AnnounceAsync()
    {
        foreach (var node in lab.Nodes)
            await node.RunAsync($"ldirectord {Configuration} announce >/dev/null");
        await RoutesAsync([.. lab.Nodes]);
    }

    /// <summary>The router leads all clients to this director.</summary>
    private async Task AloneAsync(PairNode node)
    {
        await node.RunAsync($"ldirectord {Configuration} announce >/dev/null");
        await RoutesAsync([.. lab.Nodes], orMore: node);
        foreach (var other in lab.Nodes.Where(other => other != node))
            await other.RunAsync($"ldirectord {Configuration} withdraw {Address} >/dev/null");
        await RoutesAsync([node]);
    }

    /// <summary>Waits until the router leads to just these directors.</summary>
    /// <param name="orMore">Or at least to this one, if it is not null.</param>
    private async Task RoutesAsync(IReadOnlyList<PairNode> nodes, PairNode? orMore = null)
    {
        var expected = string.Join(' ', nodes.Select(node => $"10.1.0.1{node.Name[1]}"));
        var condition = orMore is null ? $"[ \"$found\" = \"{expected}\" ]"
            : $"case \"$found\" in *10.1.0.1{orMore.Name[1]}*) true;; *) false;; esac";
        var result = await lab.World.RunAsync(
            $$"""
            for i in $(seq 100); do
                found=$(ip -n router route show {{Address}} | grep -o '10\.1\.0\.1[12]' | sort | tr '\n' ' ' | sed 's/ $//')
                if {{condition}}; then exit 0; fi
                sleep 0.3
            done
            echo "expected {{expected}}, found $found"; ip -n router route; birdc -s /run/router.ctl show route all; exit 1
            """,
            TimeSpan.FromMinutes(2));
        var told = "";
        if (result.ExitCode != 0)
        {
            foreach (var node in lab.Nodes.Where(node => node.IsUp))
            {
                told += await node.RunAsync($"hostname; ldirectord {Configuration} show; ip -br addr; tail -n 20 /var/log/ldirectord.log; "
                    + "birdc -s /run/bird.ctl show protocols all 2>&1 | tail -n 40; vtysh -c 'show bgp summary' 2>&1 || true");
            }
        }
        Assert.True(result.ExitCode == 0, $"{result.Output}{result.Errors}{told}");
    }

    /// <summary>The server of each client: of 48 connections from ports of their own, by way of the router.</summary>
    private async Task<IReadOnlyList<string>> MapAsync() => (await lab.World.RunAsync(
        $$"""
        cat >/run/map.pl <<'END'
        use IO::Socket::INET;
        for my $port (40001 .. 40048) {
            my $client = IO::Socket::INET->new(LocalPort => $port, PeerAddr => '{{Address}}:80', ReuseAddr => 1, Timeout => 5)
                or die "$port: $!";
            print $client "GET / HTTP/1.0\r\n\r\n";
            my @lines = <$client>;
            print "$port $lines[-1]\n";
        }
        END
        ip netns exec client perl /run/map.pl
        """)).Lines;

    private async Task DuringAsync(string happening, Func<PairTraffic, Task> happen)
    {
        var traffic = await PairTraffic.StartAsync(lab.World, s_clients, mayLoseConnections: false);
        var records = await lab.DuringAsync("fleet", happening, traffic, happen);
        Assert.All(records.Where(record => record.Client.EndsWith(".open", StringComparison.Ordinal)), record =>
        {
            Assert.True(record.Failures == 0, $"{record.Client} was lost");
            Assert.Single(record.Servers);
        });
    }
}
