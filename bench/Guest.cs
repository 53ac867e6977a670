using System.Globalization;
using Ldirectord.Kernel.Uml;

namespace Ldirectord.Bench;

/// <summary>A User-Mode Linux kernel with IPVS, a web server on every 127.x.y.z, and the program that is measured.</summary>
internal sealed class Guest : IAsyncDisposable
{
    // The guest's clock, as the table's watch has it too, without a process, which takes 10 ms to start.
    private const string Now = "read -r up idle </proc/uptime; echo $up";

    /// <summary>Of the processes that are killed one by one.</summary>
    public const int ProcessPort = 9090;

    private const string WebServer = "nginx -c /run/web.conf";

    private readonly UmlMachine _machine;

    private Guest(UmlMachine machine) => _machine = machine;

    public static async Task<Guest> StartAsync()
    {
        var guest = new Guest(await UmlMachine.StartAsync(megabytes: 2048).ConfigureAwait(false));
        _ = await guest.SayAsync(
            $$"""
            ulimit -n 65536
            sysctl -q -w net.core.somaxconn=16384 net.ipv4.ip_local_port_range="10000 65000"
            sysctl -q -w net.ipv4.tcp_tw_reuse=1 net.ipv4.tcp_max_tw_buckets=16384
            mkdir -p /var/log/nginx /var/lib/nginx
            echo 'worker_processes 1; worker_rlimit_nofile 65536; pid /run/web.pid; error_log /run/web.log;
                  events { worker_connections 16384; }
                  http { access_log off; server { listen 0.0.0.0:{{Work.Port}} backlog=16384;
                         location / { return 200 "ok"; } location /count { stub_status; } } }' >/run/web.conf
            {{WebServer}}
            """).ConfigureAwait(false);
        return guest;
    }

    /// <summary>CPU seconds of the host that this kernel and all that ran in it have taken.</summary>
    public double HostCpu => HostProcess.CpuOfGroup(_machine.ProcessId);

    public async Task<string> SayAsync(string script, int seconds = 60) =>
        (await _machine.RunAsync(script, TimeSpan.FromSeconds(seconds)).ConfigureAwait(false)).Text;

    public async Task ConfigureAsync(Peer peer, Work work)
    {
        await File.WriteAllTextAsync(Path.Combine(_machine.Scratch, "peer.conf"), peer.Configuration(work)).ConfigureAwait(false);
        _ = await SayAsync($"cp {_machine.Scratch}/peer.conf /run/peer.conf").ConfigureAwait(false);
    }

    /// <summary>Starts the peer on the configuration, and comes back when its command does.</summary>
    /// <returns>The moments before and after, in seconds of the guest.</returns>
    public async Task<(double Before, double After)> StartAsync(Peer peer)
    {
        var moments = (await SayAsync($"{Now}; {string.Format(CultureInfo.InvariantCulture, peer.Start, "/run/peer.conf")} >/run/peer.log "
            + $"2>&1 </dev/null; {Now}", 120).ConfigureAwait(false)).Split('\n');
        return (Moment(moments[0]), Moment(moments[1]));
    }

    public Task EndAsync(Peer peer) => SayAsync($"{peer.End}; true");

    /// <summary>Begins to write down each change of the table.</summary>
    /// <param name="watched">A server that is looked at by itself.</param>
    public Task WatchAsync(int watched) => SayAsync(
        $"perl {AppContext.BaseDirectory}/table-watch.pl {Work.Hexadecimal(watched)} >/run/watch 2>&1 </dev/null & echo $! "
            + ">/run/watch.pid; until [ -s /run/watch ]; do sleep 0.1; done");

    /// <summary>Waits until so many servers have a weight in the kernel's table, with no watch at work.</summary>
    public Task KernelHasAsync(int count) => SayAsync($"until [ \"$(grep -c -- '-> .* [1-9][0-9]* *[0-9]* *[0-9]* *$' /proc/net/ip_vs)\" "
        + $"-ge {count} ]; do sleep 0.5; done", 120);

    public async Task<string> KernelAsync() => (await SayAsync("uname -r").ConfigureAwait(false)).Trim();

    public Task WatchNoMoreAsync() => SayAsync("kill -9 $(cat /run/watch.pid)");

    /// <summary>Waits until the table holds so many servers with a weight, and has for a second.</summary>
    public Task TableHasAsync(int count, int seconds) =>
        SayAsync($"until tail -n 1 /run/watch | grep -q ' {count} [01]$'; do sleep 0.2; done; sleep 1", seconds);

    /// <summary>Waits until the watched server is in the table no more.</summary>
    public Task WatchedIsOutAsync() => SayAsync("until tail -n 1 /run/watch | grep -q ' 0$'; do sleep 0.2; done", 300);

