namespace Ldirectord.Kernel.Daemon;

/// <summary>show --watch in a terminal (tmux), on a daemon that directs a real kernel: what its keys do, what it leaves behind.</summary>
public sealed class WatchScreenTests(WebMachine web) : ProcessScripts(web)
{
    // The screen is W's window; a line that is waited for is a regular expression.
    private const string Screen = """
        watch=/run/watch-$$
        soon() { for i in $(seq 150); do if eval "$1"; then return 0; fi; sleep 0.1; done; echo "never: $1" >&2; shown >&2; return 1; }
        screen() { tmux -S $watch -f /dev/null "$@"; }
        shown() { screen capture-pane -p -t w; }
        shows() { soon "shown | grep -q -- '$1'"; }
        lacks() { soon "! shown | grep -q -- '$1'"; }
        press() { screen send-keys -t w "$@"; }
        row() { shown | grep -m 1 -- "$1" | tr -s ' '; }
        begin() { # WIDTH HEIGHT COMMAND
            screen new-session -d -s w -x $1 -y $2 env LC_ALL=C.UTF-8 bash --norc
            shows 'bash.*#'
            press "stty -g >$watch.before; $3; c=\$?; stty -g >$watch.after; echo over \$c" Enter
        }
        over() { shows "^over $1"; cmp $watch.before $watch.after; lacks 'q quit'; screen kill-server; }

        """;

    private static string Files => "maintenancedir = /run/maintenance";

    [Fact]
    public async Task Keys_SortFilterAndShowWhy_OnATerminalOfAnySize()
    {
        NeedTmux();
        var director = await StartedAsync("test", Configuration("127.0.1.1"));
        await director.TableBecomesAsync(Table("127.0.1.1"));
        await Backends.BecomeAsync("web2", "dead");
        await director.TableBecomesAsync(Table("127.0.1.1")[..2]);
        var told = await TextAsync(
            $$"""
            {{Screen}}
            begin 100 20 '{{Ours}} {{director.File}} show --watch'
            shows '2 servers: 1 up, 1 down'; shows '1 of 3  sorted as in the file'; shows '1 of 2 up'
            row 127.0.2.1:80 | cut -d ' ' -f 1-3; row 127.0.2.2:80 | cut -d ' ' -f 1-3
            press s; shows 'sorted by state'; shown | grep -o '127.0.2.[12]:80' | tr '\n' ' '; echo
            press r; shows 'by state, reversed'; shown | grep -o '127.0.2.[12]:80' | tr '\n' ' '; echo
            press p; shows 'only problems'; lacks '127.0.2.1:80'
            press p; press /; press 2.1; lacks '127.0.2.2:80'; shows 'Filter: 2.1_'
            press Enter; shows 'filter: 2.1'; press Enter; shows '127.0.2.1:80 of tcp:127.0.1.1:80'; shows 'Esc back'
            press Escape; shows 'q quit'; press Escape; shows '127.0.2.2:80'
            screen resize-window -t w -x 44 -y 8; lacks 'Weight'; shows '● 127.0.2.1:80'
            shown | wc -l; [ $(shown | LC_ALL=C.UTF-8 wc -L) -le 44 ]
            screen resize-window -t w -x 140 -y 30; shows 'Weight'; shows 'Last checks'
            press '?'; shows 'the next row that is not fine'; press q; lacks 'the next row'
            press q; over 0
            """);
        Assert.Equal(
            "● 127.0.2.1:80 up\n✗ 127.0.2.2:80 down\n127.0.2.2:80 127.0.2.1:80 \n127.0.2.1:80 127.0.2.2:80 \n8\n", told);
    }

