using System.Globalization;
using Ldirectord.Kernel.Uml;

namespace Ldirectord.Kernel.Daemon;

/// <summary>
/// checkvia = virtual: a real server that answers at its own address, but not at the virtual address, is out; and a director that cannot
/// check this way changes nobody's health.
/// </summary>
public sealed class CheckViaTests(TrafficNetwork network) : DirectedTraffic(network), IClassFixture<TrafficNetwork>, IAsyncLifetime
{
    private const string Results = "/run/via.monitor";

    /// <summary>Marks of services whose mark is one of checkmarks' default range.</summary>
    private const string CountMarks = "ipvsadm -Sn | grep -c '^-A -f 12795' || true";

    /// <summary>Packets that IPVS has forwarded, with or without a mark: they count the checks.</summary>
    private const string CountPackets = "ipvsadm -Ln --stats --exact | awk '$1 ~ /FWM|TCP/ { n += $4 } END { print n }'";

    private const string LoseMarks =
        "modprobe -a iptable_mangle xt_mark; iptables-legacy -t mangle -A OUTPUT -j MARK --set-mark 7";

    private const string KeepMarks = "iptables-legacy -t mangle -F OUTPUT";

    private const string DeleteMarkOfFirst =
        "ipvsadm -D -f $(ipvsadm -Sn | sed -n 's/^-a -f \\(12795[0-9]*\\) -r 10.2.0.11:.*/\\1/p')";

    private const string MarkOfFirst = "-a -f 12795[0-9]* -r 10.2.0.11:";

