using Ldirectord.Import;
using Ldirectord.Kernel.Daemon;
using Ldirectord.Kernel.Uml;

namespace Ldirectord.Kernel.Import;

/// <summary>
/// keepalived on its file and our daemon on the translation, each in a network namespace of its own, before the same real servers: the
/// kernel's two tables are equal whenever they have settled, while servers die and return.
/// </summary>
public sealed class SameTableTests(SharedMachine shared) : IClassFixture<SharedMachine>
{
    private const string World = """
        modprobe -a ip_vs veth bridge
        mkdir -p /etc/ha.d /run/keepalived
        ip link add lan type bridge
        ip link set lan up
        ip addr add 10.5.0.1/24 dev lan
        for n in 11 12 13 14; do
            ip addr add 10.5.0.$n/32 dev lan
            ip addr add fd00:5::$n/128 dev lan nodad
        done
        ip addr add fd00:5::1/64 dev lan nodad
        for name in theirs ours; do
            ip netns add $name
            ip link add to-$name type veth peer name eth0 netns $name
            ip link set to-$name master lan up
            ip -n $name link set lo up
            ip -n $name link set eth0 up
        done
        ip -n theirs addr add 10.5.0.101/24 dev eth0
        ip -n theirs addr add fd00:5::101/64 dev eth0 nodad
        ip -n ours addr add 10.5.0.102/24 dev eth0
        ip -n ours addr add fd00:5::102/64 dev eth0 nodad
        cat >/run/misc.sh <<'END'
        #!/bin/sh
        [ "$1" = "a b" ] || exit 1
        exit $(cat /run/misc-$2)
        END
        chmod +x /run/misc.sh
        echo 0 >/run/misc-plain
        echo 0 >/run/misc-dynamic
        cat >/run/mail.pl <<'END'
        use IO::Socket::INET;
        my $server = IO::Socket::INET->new(LocalAddr => $ARGV[0], LocalPort => 25, Listen => 9, ReuseAddr => 1) or die $!;
        while (my $client = $server->accept) {
            print $client "220 mail\r\n";
            while (<$client>) { print $client /^QUIT/i ? "221 bye\r\n" : "250 ok\r\n"; }
        }
        END
        cat >/run/others.sh <<'END'
        # up NUMBER, dead NUMBER: the name server and the mail server of 10.5.0.1NUMBER
        if [ $1 = dead ]; then kill -9 $(cat /run/names-$2.pid /run/mail-$2.pid); exit; fi
        dnsmasq --conf-file=/dev/null --no-resolv --no-hosts --address=/www.example.net/192.0.2.1 --listen-address=10.5.0.1$2 \
            --bind-interfaces --user=root --pid-file=/run/names-$2.pid </dev/null >/dev/null 2>&1
        perl /run/mail.pl 10.5.0.1$2 </dev/null >/dev/null 2>&1 &
        echo $! >/run/mail-$2.pid
        END
        for n in 1 2 3; do sh /run/others.sh up $n; done
        """;

    private UmlMachine Machine => shared.Machine;