    [Fact]
    public async Task DrainMaintenanceWeightAndEnable_ReachTheTable()
    {
        NeedTmux();
        var director = await StartedAsync("test", Configuration("127.0.1.1", Files));
        await director.TableBecomesAsync(Table("127.0.1.1"));
        var told = await TextAsync(
            $$"""
            mkdir -p /run/maintenance
            {{Screen}}
            weighs() { soon "ipvsadm -Sn | grep -q -- '-r 127.0.2.1:80 -m -w $1\$'"; }
            gone() { soon "! ipvsadm -Sn | grep -q -- '-r 127.0.2.1:80 '"; }
            begin 200 20 '{{Ours}} {{director.File}} show --watch'
            shows '127.0.2.1:80 *up'; press j
            press w; shows 'Weight of 127.0.2.1:80'; press 7 Enter; shows 'Reason:'; press 'slow disk' Enter
            shows 'Until when'; press Enter
            shows 'Set weight 7 127.0.2.1:80? y yes'; press y; weighs 7; shows 'weight 7; slow disk'
            press d; shows 'Drain 127.0.2.1:80. Reason:'; press 'new kernel' Enter 2h Enter; shows 'Drain 127.0.2.1:80? y yes'; press y
            gone; shows '127.0.2.1:80 *drained.*new kernel.*until'
            press e; shows 'Enable 127.0.2.1:80?'; press y; weighs 7; shows '127.0.2.1:80 *up'
            press m; press Enter Enter; shows 'Maintenance 127.0.2.1:80?'; press n; shows 'Nothing was changed'
            press m; press Enter Enter; shows 'Maintenance 127.0.2.1:80?'; press a; gone; shows '127.0.2.1:80 *maintenance'
            # The other one is now the last.
            press j; press d; press Enter Enter; shows 'Drain 127.0.2.2:80?'; press y; shows 'the last server that is up'; press n
            ipvsadm -Sn | grep -c 127.0.2.2:80
            press q; over 0
            """);
        Assert.Equal("1\n", told);
    }

    [Fact]
    public async Task DaemonThatHangsOrIsGone_IsSaid_AndItGoesOnWhenItIsBack()
    {
        NeedTmux();
        var director = await StartedAsync("test", Configuration("127.0.1.1", "cleanstop = no"));
        await director.TableBecomesAsync(Table("127.0.1.1"));
        await TextAsync(
            $$"""
            {{Screen}}
            begin 120 20 '{{Ours}} {{director.File}} show --watch'
            shows '127.0.2.1:80 *up'
            kill -STOP $(cat {{director.PidFile}}); shows 'NO ANSWER for.*suspended' || shows 'NO ANSWER for.*suspended'
            kill -CONT $(cat {{director.PidFile}}); lacks 'NO ANSWER'
            {{Ours}} {{director.File}} stop; shows 'NO ANSWER for.*ldirectord does not run'; shows '127.0.2.1:80 *up'
            until_true '[ ! -e {{director.PidFile}} ]'
            {{Ours}} {{director.File}} start; lacks 'NO ANSWER'; shows '127.0.2.1:80 *up'
            press C-c; over 0
            """);
    }

    [Theory]
    [InlineData("TERM", 143)]
    [InlineData("HUP", 129)]
    [InlineData("QUIT", 131)]
    public async Task SignalThatEndsIt_LeavesTheTerminalAsItWas(string signal, int code)
    {
        NeedTmux();
        var director = await StartedAsync("test", Configuration("127.0.1.1"));
        await TextAsync(
            $$"""
            {{Screen}}
            begin 100 20 '{{Ours}} {{director.File}} show --watch'
            shows 'q quit'; pkill -{{signal}} -f '[s]how --watch$'
            over {{code}}
            """);
    }

    [Fact]
    public async Task SuspendedWatch_GivesTheTerminalBack_AndComesBack()
    {
        NeedTmux();
        var director = await StartedAsync("test", Configuration("127.0.1.1"));
        await TextAsync(
            $$"""
            {{Screen}}
            begin 100 20 '{{Ours}} {{director.File}} show --watch'
            for way in 'press C-z' "pkill -TSTP -f [s]how.--watch$"; do
                shows 'q quit'; $way; shows 'Stopped'; lacks 'q quit'
                press 'stty -a | grep -c " -isig"' Enter; shows '^0'; press 'clear; fg' Enter
            done
            shows 'q quit'; press q; lacks 'q quit'
            screen kill-server
            """);
    }

    [Fact]
    public async Task WithoutATerminal_ItIsAnErrorInWords()
    {
        var director = await StartedAsync("test", Configuration("127.0.1.1"));
        var piped = await Machine.RunAsync($"{Ours} {director.File} show --watch </dev/null | cat; exit ${{PIPESTATUS:-0}}");
        Assert.Equal(
            "show --watch needs a terminal on standard input and output: use show, or show --only-problems\n", piped.Errors);
    }

    private static void NeedTmux() =>
        Assert.SkipWhen(!File.Exists("/usr/bin/tmux"), "needs the Debian package tmux: apt-get install tmux");
}
