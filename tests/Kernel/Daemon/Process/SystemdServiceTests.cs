namespace Ldirectord.Kernel.Daemon;

/// <summary>The program under a real systemd: the template unit as it is installed, from start to stop, good days and bad.</summary>
public sealed class SystemdServiceTests(SystemdMachine systemd) : IClassFixture<SystemdMachine>
{
    [Fact]
    public async Task Start_IsOverWhenTheFirstChecksAre_HoweverLongTheyTake()
    {
        await PrepareAsync("slow", "127.0.1.1", checks: "service=http\n\tnegotiatetimeout=10");
        await systemd.Backends.BecomeAsync("web2", "hang");
        // The first checks take longer than five seconds: systemd waits only if the daemon extends its start.
        Assert.Equal(
            """
            activating: first checks under way: 1 of 1 virtual services up, 1 of 2 real servers up
            active: 1 of 1 virtual services up, 1 of 2 real servers up
            restarts: 0
            stop: 0
            inactive

            """,
            await systemd.TextAsync(
                """
                mkdir -p /run/systemd/system/ldirectord@slow.service.d
                printf '[Service]\nTimeoutStartSec=5\n' >/run/systemd/system/ldirectord@slow.service.d/limit.conf
                systemctl daemon-reload
                systemctl start --no-block ldirectord@slow
                until_true 'status slow | grep -q "1 of 2 real"'
                echo "$(shown slow ActiveState): $(status slow)"
                until_true '[ "$(shown slow ActiveState)" != activating ]'
                until_true '! status slow | grep -q first'
                echo "$(shown slow ActiveState): $(status slow)"
                echo "restarts: $(shown slow NRestarts)"
                echo "stop: $(code systemctl stop ldirectord@slow)"
                shown slow ActiveState
                """));
        await systemd.Backends.BecomeAsync("web2", "up");
    }

    [Fact]
    public async Task Health_IsInTheStatusAsItChanges()
    {
        await PrepareAsync("health", "127.0.1.2");
        await systemd.TextAsync("systemctl start ldirectord@health");
        await systemd.Backends.BecomeAsync("web1", "dead");
        await systemd.TextAsync("until_true '[ \"$(status health)\" = \"1 of 1 virtual services up, 1 of 2 real servers up\" ]'");
        await systemd.Backends.BecomeAsync("web2", "dead");
        await systemd.TextAsync("until_true '[ \"$(status health)\" = \"0 of 1 virtual services up, 0 of 2 real servers up\" ]'");
        await systemd.Backends.AllAsync("up");
        await systemd.TextAsync("until_true '[ \"$(status health)\" = \"1 of 1 virtual services up, 2 of 2 real servers up\" ]'; "
            + "systemctl stop ldirectord@health");
    }

    [Fact]
    public async Task Reload_AcceptsAGoodFile_AndRefusesABadOneInWords()
    {
        const string Rejected = "; configuration rejected, the previous one stays active: ";
        const string Bad = "unknown directive \"bogus\": expected name = value";
        await PrepareAsync("again", "127.0.1.3");
        Assert.Equal(
            $"""
            good: 0
            127.0.1.33:80
            bad: 1
            /etc/ha.d/again.cf:8:1: error: {Bad}
            127.0.1.33:80
            signal: active
            1 of 1 virtual services up, 2 of 2 real servers up{Rejected}/etc/ha.d/again.cf:8: {Bad}
            127.0.1.33:80
            mended: 0
            active: 1 of 1 virtual services up, 2 of 2 real servers up

            """,
            await systemd.TextAsync(
                """
                table() { ipvsadm -Sn | grep -o '^-A -t 127.0.1.3[^ ]*' | cut -d ' ' -f 3; }
                file=/etc/ha.d/again.cf
                systemctl start ldirectord@again
                sed -i 's/127.0.1.3:/127.0.1.33:/' $file
                echo "good: $(code systemctl reload ldirectord@again)"
                until_true '[ "$(table)" = 127.0.1.33:80 ]'; table
                echo bogus >>$file
                echo "bad: $(code systemctl reload ldirectord@again)"
                until_true 'inside journalctl -q -o cat -u ldirectord@again | grep again.cf:8:1'; table
                systemctl kill -s HUP --kill-who=main ldirectord@again
                until_true 'status again | grep -q bogus'
                echo "signal: $(shown again ActiveState)"; status again; table
                sed -i /bogus/d $file
                echo "mended: $(code systemctl reload ldirectord@again)"
                until_true '! status again | grep -q bogus && [ "$(shown again ActiveState)" = active ]'
                echo "$(shown again ActiveState): $(status again)"
                systemctl stop ldirectord@again
                """));
    }

