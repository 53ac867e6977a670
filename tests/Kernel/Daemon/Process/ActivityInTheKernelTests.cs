namespace Ldirectord.Kernel.Daemon;

/// <summary>active = vip: an address that an operator's hand adds to an interface and removes from it decides who speaks.</summary>
public sealed class ActivityInTheKernelTests(WebMachine web) : ProcessScripts(web)
{
    private const string Vip = "192.0.2.10";
    private const string Arrived = $"VIP {Vip} arrived: active";
    private const string Left = $"VIP {Vip} left: standby";

    private const string Device = """
        ip link del vip0 2>/dev/null || true
        ip link add vip0 type veth peer name vip1
        ip link set vip0 up; ip link set vip1 up

        """;

    [Fact]
    public async Task AddressComesAndGoes_TheTableIsAlwaysTrue_AndOnlyTheActiveOneSpeaks()
    {
        await TextAsync(
            $$"""
            {{Device}}
            rm -f /run/mails /run/said /run/called
            printf '#!/bin/sh\ncat >>/run/mails\n' >/run/sendmail
            printf '#!/bin/sh\necho "$1" >>/run/said\n' >/run/fallback
            printf '#!/bin/sh\necho called >>/run/called\n' >/run/callback
            chmod +x /run/sendmail /run/fallback /run/callback
            [ -e /usr/sbin/sendmail ] || : >/usr/sbin/sendmail
            mount --bind /run/sendmail /usr/sbin/sendmail
            """);
        try
        {
            var director = await StartedAsync("pair", Configuration(Vip,
                "active=vip\nemailalert=root@localhost\nfallbackcommand=/run/fallback\ncallback=\"/run/callback\"\nautoreload=no"));
            await director.LogShowsAsync($"VIP {Vip} is not here: standby");
            await director.TableBecomesAsync(Table(Vip));

            // A standby: true, and silent. A restart changes nothing of that.
            await Backends.BecomeAsync("web1", "dead");
            await director.TableBecomesAsync(Table(Vip)[0], Table(Vip)[2]);
            await TextAsync($"echo '# edited' >>{director.File}");
            await director.LogShowsAsync("callback is not run");
            Assert.Contains($"tcp:{Vip}:80 STANDBY", (await director.CommandAsync("status")).Errors, StringComparison.Ordinal);

            await TextAsync($"ip addr add {Vip}/32 dev vip0");
            await director.LogShowsAsync($"{Arrived} (1 of 2 servers up)");
            await Backends.BecomeAsync("web2", "dead");
            await director.TableBecomesAsync(Table(Vip)[0]);
            await TextAsync($"until_true '[ -s /run/said ]'; echo '# again' >>{director.File}; until_true '[ -s /run/called ]'");
            await TextAsync("until_true 'grep -q \"Deleted real server: 127.0.2.2:80\" /run/mails'");
            Assert.Contains("(ACTIVE)", (await director.CommandAsync("show")).Output, StringComparison.Ordinal);
            Assert.Contains($"tcp:{Vip}:80 ACTIVE", (await director.CommandAsync("status")).Errors, StringComparison.Ordinal);
            Assert.Contains(
                $"ldirectord_virtual_active{{virtual=\"tcp:{Vip}:80\"}} 1", (await director.CommandAsync("metrics")).Output,
                StringComparison.Ordinal);

            // The daemon is killed, and starts where the address is.
            await director.KillAsync();
            await director.StartAsync();
            await director.LogShowsAsync($"VIP {Vip} is here: active");

            await TextAsync($"ip addr del {Vip}/32 dev vip0");
            await director.LogShowsAsync(Left);
            await Backends.AllAsync("up");
            await director.TableBecomesAsync(Table(Vip));
            await director.StopAsync();
            Assert.Equal(
                "called\n", await TextAsync("cat /run/called"));
            var mails = await TextAsync("cat /run/mails");
            Assert.Contains($"{Arrived} (1 of 2 servers up)", mails, StringComparison.Ordinal);
            Assert.DoesNotContain("Deleted real server: 127.0.2.1:80", mails, StringComparison.Ordinal);
            Assert.DoesNotContain("Added", mails, StringComparison.Ordinal);
            Assert.EndsWith("stop\n", await TextAsync("cat /run/said"), StringComparison.Ordinal);
        }
        finally
        {
            await TextAsync("umount /usr/sbin/sendmail; ip link del vip0");
        }
    }

    [Fact]
    public async Task SuspendedStandby_KeepsWhatItKnows_UntilAnIPv6AddressIsUsable()
    {
        // Both services check the same servers, each with checks of its own.
        const string settings = "\tchecktype=connect\n\tprotocol=tcp\n";
        var director = await StartedAsync("suspended",
            "checktimeout=2\ncheckinterval=1\ncleanstop=no\n"
            + $"virtual=127.0.1.1:80\n\treal=127.0.2.1:80 masq 3\n\treal=127.0.2.2:80 masq\n{settings}"
            + $"virtual={Vip}:80\n\treal=127.0.2.1:80 masq 3\n\treal=127.0.2.2:80 masq\n{settings}\tcheckinterval=2\n");
        try
        {
            await director.TableBecomesAsync([.. Table("127.0.1.1"), .. Table(Vip)]);
            await TextAsync(Device);
            await director.ReloadAsync(
                "checktimeout=2\ncheckinterval=1\ncleanstop=no\n"
                + $"virtual=127.0.1.1:80\n\treal=127.0.2.1:80 masq 3\n\treal=127.0.2.2:80 masq\n{settings}"
                + $"virtual={Vip}:80\n\treal=127.0.2.1:80 masq 3\n\treal=127.0.2.2:80 masq\n{settings}\tcheckinterval=2\n"
                + "\tactive=vip fd00:9::10\n\tstandby=suspend\n");
            await director.LogShowsAsync("VIP fd00:9::10 is not here: standby, its checks are suspended");
            await Backends.BecomeAsync("web1", "dead");
            await director.TableBecomesAsync([Table("127.0.1.1")[0], Table("127.0.1.1")[2], .. Table(Vip)]);
            Assert.Contains("not checked on standby", (await director.CommandAsync("show")).Output, StringComparison.Ordinal);

            Assert.Equal("", await TextAsync(
                $"""
                ip -6 addr add fd00:9::10/64 dev vip0
                until_true "grep -q 'VIP fd00:9::10 arrived: active (2 of 2 servers up)' {Log}"
                ip -6 addr show dev vip0 tentative | grep fd00:9::10 || true
                """));
            await director.TableBecomesAsync(
                Table("127.0.1.1")[0], Table("127.0.1.1")[2], Table(Vip)[0], Table(Vip)[2]);
            // Every address of an interface goes with it.
            await TextAsync("ip link set vip0 down");
            await director.LogShowsAsync("VIP fd00:9::10 left: standby");
            await director.StopAsync();
        }
        finally
        {
            await TextAsync("ip link del vip0 2>/dev/null || true; ipvsadm -C");
        }
    }
}
