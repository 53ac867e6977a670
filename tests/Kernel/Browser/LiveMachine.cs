using System.Diagnostics;
using System.Globalization;
using Ldirectord.Kernel.Daemon;
using Ldirectord.Kernel.Uml;
using Ldirectord.Tests.Support;

namespace Ldirectord.Kernel.Browser;

/// <summary>
/// One kernel with a director, real servers in network namespaces, a client, and a console of an ordinary user, which a browser of the host
/// reaches over the guest's serial line. Made once for all tests of a class.
/// </summary>
public sealed class LiveMachine : IAsyncLifetime
{
    public const string Maintenance = "/run/maintenance", Token = "a-token-of-alice-0123456789", Director = "live.cf";

    /// <summary>The service whose servers die and are drained: rs1 and rs2.</summary>
    public const string Web = "10.1.0.100";

    /// <summary>Two services whose server, rs3, answers with attacks, over http and over smtp.</summary>
    public const string Hostile = "10.1.0.101";

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2); // the machine may be busy

    private readonly SharedMachine _shared = new();
    private readonly string? _missing = BrowserTools.WhatIsMissing();
    private Process? _forward;

    /// <param name="number">From 1: rs1 and so on.</param>
    public static string Server(int number) => string.Create(CultureInfo.InvariantCulture, $"10.2.{number}.2");

    /// <summary>The console's address on the host, "http://127.0.0.1:PORT".</summary>
    internal string Address { get; private set; } = "";

    internal UmlMachine Machine
    {
        get
        {
            Assert.SkipWhen(_missing is not null, _missing ?? "");
            return _shared.Machine;
        }
    }

    /// <summary>client, rs1, rs2 and rs3, each with a cable to the director.</summary>
    private static string Network => """

        sysctl -q -w net.ipv4.ip_forward=1
        places='client:10.1.0 rs1:10.2.1 rs2:10.2.2 rs3:10.2.3'
        for place in $places; do ip netns add ${place%:*}; done
        {
            for place in $places; do
                echo "link add ${place%:*} type veth peer name eth0 netns ${place%:*}"
                echo "addr add ${place#*:}.1/24 dev ${place%:*}"
                echo "link set ${place%:*} up"
            done
            printf 'addr add %s/32 dev lo\n' WEB HOSTILE
        } | ip -batch -
        for place in $places; do
            printf '%s\n' 'link set lo up' 'link set eth0 up' "addr add ${place#*:}.2/24 dev eth0" "route add default via ${place#*:}.1" |
                ip -n ${place%:*} -batch -
        done
        """.Replace("WEB", Web, StringComparison.Ordinal).Replace("HOSTILE", Hostile, StringComparison.Ordinal);

    /// <summary>The program of <see cref="TableWatcher"/>.</summary>
    internal string Watcher => Path.Combine(Machine.Scratch, "watcher.pl");

    private static string Configuration =>
        $"""
        checktimeout=2
        negotiatetimeout=2
        checkinterval=1
        quiescent=no
        drainlimit=none
        statusgroup=ldirectord
        steertoken=/etc/ha.d/tokens
        maintenancedir={Maintenance}
        virtual={Web}:80
            real={Server(1)}:80 masq
            real={Server(2)}:80 masq
            service=http
            request="health"
            receive="I am well"
            scheduler=rr
        virtual={Hostile}:80
            real={Server(3)}:80 masq
            service=http
            request="/"
            receive="^fine$"
        virtual={Hostile}:25
            real={Server(3)}:25 masq
            service=smtp

        """.Replace("    ", "\t", StringComparison.Ordinal);

    public async ValueTask InitializeAsync()
    {
        if (_missing is not null)
            return;
        await _shared.InitializeAsync();
        if (_shared.IsMissing)
            return;
        await NetworkAsync();
        await (await DirectorProcess.PrepareAsync(Machine, "live", Configuration)).StartAsync();
        await ConsoleAsync();
        await ForwardAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_forward is not null)
        {
            _forward.Kill();
            await _forward.WaitForExitAsync();
            _forward.Dispose();
        }

        await _shared.DisposeAsync();
    }

    /// <summary>Both servers run, and none is in maintenance.</summary>
    internal async Task CleanAsync()
    {
        _ = await TextAsync($"rm -f {Maintenance}/*");
        foreach (var name in (string[])["rs1", "rs2"])
        {
            if (await TextAsync($"[ -e /run/web/{name}/pid ] || echo dead") == "dead")
                _ = await ServerAsync(name, runs: true);
        }
    }

    /// <summary>What a script of sh prints in the guest.</summary>
    internal async Task<string> TextAsync(string script) => (await Machine.RunAsync(script, s_patience)).Text.TrimEnd('\n');

    /// <summary>Starts or kills a real server's process, "rs1" or "rs2".</summary>
    internal Task<string> ServerAsync(string name, bool runs) => TextAsync(
        $"""
        bash -c '. {Repository.PathOf("demo", "web.sh")}; work=/run/web; {(runs
            ? $"web_server {name} {Server(name[^1] - '0')} 80 ip netns exec {name}"
            : $"stop_web {name}")}'
        """);

    /// <summary>A command of the director's own program, as root.</summary>
    internal Task<string> CommandAsync(string command) => TextAsync($"{Executable.Path} {Director} {command}");

    private async Task NetworkAsync()
    {
        var hostile = Path.Combine(Machine.Scratch, "hostile.pl");
        await File.WriteAllTextAsync(hostile, HostileServer.Script);
        await File.WriteAllTextAsync(Watcher, TableWatcher.Script);
        _ = await TextAsync(
            $"""
            groupadd --system ldirectord 2>/dev/null || getent group ldirectord >/dev/null
            mkdir -p {Maintenance} /run/web /var/lib/nginx /etc/ha.d
            echo 'alice {Token}' >/etc/ha.d/tokens; chmod 600 /etc/ha.d/tokens
            """ + Network);
        _ = await ServerAsync("rs1", runs: true);
        _ = await ServerAsync("rs2", runs: true);
        await Machine.StartAsync($"ip netns exec rs3 perl {hostile} {Server(3)}", "/run/hostile.log");
    }

    private async Task ConsoleAsync()
    {
        await Machine.StartAsync(
            "setpriv --reuid=nobody --regid=nogroup --groups=ldirectord --inh-caps=-all --bounding-set=-all --no-new-privs "
                + $"{Executable.Path} console",
            "/run/console.log");
        _ = await TextAsync("until grep -q 'answers at' /run/console.log; do sleep 0.05; done");
    }

    /// <summary>What comes over the line before the guest's end has it open would be lost.</summary>
    private async Task ForwardAsync()
    {
        var program = Repository.PathOf("demo", "forward.pl");
        // Set by the process that keeps it open: a terminal that nobody has open forgets its mode, and echoes.
        var guest = await Machine.StartAsync(
            $"sh -c 'exec 5<>/dev/ttyS0; stty raw -echo <&5; exec perl {program} connect 9780 /dev/ttyS0'", "/run/forward.log");
        _ = await TextAsync($"until [ $(ls -l /proc/{guest}/fd | grep -c ttyS0) -ge 3 ]; do sleep 0.05; done");
        _forward = Process.Start(new ProcessStartInfo(
            "perl", [program, "listen", "0", Path.Combine(Machine.Scratch, "serial.in"), Path.Combine(Machine.Scratch, "serial.out")])
        {
            RedirectStandardOutput = true,
        }) ?? throw new InvalidOperationException("perl did not start");
        var port = await _forward.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(30));
        Address = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}");
        using var client = new HttpClient { BaseAddress = new Uri(Address), Timeout = TimeSpan.FromSeconds(30) };
        Assert.Equal(
            $$"""[{"name":"{{Director}}","reachable":true,"error":null}]""",
            await client.GetStringAsync(new Uri("/api/v1/directors", UriKind.Relative)));
    }
}
