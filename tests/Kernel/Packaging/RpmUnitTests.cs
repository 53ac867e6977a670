using Ldirectord.Kernel.Uml;

namespace Ldirectord.Kernel.Packaging;

/// <summary>
/// The swap of the RPMs where systemd runs the director: the scripts of the package that goes stop and disable the unit, whose name is the
/// same. Console and lvs-realserver are upgraded with it.
/// </summary>
public sealed class RpmUnitTests(SharedMachine shared) : IClassFixture<SharedMachine>
{
    private UmlMachine Machine => shared.Machine;

    [Fact]
    public async Task EachSwapOfTheRpms_IsOneOfTheUnitAndKeepsTheTableAndTheStartAtBoot()
    {
        var repository = await RpmPackages.PrepareAsync(Machine, "7.0", "7.1");
        var systemd = new GuestSystemd(Machine);
        await systemd.BootAsync();
        await systemd.TextAsync(
            """
            printf 'checkinterval=1\nvirtual=127.0.1.1:80\n\treal=127.0.2.1:80 masq\n\tchecktype=on\n\tscheduler=rr\n' \
                >/etc/ha.d/ldirectord.cf
            rm -f /usr/lib/ocf/resource.d/heartbeat/ldirectord # of RHEL's package ldirectord, of Debian's resource-agents
            mkdir -p /run/lock/subsys; systemctl daemon-reload; systemctl enable ldirectord; systemctl start ldirectord
            """);
        const string Table = "-A -t 127.0.1.1:80 -s rr\n-a -t 127.0.1.1:80 -r 127.0.2.1:80 -m -w 1\n";
        // The original puts each server in and out again before its first check.
        _ = (await Machine.RunAsync("until [ \"$(grep -c 'Added real' /var/log/ldirectord.log)\" -ge 2 ]; do sleep 0.05; done")).Text;

        Assert.Equal("active perl\n" + Table, await systemd.StateAsync("true"));
        Assert.Equal("active ldirectord\n" + Table,
            await systemd.StateAsync(RpmPackages.Dnf(Machine, "swap ldirectord ldirectord-net-7.0")));
        Assert.Equal("enabled no\n", await EnabledAsync());
        await systemd.TextAsync(
            $"""
            rpm -i {repository}/ldirectord-net-console-7.0-*.rpm {repository}/lvs-realserver-7.0-*.rpm
            systemctl enable --now ldirectord-console.socket
            systemctl start ldirectord-console.service
            systemctl enable --now lvs-realserver@192.0.2.10
            """);
        Assert.Equal("enabled active enabled active 192.0.2.10\n", await CompanionsAsync());
        var console = await ConsoleAsync();
        Assert.Equal("active ldirectord\n" + Table, await systemd.StateAsync($"rpm -U {repository}/*-7.1-*.rpm"));
        Assert.Equal("enabled active enabled active 192.0.2.10\n", await CompanionsAsync());
        Assert.NotEqual(console, await ConsoleAsync());
        // The console cannot be without the director, and goes with it.
        Assert.Equal("active perl\n" + Table,
            await systemd.StateAsync(RpmPackages.Dnf(Machine, "swap --allowerasing ldirectord-net ldirectord")));
        Assert.Equal("not-found inactive enabled active 192.0.2.10\n", await CompanionsAsync());
        Assert.Contains("lvs-realserver: 192.0.2.10 stays on lo until the next boot: ip addr del 192.0.2.10 dev lo\n",
            await systemd.TextAsync("rpm -e lvs-realserver"), StringComparison.Ordinal);
        Assert.Equal("not-found inactive not-found active 192.0.2.10\n", await CompanionsAsync());
        Assert.Equal("enabled no\n", await EnabledAsync());
        Assert.Equal("active ldirectord\n" + Table, await systemd.StateAsync(RpmPackages.Dnf(Machine, "swap ldirectord ldirectord-net")));
        Assert.Equal("../ldirectord-net/ldirectord\n",
            await systemd.TextAsync("readlink /usr/lib/ocf/resource.d/heartbeat/ldirectord"));
        var director = await systemd.TextAsync("systemctl show -P MainPID ldirectord");
        Assert.Contains("DISABLE_RESTART_ON_UPDATE forbids a restart", await systemd.TextAsync(
            $"""
            mkdir -p /etc/sysconfig
            echo 'DISABLE_RESTART_ON_UPDATE="yes"' >/etc/sysconfig/services
            rpm -U --force {repository}/ldirectord-net-7.1-*.rpm
            """), StringComparison.Ordinal);
        Assert.Equal(director, await systemd.TextAsync("systemctl show -P MainPID ldirectord"));
        Assert.DoesNotContain("Purged", (await Machine.RunAsync("cat /var/log/ldirectord.log")).Text, StringComparison.Ordinal);
        Assert.Equal("inactive\n", await systemd.TextAsync(
            "rpm -e ldirectord-net >/dev/null 2>&1; echo $(systemctl is-active ldirectord); ipvsadm -Sn"));

        Task<string> CompanionsAsync() => systemd.TextAsync(
            """
            state() { echo $(systemctl is-enabled $1 2>/dev/null || echo not-found) $(systemctl is-active $2); }
            echo $(state ldirectord-console.socket ldirectord-console.service) \
                $(state lvs-realserver@192.0.2.10 lvs-realserver@192.0.2.10) $(ip -o addr show dev lo | grep -o 192.0.2.10)
            """);

        Task<string> ConsoleAsync() => systemd.TextAsync("systemctl show -P MainPID ldirectord-console.service");

        Task<string> EnabledAsync() =>
            systemd.TextAsync("echo $(systemctl is-enabled ldirectord) $(systemctl show -P RefuseManualStop ldirectord)");
    }
}
