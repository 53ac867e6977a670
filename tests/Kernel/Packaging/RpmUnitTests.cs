using Ldirectord.Kernel.Uml;

namespace Ldirectord.Kernel.Packaging;

/// <summary>
/// The swap of the RPMs where systemd runs the director: the scripts of the package that goes stop and disable the unit, whose name is the
/// same.
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
            mkdir -p /run/lock/subsys; systemctl daemon-reload; systemctl enable ldirectord; systemctl start ldirectord
            """);
        const string Table = "-A -t 127.0.1.1:80 -s rr\n-a -t 127.0.1.1:80 -r 127.0.2.1:80 -m -w 1\n";
        // The original puts each server in and out again before its first check.
        _ = (await Machine.RunAsync("until [ \"$(grep -c 'Added real' /var/log/ldirectord.log)\" -ge 2 ]; do sleep 0.05; done")).Text;

        Assert.Equal("active perl\n" + Table, await systemd.StateAsync("true"));
        Assert.Equal("active ldirectord\n" + Table,
            await systemd.StateAsync(RpmPackages.Dnf(Machine, "swap ldirectord ldirectord-net-7.0")));
        Assert.Equal("enabled no\n", await EnabledAsync());
        Assert.Equal("active ldirectord\n" + Table, await systemd.StateAsync($"rpm -U {repository}/ldirectord-net-7.1-*.rpm"));
        Assert.Equal("active perl\n" + Table, await systemd.StateAsync(RpmPackages.Dnf(Machine, "swap ldirectord-net ldirectord")));
        Assert.Equal("enabled no\n", await EnabledAsync());
        Assert.Equal("active ldirectord\n" + Table, await systemd.StateAsync(RpmPackages.Dnf(Machine, "swap ldirectord ldirectord-net")));
        Assert.DoesNotContain("Purged", (await Machine.RunAsync("cat /var/log/ldirectord.log")).Text, StringComparison.Ordinal);
        Assert.Equal("inactive\n", await systemd.TextAsync(
            "rpm -e ldirectord-net >/dev/null 2>&1; echo $(systemctl is-active ldirectord); ipvsadm -Sn"));

        Task<string> EnabledAsync() =>
            systemd.TextAsync("echo $(systemctl is-enabled ldirectord) $(systemctl show -P RefuseManualStop ldirectord)");
    }
}