    [Fact]
    public async Task HangingOrKilledDaemon_IsRestartedWhileItsTableServes()
    {
        await PrepareAsync("life", "127.0.1.4");
        Assert.Equal(
            """
            frozen: watchdog, the table is the same
            killed: the table is the same
            stop: 0, success, in the table: 0

            """,
            await systemd.TextAsync(
                """
                table() { ipvsadm -Sn | grep '127.0.1.4:' | sort; }
                mkdir -p /run/systemd/system/ldirectord@life.service.d
                printf '[Service]\nWatchdogSec=5\n' >/run/systemd/system/ldirectord@life.service.d/watchdog.conf
                systemctl daemon-reload
                systemctl start ldirectord@life
                before=$(table); [ $(echo "$before" | wc -l) = 3 ]
                first=$(shown life WatchdogTimestampMonotonic)
                for ping in 1 2; do
                    until_true '[ "$(shown life WatchdogTimestampMonotonic)" != $first ]'; first=$(shown life WatchdogTimestampMonotonic)
                done
                systemctl kill -s STOP --kill-who=main ldirectord@life
                until_true '[ "$(shown life Result)" = watchdog ]'
                [ "$(table)" = "$before" ]
                until_true '[ "$(shown life NRestarts)" = 1 ] && [ "$(shown life ActiveState)" = active ]'
                [ "$(table)" = "$before" ] && echo "frozen: watchdog, the table is the same"
                systemctl kill -s KILL --kill-who=main ldirectord@life
                until_true '[ "$(shown life ActiveState)" != active ]'
                [ "$(table)" = "$before" ]
                until_true '[ "$(shown life NRestarts)" = 2 ] && [ "$(shown life ActiveState)" = active ]'
                [ "$(table)" = "$before" ] && echo "killed: the table is the same"
                echo "stop: $(code systemctl stop ldirectord@life), $(shown life Result), in the table: $(table | wc -l)"
                """));
    }

    [Fact]
    public async Task BadOrMissingFile_FailsTheStartAtOnceInWords()
    {
        await PrepareAsync("bad", "127.0.1.5");
        Assert.Equal(
            """
            bad: 1, exit-code 2
            Error reading file /etc/ha.d/bad.cf at line 8: unknown directive "bogus": expected name = value (column 1)
            none: 1, exit-code 1
            Config file none.cf not found

            """,
            await systemd.TextAsync(
                """
                echo bogus >>/etc/ha.d/bad.cf
                for name in bad none; do
                    mkdir -p /run/systemd/system/ldirectord@$name.service.d
                    printf '[Service]\nRestartSec=600\n' >/run/systemd/system/ldirectord@$name.service.d/z.conf
                done
                systemctl daemon-reload
                for name in bad none; do
                    echo "$name: $(code systemctl start ldirectord@$name), $(shown $name Result) $(shown $name ExecMainStatus)"
                    until_true "inside journalctl -q -o cat -u ldirectord@$name >/run/out; grep -q cf /run/out"
                    grep -m 1 $name.cf /run/out | sed 's/ \[[0-9]*\]//'
                    systemctl stop ldirectord@$name
                done
                """));
    }

