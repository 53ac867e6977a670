using System.Globalization;

namespace Ldirectord.Kernel.Daemon;

/// <summary>The life of the process: its commands, pid file and signals, its background and its children.</summary>
public sealed class ProcessLifeTests(WebMachine web) : ProcessScripts(web)
{
    private const string Original = "/usr/sbin/ldirectord";

    /// <summary>The original and ours answer alike.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task SevenCommands_AnswerAsTheOriginalDoes(bool original)
    {
        Assert.SkipWhen(original && !File.Exists(Original), "needs the Debian package ldirectord: apt-get install ldirectord");
        var director = new DirectorProcess(Machine, original ? Original : Ours, "/etc/ha.d/story.cf");
        await director.WriteAsync(Configuration("127.0.1.1"));
        var told = await TextAsync(
            $$"""
            pidfile={{director.PidFile}}
            say() { # COMMAND: what it answers
                code=0
                {{director.Program}} {{director.File}} "$1" >/run/out 2>/run/err || code=$?
                echo "$1: $code$(sed 's/^/ out: /' /run/out)$(sed 's/^/ err: /; s/pid: [0-9]*$/pid: N/' /run/err)"
            }
            mark() { old=$(cat $pidfile); }
            another() { until_true '[ -s $pidfile ] && [ "$(cat $pidfile)" != "$old" ]'; }
            for command in status stop try-restart; do say $command; done
            code=0; {{director.Program}} {{director.File}} reload >/dev/null 2>&1 || code=$?; echo "reload: $code"
            grep -o 'ldirectord is stopped.*' {{Log}}
            say start
            until_true '[ -s $pidfile ]'; mark
            say status
            say start; [ "$(cat $pidfile)" = "$old" ]
            say reload; say force-reload
            until_true "[ \$(grep -c 'Reloading Linux Director Daemon config on signal' {{Log}}) -ge 1 ]"
            say restart; another; mark
            say try-restart; another; mark
            say stop; until_true '! [ -e $pidfile ]'
            say status
            echo 99999 >$pidfile; old=99999
            say status
            say start; another; mark
            say stop; until_true '! [ -e $pidfile ]'
            """);
        Assert.Equal(
            $"""
            status: 3 out: ldirectord is stopped for {director.File}
            stop: 0
            try-restart: 0
            reload: 1
            ldirectord is stopped for {director.File}
            start: 0
            status: 0 err: ldirectord for {director.File} is running with pid: N
            start: 0
            reload: 0
            force-reload: 0
            restart: 0
            try-restart: 0
            stop: 0
            status: 3 out: ldirectord is stopped for {director.File}
            status: 1 out: ldirectord is stopped for {director.File} err: ldirectord stale pid file {director.PidFile} for {director.File}
            start: 0
            stop: 0

            """,
            told);
    }

    [Fact]
    public async Task InTheBackground_ItLeadsItsOwnSessionAndIsFoundByItsCommandLine()
    {
        var director = await PreparedAsync("test", Configuration("127.0.1.1"));
        var lines = (await Machine.RunAsync(
            $"""
            {Tools}
            mkdir -p /run/elsewhere; : >/run/elsewhere/lock
            touch {Original}; mount --bind {Ours} {Original}
            cd /run/elsewhere
            {Original} {director.File} start 9</run/elsewhere/lock
            # It stands once the command has returned: its signals too.
            pid=$(cat {director.PidFile}); kill -HUP $pid
            [ "$(pgrep -f '{Original} {director.File} start')" = $pid ] && echo found
            tr '\0' ' ' </proc/$pid/cmdline; echo
            readlink /proc/$pid/cwd
            [ $(ps -o sid= -p $pid) = $pid ] && ps -o tty= -p $pid
            readlink /proc/$pid/fd/0 /proc/$pid/fd/1 /proc/$pid/fd/2
            ls -l /proc/$pid/fd | grep -c elsewhere || true
            until_true 'grep -q Reloading {Log}'
            {Original} {director.File} stop
            until_true '! kill -0 $pid 2>/dev/null'
            umount {Original}
            """)).Lines;
        Assert.Equal(
            ["found", $"{Original} {director.File} start ", "/", "?", "/dev/null", "/dev/null", "/dev/null", "0"], lines);
    }

