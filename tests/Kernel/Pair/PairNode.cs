using Ldirectord.Kernel.Daemon;
using Ldirectord.Kernel.Uml;

namespace Ldirectord.Kernel.Pair;

/// <summary>A director of the pair: a machine that can be killed and booted again, with our program and docs/examples/pair.cf.</summary>
internal sealed class PairNode(EthernetHub hub, string name, int number) : IAsyncDisposable
{
    public const string Configuration = "/etc/ha.d/pair.cf", PidFile = "/run/ldirectord.pair.cf.pid";

    /// <summary>Whether the daemon runs: in the classic group it does on one of the two.</summary>
    public const string Runs = $"[ -e {PidFile} ]";

    private const int Megabytes = 384;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private UmlMachine? _machine;

    public string Name => name;

    public bool IsUp => _machine is not null;

    /// <summary>A file of docs/examples.</summary>
    public static string Example(string file) => Path.Combine(Executable.Root, "docs", "examples", file);

    public async Task BootAsync()
    {
        _machine = await UmlMachine.StartAsync(Megabytes, hub.Port(name, 0x10 + number));
        await RunAsync(
            $"""
            sh {Path.Combine(AppContext.BaseDirectory, "Pair", "pair-node.sh")} {name} {number}
            cp {Example("pair.cf")} {Configuration}
            touch /usr/sbin/ldirectord; mount --bind {Executable.Path} /usr/sbin/ldirectord
            install -D {Path.Combine(Executable.Root, "ocf", "ldirectord")} /usr/lib/ocf/resource.d/ldirectord-net/ldirectord
            """);
    }

    /// <summary>As if its power had failed.</summary>
    public async Task KillAsync()
    {
        if (_machine is not null)
            await _machine.DisposeAsync();
        _machine = null;
    }

    /// <summary>What a script prints that may use "until_true CONDITION".</summary>
    public async Task<string> RunAsync(string script)
    {
        var machine = _machine ?? throw new InvalidOperationException($"{name} is not up");
        var result = await machine.RunAsync(
            $$"""
            until_true() { for i in $(seq 900); do if eval "$1"; then return 0; fi; sleep 0.1; done; echo "never: $1" >&2; return 1; }
            {{script}}
            """,
            Patience);
        Assert.True(result.ExitCode == 0, $"{name}: exit code {result.ExitCode} of\n{script}\n{result.Output}{result.Errors}"
            + (await machine.RunAsync("tail -n 40 /var/log/ldirectord.log /run/*.log 2>/dev/null; ip -br a; ipvsadm -Ln")).Output);
        return result.Output;
    }

    public async Task<bool> HasAddressAsync() =>
        IsUp && (await RunAsync($"ip -o addr show to {PairLab.Address}")).Length > 0;

    /// <summary>Our daemon, with its table filled: only then may the address come.</summary>
    public Task StartDaemonAsync() => RunAsync(
        $"""
        ldirectord {Configuration} start
        {TableIsFull}
        """);

    // ipip has "--tun-type ipip" after it.
    public const string TableIsFull = """until_true '[ "$(ipvsadm -Sn | grep -c -- " -w 1")" = 12 ]'""";

    public ValueTask DisposeAsync() => new(KillAsync());
}