    public new async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _ = (await Machine.RunAsync(
            $"""
            rm -f {Results}
            sysctl -q -w net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.servers.rp_filter=0 net.ipv4.conf.servers.accept_local=1
            iptables-legacy -t mangle -F OUTPUT
            for n in 100 101 103; do ip -n rs1 addr replace 10.1.0.$n/32 dev lo; done
            """)).Text;
    }

    [Fact]
    public async Task ServerThatAnswersOnlyAtItsOwnAddress_IsOut_AndNoMarkServiceIsLeft()
    {
        var (gate, ipip, real, udp, bound) = (Topology.VirtualAddress(0), Topology.VirtualAddress(1), Topology.VirtualAddress(3),
            Topology.VirtualAddress(5), Topology.VirtualAddress(2));
        var six = $"[{Topology.VirtualAddress6(0)}]";
        await GuestTool.StartAsync(
            Machine, "serve", "/run/others", $"a=rs1@10.2.0.11:81 b=rs2@[::]:81 c=rs1@{udp}:82 d=rs2@{udp}:82");
        await DirectAsync("checktimeout=1\nnegotiatetimeout=1\ncheckinterval=1\ncleanstop=no\n"
            + Service($"virtual={gate}:80", "gate", "checkvia=virtual", "service=http", "request=\"/\"", "receive=\"^rs\"")
            + Service($"virtual={ipip}:80", "ipip", "checkvia=virtual", "checktype=connect")
            + Service($"virtual6={six}:80", "gate", "checkvia=virtual", "checktype=connect")
            + Service($"virtual={udp}:82", "gate", "checkvia=virtual", "protocol=udp", "service=simpleudp", "request=\"x\"")
            + Service($"virtual={bound}:81", "gate", "checkvia=virtual", "checktype=connect")
            + Service($"virtual={real}:80", "gate", "checktype=connect"));
        string[] services = [$"-t {gate}:80", $"-t {ipip}:80", $"-t {six}:80", $"-u {udp}:82", $"-t {real}:80"];
        foreach (var service in services)
            await InAsync(service, 1, 2);
        await InAsync($"-t {bound}:81", 2);
        await OutAsync($"-t {bound}:81", 1);
        Assert.Contains("(tcp:10.1.0.102:81) failed: connection refused", await Director.LogAsync(), StringComparison.Ordinal);

        await Machine.RunAsync($"for n in 100 103 105; do ip -n rs1 addr del 10.1.0.$n/32 dev lo; done; "
            + $"ip -6 -n rs1 addr del {Topology.VirtualAddress6(0)}/128 dev lo; ip -n rs2 link set tunl0 down");
        foreach (var service in (string[])[$"-t {gate}:80", $"-t {six}:80", $"-u {udp}:82"])
        {
            await OutAsync(service, 1);
            await InAsync(service, 2);
        }

        await OutAsync($"-t {ipip}:80", 2);
        await InAsync($"-t {ipip}:80", 1);
        // What a check of the real address does not see.
        await InAsync($"-t {real}:80", 1, 2);
        var hung = await (await TopologyAsync()).StartClientAsync($"http://{real}/");
        var client = await ClientAsync($"http://{gate}/");
        await hung.WaitForFailuresAsync(1);
        await client.WaitForAnswersFromAsync("rs2", 20);
        await hung.StopAsync();
        await NoneFailedAsync(await client.StopAsync());

        await Machine.RunAsync($"for n in 100 103 105; do ip -n rs1 addr add 10.1.0.$n/32 dev lo; done; "
            + $"ip -6 -n rs1 addr add {Topology.VirtualAddress6(0)}/128 dev lo nodad; ip -n rs2 link set tunl0 up");
        foreach (var service in services)
            await InAsync(service, 1, 2);
        // rs1 and rs2 by gate, by ipip, and by gate over IPv6; and a self-test in each family.
        Assert.Equal("8", (await Machine.RunAsync(CountMarks)).Text.Trim());
        Assert.DoesNotContain("12795", (await Director.CommandAsync("show")).Text, StringComparison.Ordinal);
        Assert.DoesNotContain("12795", (await Director.CommandAsync("plan")).Text, StringComparison.Ordinal);
        await Director.KillAsync();
        Assert.Equal("8", (await Machine.RunAsync(CountMarks)).Text.Trim());
        await Director.WriteAsync($"checkinterval=1\ncleanstop=no\n"
            + Service($"virtual={gate}:80", "gate", "checkvia=virtual", "checktype=connect"));
        await Director.StartAsync();
        _ = (await Machine.RunAsync($"until [ $({CountMarks}) = 3 ]; do sleep 0.05; done")).Text;
        Assert.DoesNotContain("down", (await Director.CommandAsync("probe")).Output, StringComparison.Ordinal);
        await Director.StopAsync();
        Assert.Equal("0", (await Machine.RunAsync(CountMarks)).Text.Trim());
        await InAsync($"-t {gate}:80", 1, 2);
    }

    [Fact]
    public async Task DirectorThatDropsAnswersOrLosesMarks_ChangesNoHealth_AndNamesTheCommandOnce()
    {
        var service = $"-t {Topology.VirtualAddress(0)}:80";
        await DirectAsync("checktimeout=1\nnegotiatetimeout=1\ncheckinterval=1\ncleanstop=no\n"
            + Service($"virtual={Topology.VirtualAddress(0)}:80", "gate", "checkvia=virtual", "checktype=connect"));
        await InAsync(service, 1, 2);
        await UnfitAsync("sysctl -q -w net.ipv4.conf.servers.accept_local=0", "sysctl -q -w net.ipv4.conf.servers.accept_local=1",
            "accept_local is 0 for servers: sysctl -w net.ipv4.conf.servers.accept_local=1");
        await UnfitAsync("sysctl -q -w net.ipv4.conf.servers.rp_filter=1", "sysctl -q -w net.ipv4.conf.servers.rp_filter=0",
            "rp_filter is 1 for servers: sysctl -w net.ipv4.conf.servers.rp_filter=2");
        const string lost = "do not reach IPVS for 10.1.0.100";
        await UnfitAsync(LoseMarks, KeepMarks, lost);

        // Also while no server is in the table, so that IPVS refuses connections to the virtual address itself.
        await Machine.RunAsync("for n in 1 2; do ip -n rs$n addr del 10.1.0.100/32 dev lo; done");
        await OutAsync(service, 1);
        await OutAsync(service, 2);
        _ = (await Machine.RunAsync($"{LoseMarks}; until [ $(grep -c '{lost}' {DirectorProcess.Log}) = 2 ]; do sleep 0.1; done; "
            + $"for n in 1 2; do ip -n rs$n addr add 10.1.0.100/32 dev lo; done; {KeepMarks}")).Text;
        await InAsync(service, 1, 2);

        // Without its mark service the check of rs1 would pass at rs2.
        _ = (await Machine.RunAsync($"ip -n rs1 addr del 10.1.0.100/32 dev lo; {DeleteMarkOfFirst}")).Text;
        await OutAsync(service, 1);
        await TableAsync(MarkOfFirst, "until", "the mark service of rs1");
        Assert.Contains("was deleted or changed by another hand", await Director.LogAsync(), StringComparison.Ordinal);
        // Somebody empties the table: the marks are written again, though the service's own entry waits for a reload.
        await Machine.RunAsync("ipvsadm -C");
        _ = (await Machine.RunAsync($"until [ $({CountMarks}) = 3 ]; do sleep 0.05; done")).Text;

        async Task UnfitAsync(string spoil, string mend, string words)
        {
            // Without its address, so that a check that could be made would put it out; an answer of the other server would count as up.
            _ = (await Machine.RunAsync($"{spoil}; ip -n rs1 addr del 10.1.0.100/32 dev lo")).Text;
            await Director.LogShowsAsync(words);
            _ = (await Machine.RunAsync(
                $"n=$({CountPackets}); until [ $({CountPackets}) -ge $((n + 12)) ]; do sleep 0.1; done")).Text;
            await InAsync(service, 1, 2);
            if (words.Contains("sysctl", StringComparison.Ordinal))
                Assert.Contains(words, (await Director.CommandAsync("check")).Text, StringComparison.Ordinal);
            var log = await Director.LogAsync();
            Assert.True(log.Split('\n').Count(line => line.Contains(words, StringComparison.Ordinal)) == 1, $"not once: {words}\n{log}");
            _ = (await Machine.RunAsync(mend)).Text;
            await OutAsync(service, 1);
            await Machine.RunAsync("ip -n rs1 addr add 10.1.0.100/32 dev lo");
            await InAsync(service, 1, 2);
        }
    }

    [Fact]
    public async Task ManyDeadServersBesideManyLiveOnes_FailNoLiveOne()
    {
        await ManyServersAsync();
        await DirectAsync(OfMany(3, n => $"\treal=10.2.1.{n}:80 gate\n\treal=10.2.2.{n}:80 gate\n"));
        // Three rounds.
        _ = (await Machine.RunAsync($"until [ $(grep -c '10.2.2..*down' {Results} || true) -ge 600 ]; do sleep 0.5; done",
            TimeSpan.FromSeconds(120))).Text;
        var failed = (await Machine.RunAsync($"grep '10\\.2\\.1\\..*\\[down\\]' {Results} || true")).Text;
        var passed = (await Machine.RunAsync($"grep -c '10\\.2\\.2\\..*\\[up\\]' {Results} || true")).Text.Trim();
        // Each once: the kernel lists an entry twice when another one is added before it meanwhile.
        var entries = int.Parse(
            (await Machine.RunAsync("grep ' 0A01006A 0050 ' /proc/net/ip_vs_conn | cut -d ' ' -f 1-7 | sort -u | wc -l")).Text,
            CultureInfo.InvariantCulture);
        var checks = int.Parse((await Machine.RunAsync($"grep -c '10.2.2..*down' {Results}")).Text, CultureInfo.InvariantCulture);
        Assert.Equal("", failed);
        Assert.Equal("0", passed);
        // One for each check that has ended, and for those under way.
        Assert.InRange(entries, 200, checks + 200);
    }

    /// <summary>What was lost left connections in IPVS, whose ports later packets have too.</summary>
    [Fact]
    public async Task MarksOfManyServers_AreFoundAgainOnceTheRuleIsGone()
    {
        await ManyServersAsync();
        await DirectAsync(OfMany(1, n => $"\treal=10.2.1.{n}:80 gate\n"));
        await ResultsAsync(400);
        _ = (await Machine.RunAsync(LoseMarks)).Text;
        await Director.LogShowsAsync("do not reach IPVS for 10.1.0.106");
        // Twice as many checks as there are ports.
        _ = (await Machine.RunAsync($"sleep 10; {KeepMarks}; : > {Results}")).Text;
        await ResultsAsync(2000);

        async Task ResultsAsync(int count) =>
            _ = (await Machine.RunAsync($"until [ $(grep -c '\\[up\\]' {Results} || true) -ge {count} ]; do sleep 0.2; done")).Text;
    }

    /// <summary>200 addresses at rs1, which has the virtual address, and 200 at rs4, which has none and forwards nothing.</summary>
    private async Task ManyServersAsync() =>
        _ = (await Machine.RunAsync(
            """
            sysctl -q -w net.ipv4.neigh.default.gc_thresh2=4096 net.ipv4.neigh.default.gc_thresh3=8192
            ip netns exec rs4 sysctl -q -w net.ipv4.ip_forward=0
            ip -n rs1 addr replace 10.1.0.106/32 dev lo
            ip -n rs4 addr del 10.1.0.106/32 dev lo 2> /dev/null || true
            live=$(ip -n rs1 -o link show eth0 | sed 's|.*link/ether \([^ ]*\) .*|\1|')
            dead=$(ip -n rs4 -o link show eth0 | sed 's|.*link/ether \([^ ]*\) .*|\1|')
            {
                echo "route replace 10.2.1.0/24 dev servers"
                echo "route replace 10.2.2.0/24 dev servers"
                for n in $(seq 200); do
                    echo "neigh replace 10.2.1.$n lladdr $live dev servers nud permanent"
                    echo "neigh replace 10.2.2.$n lladdr $dead dev servers nud permanent"
                done
            } | ip -batch -
            """)).Text;

    /// <summary>Checks through 10.1.0.106; what they found is written to <see cref="Results"/>.</summary>
    /// <param name="interval">Seconds, of the timeout too.</param>
    /// <param name="lines">The real servers' lines for each of 1 to 200.</param>
    private static string OfMany(int interval, Func<int, string> lines) =>
        $"checktimeout={interval}\ncheckinterval={interval}\nvirtual=10.1.0.106:80\n"
        + string.Concat(Enumerable.Range(1, 200).Select(lines))
        + $"\tchecktype=connect\n\tcheckvia=virtual\n\tmonitorfile={Results}\n";

    private static string Service(string head, string method, params string[] settings)
    {
        var (real, address) = head.StartsWith("virtual6", StringComparison.Ordinal)
            ? ("real6", (Func<int, string>)(n => $"[{Topology.ServerAddress6(n)}]"))
            : ("real", Topology.ServerAddress);
        var port = head[(head.LastIndexOf(':') + 1)..];
        return $"{head}\n\t{real}={address(1)}:{port} {method}\n\t{real}={address(2)}:{port} {method}\n\tscheduler=rr\n"
            + string.Concat(settings.Select(setting => $"\t{setting}\n"));
    }

    private async Task InAsync(string service, params int[] servers)
    {
        foreach (var server in servers)
            await TableAsync(Line(service, server), "until", $"{server} in {service}");
    }

    private Task OutAsync(string service, int server) => TableAsync(Line(service, server), "while", $"{server} in {service}");

    private static string Line(string service, int server)
    {
        var isSix = service.Contains('[', StringComparison.Ordinal);
        var address = isSix ? $"[{Topology.ServerAddress6(server)}]" : Topology.ServerAddress(server);
        return $"-a {service} -r {address}:".Replace("[", "\\[", StringComparison.Ordinal).Replace("]", "\\]", StringComparison.Ordinal);
    }
}