    /// <summary>
    /// What was written down since <paramref name="since"/>: moment, servers with a weight, whether the watched one is there.
    /// </summary>
    public async Task<List<(double Moment, int Count, bool Watched)>> ChangesAsync(double since) =>
    [
        .. (await SayAsync("cat /run/watch").ConfigureAwait(false)).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' ')).Select(
            words => (Moment(words[0]), int.Parse(words[1], CultureInfo.InvariantCulture), words[2] == "1"))
                .Where(change => change.Item1 >= since),
    ];

    /// <summary>All servers refuse connections from now on.</summary>
    public async Task<double> AllDieAsync() =>
        Moment(await SayAsync($"all=$(pgrep -x nginx); {Now}; kill -9 $all || true").ConfigureAwait(false));

    /// <summary>Somebody clears the whole table.</summary>
    public async Task<double> ClearAsync() => Moment(await SayAsync($"{Now}; ipvsadm -C").ConfigureAwait(false));

    public Task AllReturnAsync() => SayAsync($"rm -f /run/web.pid; {WebServer}");

    /// <summary>Servers that answer nothing any more, not even to a connection request.</summary>
    public Task HangAsync(int first, int count) => SayAsync(
        "echo '*filter\n" + string.Concat(Enumerable.Range(first, count)
            .Select(n => $"-A INPUT -p tcp -d {Work.Real(n)} --dport {Work.Port} -j DROP\n"))
            + "COMMIT' | iptables-legacy-restore --noflush");

    /// <summary>Starts a process that accepts connections at an address and holds them.</summary>
    public Task StartProcessAsync(string address) => SayAsync(
        $$"""
        perl -MIO::Socket::INET -e '
            my $listener = IO::Socket::INET->new(LocalAddr => shift, Listen => 64, ReuseAddr => 1) or die; my @held;
            while (my $peer = $listener->accept) { push @held, $peer; shift @held if @held > 8 }
        ' {{address}}:{{ProcessPort}} >/dev/null 2>&1 </dev/null & echo $! >/run/process-{{address}}
        until ss -Hltn 'src {{address}} and sport = :{{ProcessPort}}' | grep -q .; do sleep 0.1; done
        """);

    public async Task<double> KillProcessAsync(string address) =>
        Moment(await SayAsync($"pid=$(cat /run/process-{address}); {Now}; kill -9 $pid").ConfigureAwait(false));

    /// <summary>One server answers nothing any more.</summary>
    public async Task<double> VanishAsync(int number) => Moment(await SayAsync(
        $"iptables-legacy -I INPUT -p tcp -d {Work.Real(number)} --dport {Work.Port} -j DROP; {Now}").ConfigureAwait(false));

    /// <summary>One server refuses connections from now on.</summary>
    public async Task<double> DieAsync(int number) => Moment(await SayAsync(
        $"iptables-legacy -I INPUT -p tcp -d {Work.Real(number)} --dport {Work.Port} -j REJECT --reject-with tcp-reset; {Now}")
            .ConfigureAwait(false));

    /// <summary>
    /// Begins to look every ten milliseconds at the weight of one server in the kernel's table, and to write down each new one.
    /// </summary>
    public Task WatchOneAsync(string service, int number) => SayAsync(
        $"dotnet {typeof(Guest).Assembly.Location} watch {service} {Work.Real(number)}:{Work.Port} >/run/watch 2>&1 </dev/null & echo $! "
            + ">/run/watch.pid; until [ -s /run/watch ]; do sleep 0.1; done");

    /// <summary>When a watched server first had this weight.</summary>
    public async Task<double> WeightSeenAsync(int weight) =>
        Moment(await SayAsync($"until grep -m 1 ' {weight}$' /run/watch; do sleep 0.1; done").ConfigureAwait(false));

    /// <summary>Gives one server of the configuration another weight and has it read.</summary>
    public async Task<double> EditAsync(int number, int weight) => Moment(await SayAsync(
        $"sed -i 's/real={Work.Real(number)}:{Work.Port} masq.*/real={Work.Real(number)}:{Work.Port} masq {weight}/' /run/peer.conf; "
            + $"ours=$(pgrep -x ldirectord); {Now}; kill -HUP $ours").ConfigureAwait(false));

    /// <summary>Ends ours so that it takes nothing out of the table.</summary>
    public Task KillOursAsync() => SayAsync("pkill -9 -x ldirectord; while pgrep -x ldirectord; do sleep 0.1; done");

    /// <summary>The commands (linux/ip_vs.h) of all requests to IPVS that anybody makes meanwhile.</summary>
    public async Task<List<int>> RequestsAsync(Func<Task> meanwhile)
    {
        _ = await SayAsync(
            $"""
            modprobe nlmon; ip link add nlmon0 type nlmon; ip link set nlmon0 up
            perl {AppContext.BaseDirectory}/netlink-watch.pl >/run/netlink 2>&1 </dev/null & echo $! >/run/netlink.pid
            until [ -s /run/netlink ]; do sleep 0.1; done
            """).ConfigureAwait(false);
        await meanwhile().ConfigureAwait(false);
        var lines = (await SayAsync("sleep 2; kill $(cat /run/netlink.pid); ip link del nlmon0; tail -n +2 /run/netlink")
            .ConfigureAwait(false)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        if (lines is [.., var last] && last.StartsWith("lost", StringComparison.Ordinal))
            throw new InvalidOperationException($"of the messages to IPVS some were not seen: {last}");
        return [.. lines.Select(line => int.Parse(line, CultureInfo.InvariantCulture))];
    }

    public Task MendAsync() => SayAsync("iptables-legacy -F INPUT");

    /// <summary>Connections that the web server has accepted.</summary>
    public async Task<long> AcceptedAsync() => long.Parse(
        (await SayAsync($"curl -s http://127.0.0.1:{Work.Port}/count").ConfigureAwait(false)).Split('\n')[2]
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)[0], CultureInfo.InvariantCulture);

    /// <summary>Of all processes of a peer that runs.</summary>
    public async Task<ProcessMemory> MemoryAsync(Peer peer) => ProcessMemory.Read(
        await SayAsync($"for process in $(pgrep -x {peer.Process}); do cat /proc/$process/smaps_rollup; done").ConfigureAwait(false));

    public ValueTask DisposeAsync() => _machine.DisposeAsync();

    private static double Moment(string text) => double.Parse(text.Split('\n', ' ')[0], CultureInfo.InvariantCulture);
}