    [Fact]
    public async Task Translation_KeepsTheTableOfKeepalived_WhileServersDieAndReturn()
    {
        Assert.SkipWhen(!File.Exists("/usr/sbin/keepalived"), "needs the Debian package keepalived: apt-get install keepalived");
        _ = (await Machine.RunAsync(World)).Text;
        // One for IPv4 and IPv6, and one for each port that is checked.
        var servers = await GuestTool.StartAsync(
            Machine, "serve", "/run/servers",
            string.Join(
                ' ', from n in Enumerable.Range(1, 3) from port in (int[])[80, 8080, 8081] select $"rs{n}-{port}=10.5.0.{10 + n}:{port}")
                + " rs1-six=[fd00:5::11]:80 rs2-six=[fd00:5::12]:80");
        var text = string.Concat(KeepalivedSamples.All);
        var file = Path.Combine(Machine.Scratch, "keepalived.conf");
        await File.WriteAllTextAsync(file, text);
        var translation = KeepalivedImport.Of(KeepalivedSource.OfText(text, "d1", "/"), "keepalived.conf", keepsVrrp: false);
        await File.WriteAllTextAsync(
            Path.Combine(Machine.Scratch, "ours.cf"),
            "logfile = \"/run/ours.log\"\ndoctoratstart = no\n" + translation.Text(explains: false));
        _ = (await Machine.RunAsync($"""
            ip netns exec theirs keepalived -C -n -l -i d1 -f {file} -p /run/theirs.pid -c /run/checkers.pid >/run/theirs.log 2>&1 &
            cp {Machine.Scratch}/ours.cf /etc/ha.d/ours.cf
            ip netns exec ours {Executable.Path} ours.cf start
            """)).Text;
        // Of a line of the file: the one server that keepalived.conf itself gives weight 0.
        var check = await Machine.RunAsync(
            $"ip netns exec ours {Executable.Path} ours.cf check 2>&1 | grep 'ours.cf:[0-9]' | grep -v 'Perl ldirectord'");
        Assert.Contains("a real server of weight 0", Assert.Single(check.Lines), StringComparison.Ordinal);

        var up = await SettledAsync("all up", "");
        await ServersAsync(servers, "rs1", "dead");
        var one = await SettledAsync("rs1 dead", up);
        await ServersAsync(servers, "rs2", "dead");
        await ServersAsync(servers, "rs3", "dead");
        _ = (await Machine.RunAsync("echo 1 >/run/misc-plain; echo 12 >/run/misc-dynamic")).Text;
        var none = await SettledAsync("all dead", one);
        Assert.Contains("-r 10.5.0.14:80 ", none, StringComparison.Ordinal);
        foreach (var name in (string[])["rs1", "rs2", "rs3"])
            await ServersAsync(servers, name, "up");
        _ = (await Machine.RunAsync("echo 0 >/run/misc-plain; echo 0 >/run/misc-dynamic")).Text;
        Assert.Equal(up, await SettledAsync("all up again", none));
        await SwapAsync(up);
    }

    /// <summary>The swap of docs/import.md: what keepalived leaves is adopted, and not touched.</summary>
    private async Task SwapAsync(string table)
    {
        _ = (await Machine.RunAsync($"""
            ip netns exec ours {Executable.Path} ours.cf stop
            pids="$(cat /run/theirs.pid /run/checkers.pid)"
            kill -STOP $pids
            kill -KILL $pids
            : >/run/ours.log
            ip netns exec theirs {Executable.Path} ours.cf start
            """)).Text;
        Assert.Equal(table, await TableAsync("theirs"));
        await Task.Delay(TimeSpan.FromSeconds(4), TestContext.Current.CancellationToken); // checks of each server, every second
        Assert.Equal(table, await TableAsync("theirs"));
        var log = (await Machine.RunAsync("cat /run/ours.log")).Text;
        Assert.DoesNotContain("Deleted ", log, StringComparison.Ordinal);
        Assert.DoesNotContain("Added ", log.Replace("10.9.22.1", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    /// <summary>What keepalived.conf has and a translation cannot: declared, so that the rest must be equal.</summary>
    private static string Declared(string table) => string.Join('\n', table.Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Where(line => !ImportDifferences.All.Any(difference => line.Contains(difference.Line, StringComparison.Ordinal)))
        .Order(StringComparer.Ordinal));

    private async Task ServersAsync(GuestPipe servers, string name, string mode)
    {
        _ = (await Machine.RunAsync($"sh /run/others.sh {mode} {name[^1]}")).Text;
        foreach (var port in (string[])["80", "8080", "8081", "six"])
        {
            if (port != "six" || name != "rs3")
                Assert.Equal("ok", await servers.AskAsync($"{name}-{port} {mode}"));
        }
    }

    /// <summary>Waits until both tables have changed, and are equal and stay so.</summary>
    private async Task<string> SettledAsync(string state, string before)
    {
        var (theirs, ours) = ("", "");
        for (var round = 0; round < 60; round++)
        {
            (theirs, ours) = (await TableAsync("theirs"), await TableAsync("ours"));
            if (theirs == ours && theirs.Length > 0 && theirs != before)
            {
                await Task.Delay(TimeSpan.FromSeconds(2), TestContext.Current.CancellationToken);
                if (theirs == await TableAsync("theirs") && theirs == await TableAsync("ours"))
                    return theirs;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(500), TestContext.Current.CancellationToken);
        }

        var (left, right) = (theirs.Split('\n'), ours.Split('\n'));
        Assert.Fail(
            $"{state}:\nkeepalived alone:\n{string.Join('\n', left.Except(right))}\nours alone:\n{string.Join('\n', right.Except(left))}\n"
            + (await Machine.RunAsync("tail -n 30 /run/ours.log; tail -n 30 /run/theirs.log")).Output);
        return "";
    }

    private async Task<string> TableAsync(string name) => Declared((await Machine.RunAsync($"ip netns exec {name} ipvsadm -Sn")).Text);
}
