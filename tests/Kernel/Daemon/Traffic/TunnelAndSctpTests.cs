using System.Net;
using Ldirectord.Kernel.Uml;

namespace Ldirectord.Kernel.Daemon;

/// <summary>A daemon's table with tunnels of gue and gre, with services over SCTP, and with the persistence of SIP.</summary>
public sealed class TunnelAndSctpTests(TrafficNetwork network) : DirectedTraffic(network), IClassFixture<TrafficNetwork>
{
    // A listener that closes each association with its name, and a client that prints the names. A check is gone before the name.
    private const string Listener = """
        use Socket; socket(my $l, AF_INET, SOCK_STREAM, 132) or die "socket: $!";
        bind($l, sockaddr_in(2905, inet_aton($ARGV[1]))) or die $!;
        $SIG{PIPE} = "IGNORE"; listen($l, 16) or die $!;
        $| = 1; print "listens\n"; while (accept(my $c, $l)) { syswrite $c, $ARGV[0]; close $c }
        """;

    private const string Asker = """
        use Socket; for (1..8) { socket(my $s, AF_INET, SOCK_STREAM, 132) or die $!; alarm 10;
        connect($s, sockaddr_in(2905, inet_aton($ARGV[0]))) or die $!; sysread($s, my $name, 99) or die $!; print "$name\n"; close $s }
        """;

    [Fact]
    public async Task EachTunnel_CarriesClients()
    {
        string[] tunnels = ["tun=gue:6080", "tun=gue:6080:csum", "tun=gue:6080:remcsum", "tun=gre"];
        _ = (await Machine.RunAsync("modprobe -a fou ip_gre")).Text;
        foreach (int n in Enumerable.Range(1, 4))
        {
            string receiver = n < 4 ? "ip fou add port 6080 gue" : "ip link set gre0 up; sysctl -qw net.ipv4.conf.gre0.rp_filter=0";
            _ = (await Machine.RunAsync($"ip netns exec rs{n} sh -e -c '{receiver}'")).Text;
        }

        string address = Topology.VirtualAddress(0);
        await DirectAsync(WebService(
            address, tunnels.Select((tunnel, i) => $"{Topology.ServerAddress(i + 1)}:80 ipip {tunnel}"), "scheduler=rr"));
        await Director.TableBecomesAsync(
            $"-A -t {address}:80 -s rr",
            $"-a -t {address}:80 -r {Topology.ServerAddress(1)}:80 -i -w 1 --tun-type gue --tun-port 6080 --tun-nocsum",
            $"-a -t {address}:80 -r {Topology.ServerAddress(2)}:80 -i -w 1 --tun-type gue --tun-port 6080 --tun-csum",
            $"-a -t {address}:80 -r {Topology.ServerAddress(3)}:80 -i -w 1 --tun-type gue --tun-port 6080 --tun-remcsum",
            $"-a -t {address}:80 -r {Topology.ServerAddress(4)}:80 -i -w 1 --tun-type gre --tun-nocsum");
        var client = await ClientAsync($"http://{address}/");
        await client.WaitForRequestsAsync(12);
        var totals = await client.StopAsync();
        await NoneFailedAsync(totals);
        Assert.Equal(["rs1", "rs2", "rs3", "rs4"], totals.Answers.Keys.Order());
        Assert.Contains("tun=gue:6080:csum", (await Director.CommandAsync("show")).Text, StringComparison.Ordinal);
        Assert.Contains("\"tunnel\":\"gue:6080:remcsum\"", (await Director.CommandAsync("show --json")).Text, StringComparison.Ordinal);

        // Another tunnel is an edit; a restart finds the table as it should be.
        await Director.ReloadAsync(WebService(address, [$"{Topology.ServerAddress(1)}:80 ipip tun=gre:csum"], "scheduler=rr"));
        string[] edited =
        [
            $"-A -t {address}:80 -s rr", $"-a -t {address}:80 -r {Topology.ServerAddress(1)}:80 -i -w 1 --tun-type gre --tun-csum",
        ];
        await Director.TableBecomesAsync(edited);
        Assert.DoesNotContain($"Deleted real server: {Topology.ServerAddress(1)}", await Director.LogAsync(), StringComparison.Ordinal);
        await Director.KillAsync();
        Assert.DoesNotContain("ipvsadm", (await Director.CommandAsync("plan")).Text, StringComparison.Ordinal);
        await Director.StartAsync();
        await Director.TableBecomesAsync(edited);
    }

