using Ldirectord.Kernel.Uml;

namespace Ldirectord.Kernel.Daemon;

/// <summary>
/// watch = connection, and the checks of one address. The second regular check of any server comes minutes after the test: whatever happens
/// to the table is caused by a connection that ended, or by another check that failed.
/// </summary>
public sealed class WatchTests(TrafficNetwork network) : DirectedTraffic(network), IClassFixture<TrafficNetwork>
{
    private const int Watched = 8001;
    private const int Plain = 8002;
    private const int Idle = 8003;

    /// <summary>
    /// Holds each connection until the client closes it, for IDLE seconds if that is not 0, or until SIGUSR1, as a graceful reload does.
    /// Writes down how many it has accepted.
    /// </summary>
    private const string Server =
        """
        use strict; use IO::Socket::INET; use IO::Select; use Time::HiRes 'time';
        my ($port, $idle, $count) = (@ARGV, 0);
        my $listener = IO::Socket::INET->new(LocalAddr => '0.0.0.0', LocalPort => $port, Listen => 64, ReuseAddr => 1) or die $!;
        my %open;
        $SIG{USR1} = sub { %open = () };
        while (1) {
            for my $ready (IO::Select->new($listener, map { $_->[0] } values %open)->can_read(0.05)) {
                if ($ready == $listener) {
                    my $peer = $listener->accept;
                    $open{$peer} = [$peer, time];
                    open(my $file, '>', "/run/accepted-$$") or die $!;
                    print $file ++$count;
                } elsif (!sysread($ready, my $bytes, 4096)) {
                    delete $open{$ready};
                }
            }
            delete @open{grep { time - $open{$_}[1] > $idle } keys %open} if $idle;
        }
        """;

    [Fact]
    public async Task ProcessAndHostDie_TheyAreOutLongBeforeTheirNextCheck()
    {
        await TopologyAsync();
        foreach (var server in new[] { 1, 2, 3 })
            await ServeAsync(server, Watched);
        await ServeAsync(2, Plain);
        await ServeAsync(3, Plain);
        await DirectAsync(Configuration("\twatch=connection\n"));
        foreach (var server in new[] { 1, 2, 3 })
            await HeldAsync(server, 1);
        await TableAsync($"-r {Address(2)}:{Plain} ", "until", "the service without a watch");

        // A graceful reload of each, one after the other: one more check and another connection, nobody is out.
        foreach (var server in new[] { 1, 2, 3 })
        {
            await SignalAsync(server, Watched, "USR1");
            await AcceptedAsync(server, Watched, 4);
            await HeldAsync(server, 1);
        }

        Assert.DoesNotContain("failed", await Director.LogAsync(), StringComparison.Ordinal);

        await SignalAsync(1, Watched, "KILL");
        await TableLacksAsync(Address(1));
        await ExpectFailuresAsync(1, 1);

        // Its other service has no watch.
        await Machine.RunAsync("ip link set to-rs2 down");
        await TableLacksAsync(Address(2));
        await ExpectFailuresAsync(2, 2);
        await Machine.RunAsync("ip link set to-rs2 up");

        await Machine.RunAsync($"touch {Maintenance}/{Address(3)}");
        await HeldAsync(3, 0);
        await Machine.RunAsync($"rm {Maintenance}/{Address(3)}");
        await HeldAsync(3, 1);
        await TableHasAsync(Address(3));
        await Director.ReloadAsync(Configuration(""));
        await HeldAsync(3, 0);
        await TableAsync($"-r {Address(3)}:{Watched} ", "until", "rs3");

        // Another check, so that it runs, and a connection is held again: what it takes is given back.
        var descriptors = (await Machine.RunAsync(
            $"for i in $(seq 10); do {Descriptors}; sleep 0.05; done | sort -n | head -n 1")).Text.Trim();
        await Director.ReloadAsync(Configuration("\twatch=connection\n\tchecktimeout=2\n"));
        await HeldAsync(3, 1);
        await Director.ReloadAsync(Configuration("\tchecktimeout=2\n"));
        await HeldAsync(3, 0);
        await ComesAsync($"[ \"$({Descriptors})\" = {descriptors} ]", $"{descriptors} descriptors");
    }

