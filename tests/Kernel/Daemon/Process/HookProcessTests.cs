namespace Ldirectord.Kernel.Daemon;

/// <summary>Programs that a daemon runs: their descriptors, their end, and the processes that they leave behind.</summary>
public sealed class HookProcessTests(WebMachine web) : ProcessScripts(web)
{
    // Beside its streams a program that lists its descriptors has one for the folder that it reads.
    private const string List = "echo $(ls /proc/self/fd)";

    [Fact]
    public async Task ChildOfTheFirstChecks_DoesNotDelayTheReturnOfStart()
    {
        await ScriptAsync("check", "setsid sleep 4321 & echo $! >>/run/left");
        var director = await PreparedAsync("test", External());
        try
        {
            Assert.Equal("0\n", await TextAsync($"code=0; timeout 60 {Ours} {director.File} start || code=$?; echo $code"));
            await director.TableBecomesAsync(Table("127.0.1.1"));
        }
        finally
        {
            await Machine.RunAsync($"{Ours} {director.File} stop; while [ -e {director.PidFile} ]; do sleep 0.1; done; "
                + "xargs kill </run/left");
        }
    }

    [Fact]
    public async Task CheckThatIgnoresTerm_EndsBeforeTheDaemon()
    {
        await ScriptAsync("check", "trap '' TERM; echo $$ >>/run/stubborn; while :; do sleep 0.1; done");
        var director = await StartedAsync("test", External("checktimeout=600"));
        Assert.Equal(
            "gone\n",
            await TextAsync(
                $$"""
                until_true '[ "$(wc -l </run/stubborn)" = 2 ]'
                {{Ours}} {{director.File}} stop
                until_true '! [ -e {{director.PidFile}} ]'
                for pid in $(cat /run/stubborn); do if kill -9 $pid 2>/dev/null; then echo "outlives it"; fi; done
                echo gone
                """));
    }

    [Fact]
    public async Task WhatACheckLeavesBehind_EndsWithIt_AndWhatAFallbackcommandStartsLives()
    {
        await ScriptAsync("check", "sleep 4321 & echo $! >>/run/check.left; exit 1");
        await ScriptAsync("fallback", "sleep 4322 & echo $! >/run/fallback.left");
        var director = await StartedAsync("test", External("fallbackcommand=/run/fallback"));
        await director.TableBecomesAsync(Table("127.0.1.1")[0]);
        Assert.Equal(
            "lives\n",
            await TextAsync(
                $$"""
                until_true '[ -s /run/fallback.left ] && [ "$(wc -l </run/check.left)" -gt 4 ]'
                {{Ours}} {{director.File}} stop
                until_true '! [ -e {{director.PidFile}} ]'
                for pid in $(cat /run/check.left); do if kill -9 $pid 2>/dev/null; then echo "left behind"; fi; done
                if kill -9 $(cat /run/fallback.left); then echo lives; fi
                """));
    }

    [Fact]
    public async Task EveryProgram_IsGivenItsStreamsAndNothingElse()
    {
        foreach (var name in new[] { "check", "fallback", "callback" })
            await ScriptAsync(name, $"{List} >/run/{name}.list");
        await ScriptAsync("sendmail", $"{List} >/run/sendmail.list; cat >/dev/null");
        const string settings = "fallbackcommand=/run/fallback\ncallback=\"/run/callback\"\nemailalert=root@localhost";
        var director = await PreparedAsync("test", External(settings));
        var told = await TextAsync(
            $$"""
            [ -e /usr/sbin/sendmail ] || : >/usr/sbin/sendmail
            mount --bind /run/sendmail /usr/sbin/sendmail
            # In the foreground it keeps what it was started with, a service manager's sockets, say.
            {{Ours}} -d {{director.File}} start 7</etc/passwd 9</etc/group >/dev/null 2>&1 &
            pid=$!
            until_true '[ -s /run/check.list ] && [ -s /run/sendmail.list ]'
            # Whatever it opened itself has the flag O_CLOEXEC too (proc(5)).
            for file in /proc/$pid/fdinfo/*; do
                case ${file##*/} in 0 | 1 | 2) continue ;; esac
                flags=$(sed -n 's/^flags:[[:space:]]*//p' $file 2>/dev/null) || continue
                [ -z "$flags" ] || [ $((0$flags & 02000000)) != 0 ] ||
                    echo "${file##*/} is inherited: $(readlink /proc/$pid/fd/${file##*/})"
            done
            printf '#!/bin/sh\nexit 1\n' >/run/failing; chmod +x /run/failing; mv /run/failing /run/check
            until_true '[ -s /run/fallback.list ]'
            echo '# edited' >>{{director.File}}
            until_true '[ -s /run/callback.list ]'
            kill $pid; wait $pid
            umount /usr/sbin/sendmail
            grep . /run/*.list
            """);
        Assert.Equal(
            "/run/callback.list:0 1 2 3\n/run/check.list:0 1 2 3\n/run/fallback.list:0 1 2 3\n/run/sendmail.list:0 1 2 3\n", told);
    }

    private static string External(string settings = "") =>
        Configuration("127.0.1.1", settings)
            .Replace("checktype=connect", "checktype=external\n\tcheckcommand=/run/check", StringComparison.Ordinal);

    private async Task ScriptAsync(string name, string body)
    {
        var text = $"#!/bin/sh\n{body}\n".Replace("'", "'\\''", StringComparison.Ordinal);
        _ = (await Machine.RunAsync($"rm -f /run/*.left /run/*.list /run/left /run/stubborn; printf %s '{text}' >/run/{name}; "
            + $"chmod +x /run/{name}")).Text;
    }
}
