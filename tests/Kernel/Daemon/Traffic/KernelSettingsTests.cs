
using Ldirectord.Kernel.Uml;

namespace Ldirectord.Kernel.Daemon;

/// <summary>
/// Clients that stay with a server that is gone or failed: what the kernel's settings do to them, and what the daemon does about those.
/// </summary>
public sealed class KernelSettingsTests(TrafficNetwork network) : DirectedTraffic(network), IClassFixture<TrafficNetwork>, IAsyncLifetime
{
    private const string Settings = "/proc/sys/net/ipv4/vs";

    public new async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await SetAsync("expire_nodest_conn", 0);
        await SetAsync("expire_quiescent_template", 0);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    public async Task UdpServerRemovedFromTheFile_ServesItsFlowToTheEndOfTheDrain(int expires, int number)
    {
        await SetAsync("expire_nodest_conn", expires);
        var address = Topology.VirtualAddress(number);
        await DirectAsync(Configuration(address, "udp", 1, 2));
        await TableHasAsync(Topology.ServerAddress(1));
        await TableHasAsync(Topology.ServerAddress(2));
        var client = await (await TopologyAsync()).StartDatagramsAsync($"{address}:80");
        await client.WaitForAnswersAsync(5);
        var chosen = int.Parse(Assert.Single((await client.LastAsync(5)).Distinct())["ok rs".Length..]);
        await Director.WriteAsync(Configuration(address, "udp", 3 - chosen));
        await TableAsync($"-r {Topology.ServerAddress(chosen)}:80 -m -w 0", "until", "the server at weight 0");
        // A third of the drain limit, and many requests.
        await client.WaitForRequestsAsync(200);
        Assert.Equal($"ok rs{chosen}", Assert.Single((await client.LastAsync(200)).Distinct()));
        await TableAsync($"-r {Topology.ServerAddress(chosen)}:80 -m -w 0", "until", "the server at weight 0");
        await TableLacksAsync(Topology.ServerAddress(chosen));
        const string Warning = "expire_nodest_conn is 0";
        if (expires == 1)
        {
            await client.WaitForAnswersFromAsync($"rs{3 - chosen}", 20);
            var totals = await client.StopAsync();
            // The kernel drops the datagram on which it expires the connection.
            Assert.True(totals.Failures.Count <= 1, $"{totals.Failures.Count} datagrams of {totals.Requests} were lost");
            Assert.DoesNotContain(Warning, await Director.LogAsync(), StringComparison.Ordinal);
        }
        else
        {
            await client.WaitForFailuresAsync(2);
            await client.StopAsync();
            Assert.Contains(Warning, await Director.LogAsync(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task PersistentServerInMaintenance_KeepsItsOpenConnection_AndItsOtherClientsMove()
    {
        await SetAsync("expire_quiescent_template", 1);
        var address = Topology.VirtualAddress(2);
        await DirectAsync(Configuration(address, "tcp\n\tpersistent=300", 1, 2));
        await TableHasAsync(Topology.ServerAddress(1));
        await TableHasAsync(Topology.ServerAddress(2));
        var client = await ClientAsync($"http://{address}/");
        await client.WaitForAnswersAsync(5);
        var chosen = int.Parse(Assert.Single((await client.LastAsync(5)).Distinct())["ok rs".Length..]);
        var held = await HoldAsync(address);
        await Machine.RunAsync($"touch {Maintenance}/{Topology.ServerAddress(chosen)}");
        await TableAsync($"-r {Topology.ServerAddress(chosen)}:80 -m -w 0", "until", "the server at weight 0");
        await client.WaitForAnswersFromAsync($"rs{3 - chosen}", 20);
        Assert.EndsWith($"\nrs{chosen}", await held.AskAsync(), StringComparison.Ordinal);
        await TableLacksAsync(Topology.ServerAddress(chosen));
        await NoneFailedAsync(await client.StopAsync());
    }

    [Fact]
    public async Task KernelsettingsSetAndIpvstimeouts_AreSetInTheOwnNamespace_AndKeptAtStop()
    {
        await Machine.RunAsync("ip netns add elsewhere && ip -n elsewhere link set lo up");
        var file = "/etc/ha.d/elsewhere.cf";
        var director = new DirectorProcess(Machine, $"ip netns exec elsewhere {Executable.Path}", file);
        await director.WriteAsync(
            "kernelsettings = set\nipvstimeouts = 1000, 0, 301\nlogfile=\"/run/elsewhere.log\"\n"
            + "virtual=10.7.0.1:53\n\treal=127.0.0.1:53 masq\n\tchecktype=on\n\tprotocol=udp\n"
            + "\nvirtual=10.7.0.1:80\n\treal=127.0.0.1:80 masq\n\tchecktype=on\n\tpersistent=60\n\tquiescent=yes\n");
        const string Timeouts = "Timeout (tcp tcpfin udp): 1000 120 301";
        var plan = $"ip netns exec elsewhere {Executable.Path} {file} plan";
        Assert.StartsWith("ipvsadm --set 1000 0 301", (await Machine.RunAsync(plan)).Text, StringComparison.Ordinal);
        await director.StartAsync();
        // A start does not wait for them.
        await Machine.RunAsync("until grep -q 'timeouts of IPVS were' /run/elsewhere.log; do sleep 0.05; done");
        Assert.Equal("1 1", await ElsewhereAsync());
        Assert.Equal(Timeouts, (await Machine.RunAsync("ip netns exec elsewhere ipvsadm -L --timeout")).Text.Trim());
        Assert.Contains(
            Timeouts, (await Machine.RunAsync($"ip netns exec elsewhere {Executable.Path} {file} show")).Text, StringComparison.Ordinal);
        Assert.DoesNotContain("--set", (await Machine.RunAsync(plan)).Text, StringComparison.Ordinal);
        var log = (await Machine.RunAsync("cat /run/elsewhere.log")).Text;
        Assert.Contains("net.ipv4.vs.expire_nodest_conn was 0 and is set to 1", log, StringComparison.Ordinal);
        Assert.Contains("net.ipv4.vs.expire_quiescent_template was 0 and is set to 1", log, StringComparison.Ordinal);
        Assert.Contains(
            "The timeouts of IPVS were tcp 900 s, tcpfin 120 s, udp 300 s and are set to tcp 1000 s, tcpfin 120 s, udp 301 s",
            log, StringComparison.Ordinal);
        await director.StopAsync();
        Assert.Equal("1 1", await ElsewhereAsync());
        Assert.Equal(Timeouts, (await Machine.RunAsync("ip netns exec elsewhere ipvsadm -L --timeout")).Text.Trim());
        Assert.EndsWith(": 900 120 300", (await Machine.RunAsync("ipvsadm -L --timeout")).Text.Trim(), StringComparison.Ordinal);
        Assert.Equal("0 0",
            (await Machine.RunAsync($"echo $(cat {Settings}/expire_nodest_conn {Settings}/expire_quiescent_template)")).Text.Trim());

        async Task<string> ElsewhereAsync() =>
            (await Machine.RunAsync($"ip netns exec elsewhere sh -c 'echo "
                + $"$(cat {Settings}/expire_nodest_conn {Settings}/expire_quiescent_template)'")).Text.Trim();
    }

    [Fact]
    public async Task Check_NamesServicesWhoseClientsStayWithARemovedServer()
    {
        var director = await DirectorProcess.PrepareAsync(
            Machine,
            "settings",
            "virtual=10.7.0.1:53\n\treal=127.0.0.1:53 masq\n\tchecktype=on\n\tprotocol=udp\n"
            + "\nvirtual=10.7.0.1:80\n\treal=127.0.0.1:80 masq\n\tchecktype=on\n\tpersistent=60\n\tquiescent=yes\n");
        var before = (await director.CommandAsync("check")).Text;
        Assert.Contains("net.ipv4.vs.expire_nodest_conn is 0", before, StringComparison.Ordinal);
        Assert.Contains("udp:10.7.0.1:53", before, StringComparison.Ordinal);
        Assert.Contains("net.ipv4.vs.expire_quiescent_template is 0", before, StringComparison.Ordinal);
        Assert.Contains("tcp:10.7.0.1:80", before, StringComparison.Ordinal);
        Assert.Equal("0 0",
            (await Machine.RunAsync($"echo $(cat {Settings}/expire_nodest_conn {Settings}/expire_quiescent_template)")).Text.Trim());
        await SetAsync("expire_nodest_conn", 1);
        await SetAsync("expire_quiescent_template", 1);
        Assert.DoesNotContain("expire_", (await director.CommandAsync("check")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Syncdaemon_IsKeptAsTheFileSays()
    {
        await Machine.RunAsync("ip netns add pair && ip -n pair link set lo up && ip -n pair link add d0 type dummy "
            + "&& ip -n pair link set d0 up && ip -n pair addr add 10.8.0.1/24 dev d0");
        var director = new DirectorProcess(Machine, $"ip netns exec pair {Executable.Path}", "/etc/ha.d/pair.cf");
        await director.WriteAsync(Pair("syncdaemon = master,backup interface d0 syncid 7"));
        Assert.Contains(
            "ipvsadm --start-daemon master --mcast-interface d0 --syncid 7\n"
                + "ipvsadm --start-daemon backup --mcast-interface d0 --syncid 7\n",
            (await director.CommandAsync("plan")).Text, StringComparison.Ordinal);
        await director.StartAsync();
        const string Both = "(mcast=d0, syncid=7, maxlen=1472, group=224.0.0.81, port=8848, ttl=1)";
        await SyncBecomesAsync($"master sync daemon {Both}", $"backup sync daemon {Both}");

        // A restart leaves the kernel's threads alone.
        var threads = (await Machine.RunAsync("pgrep '^ipvs-[mb]:'")).Text;
        await director.StopAsync();
        await director.StartAsync();
        await ShowsAsync("sync backup d0 id 7 maxlen");
        Assert.Equal(threads, (await Machine.RunAsync("pgrep '^ipvs-[mb]:'")).Text);
        Assert.Contains("\"sync\":[{\"role\":\"master\",\"state\":\"running\",\"interface\":\"d0\",\"id\":7,\"maxlen\":1472,",
            (await director.CommandAsync("show --json")).Text, StringComparison.Ordinal);
        Assert.Contains("ldirectord_sync_daemon{role=\"backup\",interface=\"d0\"} 1",
            (await director.CommandAsync("metrics")).Text, StringComparison.Ordinal);

        // Another hand, and an interface that is made anew: repair.
        // The director may have the threads back between two of these commands.
        await InPairAsync("ipvsadm --stop-daemon backup; "
            + "until ipvsadm --stop-daemon master; ipvsadm --start-daemon master --mcast-interface d0 --syncid 8; do :; done");
        await SyncBecomesAsync($"master sync daemon {Both}", $"backup sync daemon {Both}");
        threads = (await Machine.RunAsync("pgrep '^ipvs-m:'")).Text;
        await InPairAsync("ip link del d0; ip link add d0 type dummy; ip link set d0 up; ip addr add 10.8.0.1/24 dev d0; "
            + $"until [ \"$(pgrep '^ipvs-m:')\" != \"{threads.Trim()}\" ] && ipvsadm -L --daemon | grep -q master; do sleep 0.1; done");

        // All words, over IPv6; the master leaves the file. An operator's daemon is left alone.
        await director.ReloadAsync(Pair("syncdaemon = backup interface d0 syncid 9 maxlen 1400 group ff02::81 port 9000 ttl 3"));
        await SyncBecomesAsync("backup sync daemon (mcast=d0, syncid=9, maxlen=1400, group=ff02::81, port=9000, ttl=3)");
        await director.ReloadAsync(Pair("syncdaemon = master interface d9 syncid 1"));
        await SyncBecomesAsync();
        await InPairAsync("ipvsadm --start-daemon backup --mcast-interface d0 --syncid 5");
        await InPairAsync($"until grep -q 'there is no interface d9; it will' {PairLog}; do sleep 0.1; done; ip link add d9 type dummy; "
            + "ip link set d9 up; ip addr add 10.9.0.1/24 dev d9");
        const string Operators = "backup sync daemon (mcast=d0, syncid=5, maxlen=1472, group=224.0.0.81, port=8848, ttl=1)";
        await SyncBecomesAsync("master sync daemon (mcast=d9, syncid=1, maxlen=1472, group=224.0.0.81, port=8848, ttl=1)", Operators);
        Assert.Contains("sync backup d0 id 5 maxlen 1472 group 224.0.0.81 port 8848 ttl 1 (not in the configuration)",
            (await director.CommandAsync("show")).Text, StringComparison.Ordinal);
        var log = (await Machine.RunAsync($"cat {PairLog}")).Text;
        Assert.Single(log.Split('\n'), line => line.Contains("there is no interface d9; it will be tried again", StringComparison.Ordinal));

        // cleanstop = yes ends what the file names.
        await director.StopAsync();
        await director.WriteAsync(
            Pair("syncdaemon = master interface d9 syncid 1").Replace("cleanstop=no", "cleanstop=yes", StringComparison.Ordinal));
        await director.StartAsync();
        await ShowsAsync("sync master d9 id 1 maxlen");
        await director.StopAsync();
        await SyncBecomesAsync(Operators);
        await director.WriteAsync(Pair("syncdaemon = master,backup interface d0 syncid 7"));
        await InPairAsync($"echo 1 >{Settings}/backup_only");
        Assert.Contains("net.ipv4.vs.backup_only is 1: while syncdaemon has both roles, this machine directs no packet",
            (await director.CommandAsync("check")).Text, StringComparison.Ordinal);
    }

    private const string PairLog = "/run/pair.log";

    private static string Pair(string sync) => $"{sync}\nrepair=all\nrepairinterval=1\ncleanstop=no\nlogfile=\"{PairLog}\"\n"
        + "virtual=10.8.0.1:80\n\treal=127.0.0.1:80 masq\n\tchecktype=on\n";

    private async Task<string> InPairAsync(string script) =>
        (await Machine.RunAsync($"ip netns exec pair sh -ec '{script.Replace("'", "'\\''", StringComparison.Ordinal)}'")).Text;

    private Task<string> ShowsAsync(string line) =>
        InPairAsync($"until {Executable.Path} /etc/ha.d/pair.cf show | grep -q '{line}'; do sleep 0.1; done");

    /// <summary>Waits until the kernel runs these, and no others.</summary>
    private async Task SyncBecomesAsync(params string[] lines)
    {
        var expected = string.Join('\n', lines);
        var wait = await Machine.RunAsync(
            $"until [ \"$(ip netns exec pair ipvsadm -L --daemon)\" = \"{expected}\" ]; do sleep 0.1; done");
        Assert.True(wait.ExitCode == 0, (await Machine.RunAsync($"ip netns exec pair ipvsadm -L --daemon; cat {PairLog}")).Output);
    }

    private async Task SetAsync(string setting, int value) => _ = (await Machine.RunAsync($"echo {value} >{Settings}/{setting}")).Text;

    private static string Configuration(string address, string protocol, params int[] servers) =>
        WebService(address, servers.Select(n => $"{Topology.ServerAddress(n)}:80 masq"), "scheduler=rr", $"protocol={protocol}");
}