    [Fact]
    public async Task ServerThatClosesIdleConnections_StaysIn_AndIsWatchedNoMore()
    {
        await TopologyAsync();
        await ServeAsync(4, Idle, idleSeconds: 0.3);
        await DirectAsync($"{Globals}virtual={Topology.VirtualAddress(2)}:80\n\treal={Address(4)}:{Idle} masq\n"
            + "\tchecktype=connect\n\twatch=connection\n");
        await Director.LogShowsAsync($"No longer watching {Address(4)}:{Idle}");
        await TableHasAsync(Address(4));
        await AcceptedAsync(4, Idle, 1 + 3 + 3); // the first check, three connections, and the check after each
        Assert.DoesNotContain("failed", await Director.LogAsync(), StringComparison.Ordinal);
    }

    private static string Globals => $"checktimeout=1\ncheckinterval=3600\nquiescent=no\ncleanstop=yes\nmaintenancedir={Maintenance}\n\n";

    private static string Configuration(string watch) =>
        Globals + $"virtual={Topology.VirtualAddress(0)}:80\n"
        + string.Concat(new[] { 1, 2, 3 }.Select(server => $"\treal={Address(server)}:{Watched} masq\n"))
        + $"\tchecktype=connect\n{watch}\n"
        + $"virtual={Topology.VirtualAddress(1)}:80\n\treal={Address(2)}:{Plain} masq\n\treal={Address(3)}:{Plain} masq\n"
        + "\tchecktype=connect\n";

    private string Descriptors => $"ls /proc/$(cat {Director.PidFile})/fd | wc -l";

    private static string Address(int server) => Topology.ServerAddress(server);

    private async Task ServeAsync(int server, int port, double idleSeconds = 0)
    {
        var script = Path.Combine(Machine.Scratch, "held-server.pl");
        await File.WriteAllTextAsync(script, Server);
        _ = (await Machine.RunAsync(FormattableString.Invariant(
            $"""
            pkill -F /run/server-{server}-{port} 2>/dev/null || true
            ip netns exec rs{server} perl {script} {port} {idleSeconds} >/dev/null 2>&1 </dev/null & echo $! >/run/server-{server}-{port}
            until ip netns exec rs{server} ss -Hltn 'sport = :{port}' | grep -q .; do sleep 0.05; done
            """))).Text;
    }

    private async Task SignalAsync(int server, int port, string signal) =>
        _ = (await Machine.RunAsync($"kill -{signal} $(cat /run/server-{server}-{port})")).Text;

    /// <summary>Waits until the director holds so many connections to the watched port.</summary>
    private async Task HeldAsync(int server, int count) => await ComesAsync(
        $"[ $(ss -Htn state established 'dst {Address(server)} and dport = :{Watched}' | wc -l) = {count} ]",
        $"{count} connections to rs{server}");

    private async Task AcceptedAsync(int server, int port, int count) => await ComesAsync(
        $"[ \"$(cat /run/accepted-$(cat /run/server-{server}-{port}))\" = {count} ]", $"{count} accepted by rs{server}:{port}");

    private async Task ExpectFailuresAsync(int server, int checks)
    {
        var lines = (await Director.LogAsync()).Split('\n');
        Assert.Equal(checks, lines.Count(line => line.Contains($"Check of {Address(server)}:", StringComparison.Ordinal)));
    }

    private async Task ComesAsync(string condition, string what)
    {
        var loop = $"for i in $(seq 600); do if {condition}; then exit 0; fi; sleep 0.05; done; exit 1";
        if ((await Machine.RunAsync(loop, TimeSpan.FromSeconds(90))).ExitCode != 0)
            await FailAsync($"never: {what}\n{(await Machine.RunAsync("ss -tn; head /run/accepted-*")).Output}");
    }
}
