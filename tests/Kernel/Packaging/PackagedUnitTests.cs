
using Ldirectord.Kernel.Uml;

namespace Ldirectord.Kernel.Packaging;

/// <summary>The swap of the packages where systemd runs the director.</summary>
public sealed class PackagedUnitTests(SharedMachine shared) : IClassFixture<SharedMachine>
{
    private UmlMachine Machine => shared.Machine;

    [Fact]
    public async Task EachSwapOfThePackages_IsOneOfTheUnitAndKeepsTheTable()
    {
        Assert.SkipWhen(!File.Exists("/usr/sbin/ldirectord"), "needs the Debian package ldirectord: apt-get install ldirectord");
        Assert.SkipWhen(!File.Exists("/usr/bin/dpkg-repack"), "needs the Debian package dpkg-repack: apt-get install dpkg-repack");
        Assert.SkipWhen(!File.Exists("/lib/systemd/systemd"), "needs the Debian package systemd: apt-get install systemd");
        var package = await DebianPackage.PutAsync(Machine, "7.0");
        var newer = await DebianPackage.PutAsync(Machine, "7.1");
        var systemd = new GuestSystemd(Machine);
        await systemd.BootAsync();
        await systemd.TextAsync(
            """
            cd /run; dpkg-repack ldirectord >/dev/null 2>&1
            printf 'checkinterval=1\nvirtual=127.0.1.1:80\n\treal=127.0.2.1:80 masq\n\tchecktype=on\n\tscheduler=rr\n' \
                >/etc/ha.d/ldirectord.cf
            mkdir -p /run/lock/subsys; systemctl enable ldirectord; systemctl start ldirectord
            """);
        const string Table = "-A -t 127.0.1.1:80 -s rr\n-a -t 127.0.1.1:80 -r 127.0.2.1:80 -m -w 1\n";
        // The original puts each server in and out again before its first check.
        _ = (await Machine.RunAsync("until [ \"$(grep -c 'Added real' /var/log/ldirectord.log)\" -ge 2 ]; do sleep 0.05; done")).Text;

        Assert.Equal("active perl\n" + Table, await systemd.StateAsync("true"));
        Assert.Equal("active ldirectord\n" + Table, await systemd.StateAsync($"pkill -KILL '^ldirectord'; dpkg -i {package}"));
        Assert.Equal("active ldirectord\n" + Table, await systemd.StateAsync($"dpkg -i {newer}"));
        Assert.Equal("active perl\n" + Table,
            await systemd.StateAsync("echo ldirectord-net deinstall | dpkg --set-selections; dpkg -i /run/ldirectord_*.deb"));
        Assert.DoesNotContain("Purged", (await Machine.RunAsync("cat /var/log/ldirectord.log")).Text, StringComparison.Ordinal);
    }
}
