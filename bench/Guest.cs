using System.Globalization;
using Ldirectord.Kernel.Uml;

namespace Ldirectord.Bench;

/// <summary>A User-Mode Linux kernel with IPVS, a web server on every 127.x.y.z, and whoever is being measured.</summary>
internal sealed class Guest : IAsyncDisposable
{
    private const string WebServer = "nginx -c /run/web.conf";

    private readonly UmlMachine _machine;

    private Guest(UmlMachine machine) => _machine = machine;

    public static async Task<Guest> StartAsync()
    {
        var guest = new Guest(await UmlMachine.StartAsync(megabytes: 2048).ConfigureAwait(false));
        _ = await guest.SayAsync(
            $$"""
            ulimit -n 65536
            sysctl -q -w net.core.somaxconn=16384 net.ipv4.ip_local_port_range="10000 65000" net.ipv4.tcp_tw_reuse=1 net.ipv4.tcp_max_tw_buckets=16384
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

    public async Task<string> SayAsync(string script, int seconds = 60) => (await _machine.RunAsync(script, TimeSpan.FromSeconds(seconds)).ConfigureAwait(false)).Text;

    public async Task ConfigureAsync(Peer peer, Work work)
    {
        await File.WriteAllTextAsync(Path.Combine(_machine.Scratch, "peer.conf"), peer.Configuration(work)).ConfigureAwait(false);
        _ = await SayAsync($"cp {_machine.Scratch}/peer.conf /run/peer.conf").ConfigureAwait(false);
    }

    /// <summary>Starts the peer on the configuration.</summary>
    /// <returns>The moment of it, in milliseconds since 1970.</returns>
    public async Task<long> StartAsync(Peer peer) => Moment(await SayAsync(
        $"date +%s%3N; {string.Format(CultureInfo.InvariantCulture, peer.Start, "/run/peer.conf")} >/run/peer.log 2>&1 </dev/null", 120).ConfigureAwait(false));

    public Task EndAsync(Peer peer) => SayAsync($"{peer.End}; true");

    /// <summary>Begins to write down each change of the table.</summary>
    /// <param name="watched">A server that is looked at by itself.</param>
    public Task WatchAsync(int watched) => SayAsync(
        $"perl {AppContext.BaseDirectory}/table-watch.pl {Work.Hexadecimal(watched)} >/run/watch 2>&1 </dev/null & echo $! >/run/watch.pid; until [ -s /run/watch ]; do sleep 0.1; done");

    public Task WatchNoMoreAsync() => SayAsync("kill -9 $(cat /run/watch.pid)");

    /// <summary>Waits until the table holds so many servers with a weight, and has for a second.</summary>
    public Task TableHasAsync(int count, int seconds = 120) => SayAsync($"until tail -n 1 /run/watch | grep -q ' {count} [01]$'; do sleep 0.2; done; sleep 1", seconds);

    /// <summary>What was written down since <paramref name="since"/>: moment, servers with a weight, whether the watched one is there.</summary>
    public async Task<List<(long Moment, int Count, bool Watched)>> ChangesAsync(long since) =>
    [
        .. (await SayAsync("cat /run/watch").ConfigureAwait(false)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')).Select(
            words => (long.Parse(words[0], CultureInfo.InvariantCulture), int.Parse(words[1], CultureInfo.InvariantCulture), words[2] == "1")).Where(change => change.Item1 >= since),
    ];

    /// <summary>All servers refuse connections from now on.</summary>
    public async Task<long> AllDieAsync() => Moment(await SayAsync("date +%s%3N; kill -9 $(cat /run/web.pid) $(pgrep -x nginx)").ConfigureAwait(false));

    public Task AllReturnAsync() => SayAsync($"rm -f /run/web.pid; {WebServer}");

    /// <summary>Servers that answer nothing any more, not even to a connection request.</summary>
    public Task HangAsync(int first, int count) =>
        SayAsync(string.Concat(Enumerable.Range(first, count).Select(n => $"iptables-legacy -A INPUT -p tcp -d {Work.Real(n)} --dport {Work.Port} -j DROP\n")));

    /// <summary>One server refuses connections from now on.</summary>
    public async Task<long> DieAsync(int number) => Moment(await SayAsync(
        $"iptables-legacy -A INPUT -p tcp -d {Work.Real(number)} --dport {Work.Port} -j REJECT --reject-with tcp-reset; date +%s%3N").ConfigureAwait(false));

    public Task MendAsync() => SayAsync("iptables-legacy -F INPUT");

    /// <summary>Connections that the web server has accepted.</summary>
    public async Task<long> AcceptedAsync() => long.Parse(
        (await SayAsync($"curl -s http://127.0.0.1:{Work.Port}/count").ConfigureAwait(false)).Split('\n')[2].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0], CultureInfo.InvariantCulture);

    public ValueTask DisposeAsync() => _machine.DisposeAsync();

    private static long Moment(string text) => long.Parse(text.Split('\n')[0], CultureInfo.InvariantCulture);
}