    [Fact]
    public async Task SctpService_IsServedAndCheckedOverSctp()
    {
        string address = Topology.VirtualAddress(1), marked = Topology.VirtualAddress(2);
        string first = Topology.ServerAddress(1), second = Topology.ServerAddress(2);
        string configuration =
            $"checktimeout=2\ncheckinterval=1\nvirtual={address}:2905\n\treal={first}:2905 masq\n\treal={second}:2905 masq\n"
            + $"\tprotocol=sctp\n\tscheduler=rr\n\tchecktype=connect\n"
            + $"\nvirtual=8\n\treal={first}:2905 masq\n\tscheduler=rr\n\tchecktype=connect\n"
            + "\tcheckprotocol=sctp\n\tquiescent=yes\n";
        // A kernel that cannot load SCTP says so, and takes nobody in.
        _ = (await Machine.RunAsync("echo install sctp /bin/false >/etc/modprobe.d/no-sctp.conf")).Text;
        await DirectAsync(configuration);
        await Director.LogShowsAsync("modprobe sctp");
        _ = (await Machine.RunAsync("rm /etc/modprobe.d/no-sctp.conf; modprobe -a sctp xt_mark iptable_mangle; "
            + $"iptables-legacy -t mangle -A PREROUTING -d {marked} -p 132 -j MARK --set-mark 8")).Text;
        string show = $"{Director.Program} {Director.File} show";
        _ = (await Machine.RunAsync($"until {show} | grep -q 'connection refused'; do sleep 0.1; done")).Text;
        string[] services = [$"-A --sctp-service {address}:2905 -s rr", "-A -f 8 -s rr"];
        await Director.TableBecomesAsync(services);

        int listener = await ListenAsync(1);
        await ListenAsync(2);
        string[] served =
        [
            .. services, $"-a -f 8 -r {first}:2905 -m -w 1", $"-a --sctp-service {address}:2905 -r {first}:2905 -m -w 1",
            $"-a --sctp-service {address}:2905 -r {second}:2905 -m -w 1",
        ];
        await Director.TableBecomesAsync(served);
        Assert.Equal(["rs1", "rs2"], (await AskAsync(address)).Distinct().Order());
        Assert.Equal(["rs1"], (await AskAsync(marked)).Distinct());
        Assert.Contains($"SCTP {address}:2905 rr", (await Director.CommandAsync("show")).Text, StringComparison.Ordinal);

        _ = (await Machine.RunAsync($"kill {listener}")).Text;
        await Director.TableBecomesAsync(
            [.. services, $"-a -f 8 -r {first}:2905 -m -w 0", $"-a --sctp-service {address}:2905 -r {second}:2905 -m -w 1"]);
        Assert.Equal(["rs2"], (await AskAsync(address)).Distinct());
    }

    [Fact]
    public async Task SipEngine_IsInTheTable_AndCheckNamesMissingModules()
    {
        string address = Topology.VirtualAddress(3);
        string configuration = $"virtual={address}:5060\n\treal={Topology.ServerAddress(1)}:5060 masq\n\tprotocol=udp\n\tchecktype=on\n"
            + "\tpersistent=60\n\tscheduler=rr\n\tops=yes\n";
        await DirectAsync(configuration + "\tpersistenceengine=sip\n");
        string real = $"-a -u {address}:5060 -r {Topology.ServerAddress(1)}:5060 -m -w 1";
        await Director.TableBecomesAsync($"-A -u {address}:5060 -s rr -p 60 --pe sip -o", real);
        await Director.ReloadAsync(configuration);
        await Director.TableBecomesAsync($"-A -u {address}:5060 -s rr -p 60 -o", real);
        var director = await DirectorProcess.PrepareAsync(
            Machine, "modules", configuration.Replace("=rr", "=twos", StringComparison.Ordinal) + "\tpersistenceengine=sip\n");
        string[] lines = (await director.CommandAsync("check")).Text.Split('\n');
        Assert.Equal(
            "this kernel has no scheduler twos, so the service cannot be added: expected its module ip_vs_twos (modprobe ip_vs_twos)",
            Assert.Single(lines, line => line.Contains("modprobe", StringComparison.Ordinal)).Split($"udp:{address}:5060: ")[1]);
    }

    private async Task<int> ListenAsync(int number)
    {
        string log = $"/run/sctp-{number}";
        await File.WriteAllTextAsync(Path.Combine(Machine.Scratch, "listen.pl"), Listener);
        int pid = await Machine.StartAsync(
            $"ip netns exec rs{number} perl {Machine.Scratch}/listen.pl rs{number} {Topology.ServerAddress(number)}", log);
        _ = (await Machine.RunAsync($"until grep -q listens {log}; do sleep 0.05; done")).Text;
        return pid;
    }

    private async Task<string[]> AskAsync(string address)
    {
        await File.WriteAllTextAsync(Path.Combine(Machine.Scratch, "ask.pl"), Asker);
        return (await Machine.RunAsync($"ip netns exec client perl {Machine.Scratch}/ask.pl {IPAddress.Parse(address)}")).Text
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
