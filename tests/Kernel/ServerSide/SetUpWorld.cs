using Ldirectord.Kernel.Daemon;
using Ldirectord.Kernel.Packaging;
using Ldirectord.Kernel.Uml;

namespace Ldirectord.Kernel.ServerSide;

/// <summary>
/// The machines of docs/set-up.md (set-up-world.sh), on which its commands are typed. "systemctl enable --now" does what the unit says.
/// </summary>
public sealed class SetUpWorld : IAsyncLifetime
{
    private const string Shims = """
        mkdir -p /run/shims
        ln -sf @PROGRAM@ /run/shims/ldirectord
        ln -sf @REALSERVER@ /run/shims/lvs-realserver
        cat >/run/shims/systemctl <<'END'
        #!/bin/sh
        # enable --now UNIT, where no systemd runs
        set -ea
        case $3 in
            lvs-realserver@*)
                MODE=gate DEV=lo
                [ ! -e /etc/default/lvs-realserver ] || . /etc/default/lvs-realserver
                lvs-realserver up "${3#*@}"
                ln -sf /dev/null "/etc/systemd/system/multi-user.target.wants/$3.service"
                ;;
            *) exec "$3" start ;;
        esac
        END
        chmod +x /run/shims/systemctl
        modprobe -a ip_vs veth bridge iptable_filter iptable_mangle
        ln -sf iptables-legacy /usr/sbin/iptables
        """;

    private readonly SharedMachine _shared = new();
    private int _worlds;

    internal UmlMachine Machine => _shared.Machine;

    public async ValueTask InitializeAsync()
    {
        await _shared.InitializeAsync();
        if (!_shared.IsMissing)
            await RunAsync(Shims.Replace("@PROGRAM@", Executable.Path, StringComparison.Ordinal)
                .Replace("@REALSERVER@", Path.Combine(DebianPackage.Repository, "realserver", "lvs-realserver"), StringComparison.Ordinal));
    }

    public ValueTask DisposeAsync() => _shared.DisposeAsync();

    /// <summary>All machines anew, with a web server on each real server, and nothing of LVS.</summary>
    /// <param name="method">nat, gate or ipip.</param>
    internal async Task RenewAsync(string method)
    {
        _worlds++;
        var script = Path.Combine(AppContext.BaseDirectory, "ServerSide", "set-up-world.sh");
        await RunAsync($"""
            ldirectord stop >/dev/null 2>&1 || true
            ipvsadm -C
            rm -f /etc/systemd/system/multi-user.target.wants/lvs-realserver@*
            sh {script} {method}
            """);
        await GuestTool.StartAsync(Machine, "serve", $"/run/web-{_worlds}", "rs1=rs1@[::]:80 rs2=rs2@[::]:80");
    }

    /// <summary>Types commands on a machine.</summary>
    internal async Task TypeAsync(SetUpMachine where, string commands)
    {
        foreach (var prefix in Prefixes(where))
            await RunAsync(commands, prefix);
    }

    /// <summary>What the commands print on the machine, the first of the real servers for those.</summary>
    /// <returns>With the exit code.</returns>
    internal async Task<CommandResult> AskAsync(SetUpMachine where, string commands)
    {
        var script = Path.Combine(Machine.Scratch, "typed.sh");
        await File.WriteAllTextAsync(script, $"set -e\nPATH=/run/shims:$PATH\n{commands}\n");
        return await Machine.RunAsync($"{Prefixes(where)[0]} sh {script}");
    }

    private async Task RunAsync(string commands, string prefix = "")
    {
        var script = Path.Combine(Machine.Scratch, "typed.sh");
        await File.WriteAllTextAsync(script, $"set -e\nPATH=/run/shims:$PATH\n{commands}\n");
        _ = (await Machine.RunAsync($"{prefix} sh {script}")).Text;
    }

    // A network namespace shares the file system: what lvs-realserver writes down is the machine's own all the same.
    private static string[] Prefixes(SetUpMachine where) => where switch
    {
        SetUpMachine.Director => [""],
        SetUpMachine.Client => ["ip netns exec client"],
        _ => [.. new[] { "rs1", "rs2" }.Select(name => $"mkdir -p /run/lvs-realserver /run/lvs-realserver-{name}; ip netns exec {name} "
            + $"unshare -m sh -c 'mount --bind /run/lvs-realserver-{name} /run/lvs-realserver; exec \"$@\"' -")],
    };
}
