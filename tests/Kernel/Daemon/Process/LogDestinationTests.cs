namespace Ldirectord.Kernel.Daemon;

/// <summary>Where the process says what it does: to a supervisor, to syslog, to a file that is rotated.</summary>
public sealed class LogDestinationTests(WebMachine web) : ProcessScripts(web)
{
    [Fact]
    public async Task UnderRunit_ItLogsToTheLogServiceComesBackAfterACrashAndEndsByTerm()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/runsv"), "needs the Debian package runit: apt-get install runit");
        _ = await PreparedAsync("test", Configuration("127.0.1.1", "supervised=yes"));
        var told = await TextAsync(
            $$"""
            mkdir -p /run/sv/log
            printf '#!/bin/sh\nexec {{Ours}} test.cf start\n' >/run/sv/run
            printf '#!/bin/sh\nexec cat >>/run/sv/said\n' >/run/sv/log/run
            chmod +x /run/sv/run /run/sv/log/run
            setsid runsv /run/sv >/run/runsv.log 2>&1 &
            until_true 'grep -q "Added real server: 127.0.2.2:80" /run/sv/said'
            before=$(ipvsadm -Sn | sort); first=$(cat /run/sv/supervise/pid)
            {{Ours}} test.cf stop 2>&1 | grep -c "process $first, runs for /etc/ha.d/test.cf in the foreground"
            kill -9 $first
            until_true '[ "$(grep -c "Starting Linux Director" /run/sv/said)" = 2 ]'
            second=$(cat /run/sv/supervise/pid); [ $second != $first ] && echo "another"
            until_true '{{Ours}} test.cf show | grep -c " up " | grep -q 2'
            [ "$(ipvsadm -Sn | sort)" = "$before" ] && echo "the table is the same"
            sv -w 30 down /run/sv | sed 's/:.*//'
            grep -o 'terminated on signal: TERM' /run/sv/said
            ipvsadm -Sn; ls {{Log}} /run/*.pid 2>/dev/null || true
            sv exit /run/sv
            """);
        Assert.Equal("1\nanother\nthe table is the same\nok\nterminated on signal: TERM\n", told);
    }

    [Fact]
    public async Task SyslogFacility_ReachesDevLog()
    {
        var director = await PreparedAsync("test", Configuration("127.0.1.1", "logfile=\"local3\""));
        await Machine.RunAsync("rm -f /dev/log /run/syslog");
        var listener = await Machine.StartAsync(
            "perl -MIO::Socket::UNIX -e '$s = IO::Socket::UNIX->new(Type => SOCK_DGRAM, Local => \"/dev/log\"); $| = 1; "
                + "while ($s->recv($m, 4096), defined $m) { print \"$m\\n\" }'",
            "/run/syslog");
        var told = await TextAsync(
            $$"""
            until_true '[ -S /dev/log ]'
            {{Ours}} {{director.File}} start
            until_true 'grep -q "Added real server: 127.0.2.2:80" /run/syslog'
            # local3 (19) and info (6).
            pid=$(cat {{director.PidFile}})
            grep -c "^<158>.* ldirectord\[$pid\]: Added real server: 127.0.2.1:80 (127.0.1.1:80) (Weight set to 3)" /run/syslog
            ls {{Log}} 2>/dev/null || true
            kill -9 {{listener}}; rm /dev/log
            """);
        Assert.Equal("1\n", told);
    }

    [Fact]
    public async Task LogThatIsRotated_GoesOnInANewFileOrInTheTruncatedOne()
    {
        var director = await StartedAsync("test", Configuration("127.0.1.1"));
        await director.TableBecomesAsync(Table("127.0.1.1"));
        var told = await TextAsync(
            $$"""
            mv {{Log}} {{Log}}.1
            kill -HUP $(cat {{director.PidFile}})
            until_true 'grep -q Reloading {{Log}}'
            grep -c Reloading {{Log}}.1 || true
            cp {{Log}} {{Log}}.2; : >{{Log}}
            kill -HUP $(cat {{director.PidFile}})
            until_true 'grep -q Reloading {{Log}}'
            head -c 1 {{Log}}; echo; wc -l <{{Log}}
            """);
        Assert.Equal("0\n[\n1\n", told);
    }
}
