namespace Ldirectord.Kernel.Daemon;

/// <summary>Which daemon a command means: one for each configuration, found by its pid file, with its children and its dry run.</summary>
public sealed class InstanceTests(WebMachine web) : ProcessScripts(web)
{
    [Fact]
    public async Task OneConfigurationByTwoNames_IsOneInstance()
    {
        var director = await StartedAsync("test", Configuration("127.0.1.1"));
        var second = await Machine.RunAsync($"ln -sf {director.File} /etc/ha.d/other.cf; {Ours} /etc/ha.d/other.cf start");
        Assert.Equal(1, second.ExitCode);
        Assert.Contains("already runs for", second.Errors, StringComparison.Ordinal);
        Assert.Contains("nothing was started", second.Errors, StringComparison.Ordinal);
        await director.TableBecomesAsync(Table("127.0.1.1"));
    }

    [Fact]
    public async Task TwoConfigurations_LiveSideBySide()
    {
        var (first, second) = (
            await StartedAsync("first", Configuration("127.0.1.1")), await StartedAsync("second", Configuration("127.0.1.2")));
        await first.TableBecomesAsync([.. Table("127.0.1.1"), .. Table("127.0.1.2")]);
        await first.StopAsync();
        await second.TableBecomesAsync(Table("127.0.1.2"));
        await Backends.BecomeAsync("web1", "dead");
        await second.TableBecomesAsync(Table("127.0.1.2")[0], Table("127.0.1.2")[2]);
    }

    [Theory]
    [InlineData("sleep 600")]
    [InlineData("tail -f /var/log/ldirectord.log")]
    [InlineData("sh -c 'sleep 600; : vi' vi /etc/ha.d/ldirectord.cf")]
    [InlineData("perl -e 'sleep 600' /usr/sbin/ldirectord /etc/ha.d/test.cf start")]
    public async Task PidFileOfAnotherProcess_IsStale_AndThatProcessIsNotSignalled(string stranger)
    {
        var director = await PreparedAsync("test", Configuration("127.0.1.1"));
        var told = await TextAsync(
            $$"""
            touch {{Log}}
            {{stranger}} >/dev/null 2>&1 & other=$!
            until_true "! tr '\\0' ' ' </proc/$other/cmdline | grep -q init"
            echo $other >{{director.PidFile}}
            for command in status stop reload try-restart start; do
                code=0; {{Ours}} {{director.File}} $command >/dev/null 2>&1 || code=$?; echo "$command $code"
            done
            [ "$(cat {{director.PidFile}})" != $other ] && {{Ours}} {{director.File}} status 2>/dev/null && echo started
            kill -0 $other && echo untouched
            kill -9 $other
            """);
        Assert.Equal("status 1\nstop 0\nreload 1\ntry-restart 0\nstart 0\nstarted\nuntouched\n", told);
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("not a number")]
    public async Task GarbageInThePidFile_IsStale_AndNoProcessIsSignalled(string garbage)
    {
        var director = await PreparedAsync("test", Configuration("127.0.1.1"));
        var told = await TextAsync(
            $$"""
            printf '%s' '{{garbage}}' >{{director.PidFile}}
            for command in stop status start status; do
                code=0; {{Ours}} {{director.File}} $command >/dev/null 2>&1 || code=$?; echo "$command $code"
            done
            """);
        Assert.Equal("stop 0\nstatus 1\nstart 0\nstatus 0\n", told);
    }

    [Fact]
    public async Task ChildrenByExecute_AreStartedReloadedStoppedAndNamedByStatus()
    {
        var (first, second) = (
            await PreparedAsync("first", Configuration("127.0.1.1")), await PreparedAsync("second", Configuration("127.0.1.2")));
        var parent = await StartedAsync("parent", "checkinterval=1\nexecute=first.cf\n");
        await parent.TableBecomesAsync(Table("127.0.1.1"));
        Assert.Equal(
            ["parent.cf", "first.cf"],
            (await Machine.RunAsync($"{Ours} {parent.File} status 2>&1")).Lines
                .Select(line => line.Replace("ldirectord for /etc/ha.d/", "", StringComparison.Ordinal)
                    .Split(" is running with pid: ")[0]));
        // The reload reaches first too; second is new.
        await first.WriteAsync(Configuration("127.0.1.3"));
        await parent.ReloadAsync("checkinterval=1\nexecute=first.cf\nexecute=second.cf\n");
        await parent.TableBecomesAsync([.. Table("127.0.1.3"), .. Table("127.0.1.2")]);
        // first was removed from the list.
        await parent.ReloadAsync("checkinterval=1\nexecute=second.cf\n");
        await parent.TableBecomesAsync(Table("127.0.1.2"));
        await parent.StopAsync();
        await parent.TableBecomesAsync();
        _ = await TextAsync($"until_true '! [ -e {first.PidFile} ] && ! [ -e {second.PidFile} ]'");
    }

    [Fact]
    public async Task ConfigurationsThatExecuteOneAnother_AreReloadedOnceEach()
    {
        var second = await PreparedAsync("second", $"checkinterval=1\nexecute=first.cf\n");
        var first = await StartedAsync("first", "checkinterval=1\nexecute=second.cf\n");
        var told = await TextAsync(
            $$"""
            until_true '[ -s {{second.PidFile}} ] && {{Ours}} second.cf show >/dev/null 2>&1'
            reloads() { grep -c "$1.cf|.*Reloading Linux Director Daemon" {{Log}}; }
            kill -HUP $(cat {{first.PidFile}})
            until_true "grep -q 'first.cf.*second.cf reload.* failed' {{Log}}"
            kill -HUP $(cat {{second.PidFile}})
            until_true "grep -q 'second.cf.*first.cf reload.* failed' {{Log}}"
            grep -o '/etc/ha.d/[a-z]*.cf and /etc/ha.d/[a-z]*.cf execute each other' {{Log}}
            reloads first; reloads second
            {{Ours}} first.cf stop
            until_true '! [ -e {{first.PidFile}} ] && ! [ -e {{second.PidFile}} ]'
            """);
        Assert.Equal(
            "/etc/ha.d/first.cf and /etc/ha.d/second.cf execute each other\n/etc/ha.d/second.cf and /etc/ha.d/first.cf execute each other\n"
                + "1\n1\n", told);
    }

    [Fact]
    public async Task DryRun_RunsBesideADaemon_AndTouchesNothing()
    {
        var director = await StartedAsync("test", Configuration("127.0.1.1"));
        await director.TableBecomesAsync(Table("127.0.1.1"));
        await director.WriteAsync(Configuration("127.0.1.2"));
        var told = await TextAsync(
            $$"""
            pid=$(cat {{director.PidFile}})
            {{Ours}} --dry-run {{director.File}} start
            [ "$(cat /var/run/ldirectord.test.cf.dry-run.pid)" != "$pid" ]
            until_true "grep -q 'dry-run.*Added real server: 127.0.2.2:80 (127.0.1.2:80)' {{Log}}.dry-run"
            grep -c 127.0.1.2 {{Log}} || true
            {{Ours}} --dry-run {{director.File}} show | grep -c '127.0.1.2:80'
            {{Ours}} --dry-run {{director.File}} stop
            until_true '! [ -e /var/run/ldirectord.test.cf.dry-run.pid ]'
            [ "$(cat {{director.PidFile}})" = $pid ] && kill -0 $pid && echo untouched
            """);
        Assert.Equal("0\n1\nuntouched\n", told);
        await director.TableBecomesAsync(Table("127.0.1.1"));
    }
}
