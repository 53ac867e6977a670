using Ldirectord.Kernel.Uml;

namespace Ldirectord.Kernel.Packaging;

/// <summary>systemd as the first process of a process namespace in the guest.</summary>
internal sealed class GuestSystemd(UmlMachine machine)
{
    public async Task BootAsync() => _ = (await machine.RunAsync(
        """
        rm -f /usr/sbin/policy-rc.d /var/lib/man-db/auto-update
        mount -t cgroup2 cgroup2 /sys/fs/cgroup
        printf '[Unit]\nDefaultDependencies=no\n' >/etc/systemd/system/tiny.target
        container=uml setsid unshare --fork --pid --mount --mount-proc \
            /lib/systemd/systemd --system --unit=tiny.target </dev/null >/run/systemd.log 2>&1 &
        until pgrep -x systemd >/run/systemd.pid && nsenter -t $(cat /run/systemd.pid) -p -m systemctl is-system-running >/dev/null 2>&1
        do sleep 0.2; done
        """)).Text;

    /// <summary>What commands print that run inside.</summary>
    public async Task<string> TextAsync(string commands)
    {
        var script = Path.Combine(machine.Scratch, $"{Guid.NewGuid():N}.sh");
        await File.WriteAllTextAsync(script, commands);
        return (await machine.RunAsync($"nsenter -t $(cat /run/systemd.pid) -p -m sh -e {script} 2>&1", TimeSpan.FromMinutes(4))).Text;
    }

    /// <summary>The unit's state, the program that is its main process, and the table, after a command.</summary>
    public async Task<string> StateAsync(string command)
    {
        await TextAsync(command);
        return await TextAsync("echo $(systemctl is-active ldirectord) $(basename $(readlink /proc/$(systemctl show -P MainPID "
            + "ldirectord)/exe)); ipvsadm -Sn");
    }
}
