
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
        await Machine.StartAsync(
            $"ip netns exec client bash -c 'exec 3<>/dev/tcp/{address}/80; touch /run/held; until [ -e /run/finish ]; do sleep 0.1; done; "
                + "printf \"GET / HTTP/1.0\\r\\n\\r\\n\" >&3; timeout 20 cat <&3; echo; echo ended'",
            "/run/held.said");
        await Machine.RunAsync("until [ -e /run/held ]; do sleep 0.05; done");
        await Machine.RunAsync($"touch {Maintenance}/{Topology.ServerAddress(chosen)}");
        await TableAsync($"-r {Topology.ServerAddress(chosen)}:80 -m -w 0", "until", "the server at weight 0");
        await client.WaitForAnswersFromAsync($"rs{3 - chosen}", 20);
        await Machine.RunAsync("touch /run/finish; until grep -q ended /run/held.said; do sleep 0.05; done", TimeSpan.FromSeconds(40));
        Assert.Contains($"\nrs{chosen}\n",
            (await Machine.RunAsync("cat /run/held.said")).Output.Replace("\r", "", StringComparison.Ordinal), StringComparison.Ordinal);
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

    private async Task SetAsync(string setting, int value) => _ = (await Machine.RunAsync($"echo {value} >{Settings}/{setting}")).Text;

    private static string Configuration(string address, string protocol, params int[] servers) =>
        WebService(address, servers.Select(n => $"{Topology.ServerAddress(n)}:80 masq"), "scheduler=rr", $"protocol={protocol}");
}
