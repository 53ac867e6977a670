
using Ldirectord.Kernel.Uml;

namespace Ldirectord.Kernel.Packaging;

/// <summary>
/// The swap of the packages where systemd runs the director: systemd is the first process of a process namespace in the guest.
/// </summary>
public sealed class PackagedUnitTests(SharedMachine shared) : IClassFixture<SharedMachine>
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    private UmlMachine Machine => shared.Machine;

    [Fact]
    public async Task EachSwapOfThePackages_IsOneOfTheUnitAndKeepsTheTable()
    {
        Assert.SkipWhen(!File.Exists("/usr/sbin/ldirectord"), "needs the Debian package ldirectord: apt-get install ldirectord");
        Assert.SkipWhen(!File.Exists("/usr/bin/dpkg-repack"), "needs the Debian package dpkg-repack: apt-get install dpkg-repack");
        Assert.SkipWhen(!File.Exists("/lib/systemd/systemd"), "needs the Debian package systemd: apt-get install systemd");
        var package = await DebianPackage.PutAsync(Machine, "7.0");
        var newer = await DebianPackage.PutAsync(Machine, "7.1");
        await BootAsync();
        await InsideAsync(
            """
            cd /run; dpkg-repack ldirectord >/dev/null 2>&1
            printf 'checkinterval=1\nvirtual=127.0.1.1:80\n\treal=127.0.2.1:80 masq\n\tchecktype=on\n\tscheduler=rr\n' \
                >/etc/ha.d/ldirectord.cf
            mkdir -p /run/lock/subsys; systemctl enable ldirectord; systemctl start ldirectord
            """);
        const string Table = "-A -t 127.0.1.1:80 -s rr\n-a -t 127.0.1.1:80 -r 127.0.2.1:80 -m -w 1\n";
        // The original puts each server in and out again before its first check.
        _ = (await Machine.RunAsync("until [ \"$(grep -c 'Added real' /var/log/ldirectord.log)\" -ge 2 ]; do sleep 0.05; done")).Text;

        Assert.Equal("active perl\n" + Table, await StateAsync("true"));
        Assert.Equal("active ldirectord\n" + Table, await StateAsync($"pkill -KILL '^ldirectord'; dpkg -i {package}"));
        Assert.Equal("active ldirectord\n" + Table, await StateAsync($"dpkg -i {newer}"));
        Assert.Equal("active perl\n" + Table,
            await StateAsync("echo ldirectord-net deinstall | dpkg --set-selections; dpkg -i /run/ldirectord_*.deb"));
        Assert.DoesNotContain("Purged", (await Machine.RunAsync("cat /var/log/ldirectord.log")).Text, StringComparison.Ordinal);
    }

    /// <summary>The unit's state, the program that is its main process, and the table, after a command.</summary>
    private async Task<string> StateAsync(string command)
    {
        await InsideAsync(command);
        return await InsideAsync("echo $(systemctl is-active ldirectord) $(basename $(readlink /proc/$(systemctl show -P MainPID "
            + "ldirectord)/exe)); ipvsadm -Sn");
    }

    private async Task BootAsync() => _ = (await Machine.RunAsync(
        """
        rm -f /usr/sbin/policy-rc.d /var/lib/man-db/auto-update
        mount -t cgroup2 cgroup2 /sys/fs/cgroup
        printf '[Unit]\nDefaultDependencies=no\n' >/etc/systemd/system/tiny.target
        container=uml setsid unshare --fork --pid --mount --mount-proc \
            /lib/systemd/systemd --system --unit=tiny.target </dev/null >/run/systemd.log 2>&1 &
        until pgrep -x systemd >/run/systemd.pid && nsenter -t $(cat /run/systemd.pid) -p -m systemctl is-system-running >/dev/null 2>&1
        do sleep 0.2; done
        """)).Text;

    private async Task<string> InsideAsync(string commands)
    {
        var script = Path.Combine(Machine.Scratch, $"{Guid.NewGuid():N}.sh");
        await File.WriteAllTextAsync(script, commands);
        return (await Machine.RunAsync($"nsenter -t $(cat /run/systemd.pid) -p -m sh -e {script} 2>&1", Patience)).Text;
    }
}