    /// <summary>
    /// An external check that does what operators' checks do, a fallback command that does what theirs do, and a mailer that is setgid.
    /// </summary>
    [Fact]
    public async Task OperatorsPrograms_DoInsideTheUnitWhatTheyDoOutside()
    {
        await PrepareAsync("own", "127.0.1.6", "checktype=external\n\tchecktimeout=25\n\tcheckcommand=/run/own/check\n"
            + "\tfallbackcommand=/run/own/fallback\n\tmonitorfile=/srv/own.state\n\temailalert=root@localhost");
        Assert.Equal(
            """
            check: mail
            check: nobody
            check: secret of another user
            check: tail
            fallback: 192.0.2.77
            fallback: 2
            monitor: [down]
            start: 0
            new privileges: 0

            """,
            await systemd.TextAsync(
                """
                mkdir -p /run/own /srv
                setsid tail -f /dev/null >/dev/null 2>&1 & other=$!
                echo "secret of another user" >/run/own/secret; chown nobody /run/own/secret; chmod 600 /run/own/secret
                cp /usr/bin/id /run/own/setgid; chgrp mail /run/own/setgid; chmod 2755 /run/own/setgid
                cat >/run/own/check <<'END'
                #!/bin/sh
                exec >>/var/tmp/own.check 2>>/var/tmp/own.errors
                cat /run/own/secret
                su -s /bin/sh -c 'id -un' nobody
                for p in /proc/[0-9]*; do case $(readlink $p/exe) in */tail) echo tail; break;; esac; done
                /run/own/setgid -gn
                exit 1
                END
                cat >/run/own/fallback <<'END'
                #!/bin/sh
                [ $1 = start ] || exit 0
                exec >>/run/own/said 2>&1
                ip addr add 192.0.2.77/32 dev lo && ip -4 -o addr show dev lo | grep -o 192.0.2.77
                sysctl -qw net.ipv4.conf.lo.arp_announce=2 && sysctl -n net.ipv4.conf.lo.arp_announce
                END
                chmod +x /run/own/check /run/own/fallback
                nsenter -t $(cat /run/first-process) -p -m setsid tail -f /dev/null >/dev/null 2>&1 &
                start=$(code systemctl start ldirectord@own)
                until_true '[ -s /run/own/said ] && [ -s /srv/own.state ] && [ $(sort -u /var/tmp/own.check | wc -l) -ge 4 ]'
                sort -u /var/tmp/own.check | sed 's/^/check: /'
                until_true '[ $(wc -l </run/own/said) = 2 ]'; sed 's/^/fallback: /' /run/own/said
                echo "monitor: $(grep -o -m 1 '\[down\]' /srv/own.state)"
                echo "start: $start"
                echo "new privileges: $(inside cat /proc/$(shown own MainPID)/status | sed -n 's/NoNewPrivs:\t//p')"
                systemctl stop ldirectord@own
                kill $other
                """));
    }

    [Fact]
    public async Task HardenedUnit_ChecksAndWritesItsFiles()
    {
        await PrepareAsync("hard", "127.0.1.7", "service=http");
        await systemd.TextAsync(
            """
            printf 'virtual=127.0.1.8:80\n\treal=127.0.2.1:80 masq\n\tchecktype=ping\n\tscheduler=wlc\n' >>/etc/ha.d/hard.cf
            mkdir -p /run/systemd/system/ldirectord@hard.service.d
            cp /run/hardened.conf /run/systemd/system/ldirectord@hard.service.d/
            mkdir -p /etc/ha.d/maintenance
            echo 'maintenancedir = /etc/ha.d/maintenance' >>/etc/ha.d/hard.cf
            systemctl daemon-reload
            """);
        Assert.Equal(
            """
            start: 0
            2 of 2 virtual services up, 3 of 3 real servers up
            CapBnd: 0000000000003000
            NoNewPrivs: 1
            show: 3
            drain: 0, mode: drain, enable: 0
            reload: 0, stop: 0

            """,
            await systemd.TextAsync(
                """
                echo "start: $(code systemctl start ldirectord@hard)"
                cat /run/out >&2
                until_true 'status hard | grep -q "^2 of 2"'; status hard
                inside grep -E 'CapBnd|NoNewPrivs' /proc/$(shown hard MainPID)/status | tr '\t' ' '
                echo "show: $(ldirectord hard.cf show | grep -c ' up ')"
                [ -s /run/ldirectord.hard.cf.pid ]; grep -q 'hard.cf.*Added real server' /var/log/ldirectord.log
                drain=$(code ldirectord hard.cf drain 127.0.2.2)
                echo "drain: $drain, $(grep mode: /etc/ha.d/maintenance/127.0.2.2), enable: $(code ldirectord hard.cf enable 127.0.2.2)"
                echo "reload: $(code systemctl reload ldirectord@hard), stop: $(code systemctl stop ldirectord@hard)"
                """));
    }

    private Task<string> PrepareAsync(string name, string address, string checks = "checktype=connect") => systemd.TextAsync(
        $"""
        cat >/etc/ha.d/{name}.cf <<'END'
        checktimeout=2
        checkinterval=1
        virtual={address}:80
        	real=127.0.2.1:80 masq
        	real=127.0.2.2:80 masq
        	{checks}
        	protocol=tcp
        END
        """);
}