    [Theory]
    [InlineData("-d", "", "err", "out")]
    [InlineData("", "supervised=yes", "out", "err")]
    public async Task InTheForeground_ItLogsToItsStreamWithoutPidFileUntilTerm(string option, string setting, string log, string silent)
    {
        var director = await PreparedAsync("test", Configuration("127.0.1.1", setting));
        var told = await TextAsync(
            $$"""
            {{Ours}} {{option}} {{director.File}} start >/run/out 2>/run/err &
            pid=$!
            until_true 'grep -q "Added real server: 127.0.2.1:80" /run/{{log}}'
            ls /run/*.pid {{Log}} 2>/dev/null || true
            # A second one does not take its place.
            code=0; {{Ours}} {{director.File}} start >/dev/null 2>/run/second || code=$?
            echo "second: $code"; grep -c "process $pid.* already runs for" /run/second || cat /run/second
            kill -HUP $pid
            until_true 'grep -q Reloading /run/{{log}}'
            kill -TERM $pid
            code=0; wait $pid || code=$?
            echo "end: $code"
            grep -c 'Linux Director Daemon terminated on signal: TERM' /run/{{log}}
            cat /run/{{silent}}
            ipvsadm -Sn
            """);
        Assert.Equal("second: 1\n1\nend: 0\n1\n", told);
    }

    [Fact]
    public async Task RestartWithCleanstopNo_KeepsServing()
    {
        var director = await StartedAsync("test", Configuration("127.0.1.1", "cleanstop=no"));
        await director.TableBecomesAsync(Table("127.0.1.1"));
        var told = await TextAsync(
            $$"""
            rm -f /run/enough
            # The kernel's own list, 7F000101:0050, with both of its servers, looked at without starting a program.
            (looks=0; gaps=0
            while ! [ -e /run/enough ]; do
                table=$(while read -r line; do echo "$line"; done </proc/net/ip_vs)
                looks=$((looks + 1))
                case $table in *7F000101:0050*7F00020?:0050*7F00020?:0050*) ;; *) gaps=$((gaps + 1)) ;; esac
            done
            echo "$gaps $looks" >/run/looks) >/dev/null 2>&1 &
            looker=$!
            old=$(cat {{director.PidFile}})
            {{Ours}} {{director.File}} restart
            [ "$(cat {{director.PidFile}})" != $old ]
            until_true '[ $(grep -c "Starting Linux Director" {{Log}}) = 2 ]'
            touch /run/enough; wait $looker
            cat /run/looks
            """);
        var numbers = told.Split(' ');
        Assert.Equal("0", numbers[0]);
        Assert.True(int.Parse(numbers[1], CultureInfo.InvariantCulture) > 3, told);
        await director.TableBecomesAsync(Table("127.0.1.1"));
    }

    [Fact]
    public async Task FiveStartsAtOnce_LeaveExactlyOne()
    {
        var director = await PreparedAsync("test", Configuration("127.0.1.1"));
        var told = await TextAsync(
            $$"""
            for i in 1 2 3 4 5; do
                (code=0; {{Ours}} {{director.File}} start >/run/said-$i 2>&1 || code=$?; echo $code >>/run/said-$i) &
            done
            wait
            sort -u /run/said-?
            [ "$(pgrep -f '{{Ours}} {{director.File}} start')" = "$(cat {{director.PidFile}})" ] && echo one
            """);
        Assert.Equal("0\none\n", told);
    }

    [Fact]
    public async Task Reload_RefusesAnUnknownFacility_AndNamesWhatNeedsARestart()
    {
        var director = await StartedAsync("test", Configuration("127.0.1.1"));
        await director.TableBecomesAsync(Table("127.0.1.1"));
        await director.ReloadAsync(Configuration("127.0.1.2", "logfile=\"local9\""));
        await director.LogShowsAsync(
            "reading file /etc/ha.d/test.cf: logfile = \"local9\" is neither an absolute path nor a syslog facility");
        await director.LogShowsAsync("The previous configuration stays active");
        await director.TableBecomesAsync(Table("127.0.1.1"));
        await director.ReloadAsync(Configuration("127.0.1.2", "supervised=yes"));
        await director.LogShowsAsync("supervised = yes takes effect after a restart");
        await director.TableBecomesAsync(Table("127.0.1.2"));
    }
}
