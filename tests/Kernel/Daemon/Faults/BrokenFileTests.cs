namespace Ldirectord.Kernel.Daemon;

/// <summary>A running daemon whose file was damaged, deleted, or names unknown hosts: commands still work.</summary>
public sealed class BrokenFileTests(WebMachine web) : ProcessScripts(web)
{
    private static readonly string s_name = $"nobody-{Guid.NewGuid():N}.invalid";

    public static TheoryData<string, string, int> Damages => new()
    {
        { "broken", "echo nonsense >>$file", 2 },
        { "deleted", "rm $file", 1 },
        { "unresolvable", $"printf '\\treal={s_name}:80 masq\\n' >>$file", 3 },
    };

    /// <param name="stopped">What status answers once the daemon is gone: as the original does, but that it looks up no names.</param>
    [Theory, MemberData(nameof(Damages))]
    public async Task DamagedFile_DoesNotPreventStopAndStatus(string name, string damage, int stopped)
    {
        var director = await StartedAsync("test", Configuration("127.0.1.1"));
        await director.TableBecomesAsync(Table("127.0.1.1"));
        var told = await TextAsync(
            $$"""
            file={{director.File}}
            pid=$(cat {{director.PidFile}})
            until_true '{{Ours}} $file show >/dev/null 2>&1'
            {{damage}}
            ask() { code=0; {{Ours}} $file "$@" >/run/out 2>/run/err || code=$?; echo "$*: $code"; }
            ask status; grep -c "is running with pid: $pid" /run/err; grep -v -c 'is running' /run/err || true
            ask show; grep -c 127.0.2.1:80 /run/out
            ask show --json
            ask show --diff
            ask metrics; grep -c '^ldirectord_real_up.*127.0.2.1:80' /run/out
            ask reload
            until_true 'grep -q Reloading {{Log}}'
            ask restart; grep -c "process $pid" /run/err
            ask try-restart
            cd /; code=0; {{Ours}} test.cf status >/dev/null 2>&1 || code=$?; echo "by its bare name: $code"
            [ "$(cat {{director.PidFile}})" = $pid ] && kill -0 $pid && echo 'the daemon runs on'
            ipvsadm -Sn | wc -l
            ask stop
            until_true '! kill -0 $pid 2>/dev/null'
            ask status
            ask stop
            """);
        // status does not report an unknown host name.
        var errors = name == "unresolvable" ? 0 : 1;
        Assert.Equal(
            $"""
            status: 0
            1
            {errors}
            show: 0
            1
            show --json: 0
            show --diff: 0
            metrics: 0
            1
            reload: 2
            restart: 2
            1
            try-restart: 2
            by its bare name: 0
            the daemon runs on
            3
            stop: 0
            status: {stopped}
            stop: {(stopped == 3 ? 0 : stopped)}

            """,
            told);
        var reason = name == "deleted" ? "there is no such file" : $"reading file {director.File} at line";
        Assert.Contains(reason, await director.LogAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task OriginalsDaemon_IsWithinReachToo_AndIsNotToldOfABadFile()
    {
        const string original = "/usr/sbin/ldirectord";
        Assert.SkipWhen(!File.Exists(original), "needs the Debian package ldirectord: apt-get install ldirectord");
        var director = new DirectorProcess(Machine, original, "/etc/ha.d/test.cf");
        await director.WriteAsync(Configuration("127.0.1.1"));
        await director.StartAsync();
        await director.TableBecomesAsync(Table("127.0.1.1"));
        var told = await TextAsync(
            $$"""
            pid=$(cat {{director.PidFile}})
            ask() { code=0; {{Ours}} {{director.File}} "$@" >/run/out 2>/run/err || code=$?; echo "$*: $code"; }
            ask status; ask start
            echo nonsense >>{{director.File}}
            ask status; ask reload; ask restart
            grep -c Reloading {{Log}} || true
            kill -0 $pid && ask stop
            until_true '! kill -0 $pid 2>/dev/null'
            ask status
            """);
        Assert.Equal("status: 0\nstart: 0\nstatus: 0\nreload: 2\nrestart: 2\n0\nstop: 0\nstatus: 2\n", told);
    }

    [Fact]
    public async Task MissingFileOfTheSameName_IsNotTakenForTheOneThatRuns()
    {
        var director = await StartedAsync("test", Configuration("127.0.1.1"));
        var told = await TextAsync(
            $$"""
            for command in status stop show reload restart; do
                code=0; {{Ours}} /srv/test.cf $command 2>&1 || code=$?; echo "$command: $code"
            done
            {{Ours}} {{director.File}} status 2>/dev/null && echo untouched
            """);
        var expected = new[] { "status", "stop", "show", "reload", "restart" }
            .Select(command => $"Config file /srv/test.cf not found\n{command}: 1\n");
        Assert.Equal(string.Concat(expected) + "untouched\n", told);
    }

    [Fact]
    public async Task SilentNameServer_DelaysNeitherStatusNorStop()
    {
        var director = await StartedAsync("test", Configuration("127.0.1.1"));
        var told = await TextAsync(
            $$"""
            listen='$s = IO::Socket::INET->new(LocalAddr => "127.0.5.5:53", Proto => "udp") or die; sleep 600'
            perl -MIO::Socket::INET -e "$listen" >/dev/null 2>&1 &
            silent=$!
            echo 'nameserver 127.0.5.5' >/run/resolv; mount --bind /run/resolv /etc/resolv.conf
            for i in 1 2 3; do printf '\treal=web%s.test:80 masq\n' $i >>{{director.File}}; done
            pid=$(cat {{director.PidFile}})
            for command in status show stop; do
                code=0; timeout -s KILL 5 {{Ours}} {{director.File}} $command >/dev/null 2>&1 || code=$?; echo "$command: $code"
            done
            until_true '! kill -0 $pid 2>/dev/null'
            umount /etc/resolv.conf; kill $silent
            """);
        Assert.Equal("status: 0\nshow: 0\nstop: 0\n", told);
    }

    /// <summary>One after the other they would take a minute.</summary>
    [Fact]
    public async Task SixtyUnansweredNames_AreLookedUpConcurrently()
    {
        var names = string.Concat(Enumerable.Range(1, 60).Select(i => $"\treal=web{i}.test:80 masq\n"));
        var director = await PreparedAsync("test", $"virtual=127.0.1.1:80\n{names}\tchecktype=connect\n");
        var told = await TextAsync(
            $$"""
            listen='$s = IO::Socket::INET->new(LocalAddr => "127.0.5.5:53", Proto => "udp") or die; sleep 600'
            perl -MIO::Socket::INET -e "$listen" >/dev/null 2>&1 &
            silent=$!
            printf 'nameserver 127.0.5.5\noptions timeout:1 attempts:1\n' >/run/resolv; mount --bind /run/resolv /etc/resolv.conf
            for command in check start; do
                code=0; timeout -s KILL 30 {{Ours}} {{director.File}} $command >/run/said 2>&1 || code=$?; echo "$command: $code"
                grep -c 'web[0-9]*\.test' /run/said
            done
            umount /etc/resolv.conf; kill $silent
            """);
        Assert.Equal("check: 2\n60\nstart: 2\n60\n", told);
    }

    [Fact]
    public async Task ChildrenOfADamagedParent_AreNamedByStatusAndStoppedWithIt()
    {
        var first = await PreparedAsync("first", Configuration("127.0.1.1"));
        var second = await PreparedAsync("second", Configuration("127.0.1.2"));
        var parent = await StartedAsync("parent", "checkinterval=1\nexecute=first.cf\n");
        await parent.TableBecomesAsync(Table("127.0.1.1"));
        await parent.ReloadAsync("checkinterval=1\nexecute=first.cf\nexecute=second.cf\n");
        await parent.TableBecomesAsync([.. Table("127.0.1.1"), .. Table("127.0.1.2")]);
        var told = await TextAsync(
            $$"""
            echo nonsense >>{{parent.File}}; rm {{first.File}}; echo nonsense >>{{second.File}}
            code=0; {{Ours}} {{parent.File}} status >/run/said 2>&1 || code=$?; echo "status: $code"
            grep -o '[a-z]*.cf is running' /run/said
            {{Ours}} {{parent.File}} stop 2>/dev/null
            until_true '! [ -e {{parent.PidFile}} ] && ! [ -e {{first.PidFile}} ] && ! [ -e {{second.PidFile}} ]'
            """);
        Assert.Equal("status: 0\nparent.cf is running\nfirst.cf is running\nsecond.cf is running\n", told);
    }
}
