
using Ldirectord.Kernel.Uml;

namespace Ldirectord.Kernel.Daemon;

/// <summary>
/// A machine with a systemd of its own, first process of a process namespace, with our units and our program in their places, and two web
/// servers. Scripts see it through "systemctl"; what is in a pid file is a number of that namespace.
/// </summary>
public sealed class SystemdMachine : IAsyncLifetime
{
    private const string Tools = """
        until_true() { for i in $(seq 1200); do if eval "$1"; then return 0; fi; sleep 0.05; done; echo "never: $1" >&2; return 1; }
        inside() { nsenter -t $(cat /run/first-process) -p -m "$@"; }
        systemctl() { inside systemctl "$@"; }
        shown() { systemctl show -P "$2" ldirectord@$1; } # INSTANCE PROPERTY
        status() { shown $1 StatusText; }
        code() { code=0; "$@" >/run/out 2>&1 || code=$?; echo "$code"; } # COMMAND: its exit code

        """;

    private readonly SharedMachine _shared = new();

    private readonly string? _missing = UmlPackages.WhatIsMissing(("systemd", "/lib/systemd/systemd"));

    internal UmlMachine Machine
    {
        get
        {
            Assert.SkipWhen(_missing is not null, _missing ?? "");
            return _shared.Machine;
        }
    }

    /// <summary>web1 at 127.0.2.1:80, web2 at 127.0.2.2:80.</summary>
    internal Backends Backends { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        if (_missing is not null)
            return;
        await _shared.InitializeAsync();
        Backends = await Backends.StartAsync(Machine, ["web1=127.0.2.1:80", "web2=127.0.2.2:80"]);
        var units = Path.Combine(Executable.Root, "systemd");
        _ = (await Machine.RunAsync(
            $"""
            mount -t cgroup2 none /sys/fs/cgroup
            mkdir -p /run/systemd/system/ldirectord@.service.d
            cp {units}/*.service /run/systemd/system/
            cp {units}/hardened.conf /run/ # once systemd runs, /tmp is another, and a checkout there out of sight
            printf '[Service]\nRestartSec=1\n' >/run/systemd/system/ldirectord@.service.d/test.conf
            # Nothing else of this machine is started.
            printf '[Unit]\nDefaultDependencies=no\n' >/run/systemd/system/nothing.target
            touch /usr/sbin/ldirectord; mount --bind {Executable.Path} /usr/sbin/ldirectord
            unshare --pid --fork --mount sh -c '
                mount -t proc proc /proc
                exec env container=uml /lib/systemd/systemd --system --log-target=console --unit=nothing.target
            ' </dev/null >/run/systemd.log 2>&1 &
            for i in $(seq 600); do [ -S /run/systemd/private ] && break; sleep 0.05; done
            pgrep -x systemd >/run/first-process
            {Tools}
            until_true '[ "$(systemctl is-system-running)" = running ]'
            """)).Text;
    }

    public ValueTask DisposeAsync() => _shared.DisposeAsync();

    /// <summary>What a script prints.</summary>
    internal async Task<string> TextAsync(string script)
    {
        var result = await Machine.RunAsync(Tools + script, TimeSpan.FromSeconds(300));
        Assert.True(
            result.ExitCode == 0,
            $"exit code {result.ExitCode}\n{result.Output}{result.Errors}\n{(await Machine.RunAsync(Tools
                + "inside journalctl -q -o cat -n 40; cat /var/log/ldirectord.log")).Output}");
        return result.Output;
    }
}
