namespace Ldirectord.Kernel.Daemon;

/// <summary>Events, the stream and explanations of the program on the real kernel, asked for by curl and by our own commands.</summary>
public sealed class LookingTests(WebMachine web) : ProcessScripts(web)
{
    private static string Functions => $$"""
        socket=/var/run/ldirectord.test.cf.http.sock
        ask() { curl -s --max-time 30 --unix-socket $socket "http://localhost$1"; }
        ours() { {{Ours}} /etc/ha.d/test.cf "$@"; }
        stream() { curl -sN --unix-socket $socket "http://localhost/api/v1/stream" >/run/stream 2>/dev/null </dev/null & }

        """;

    [Fact]
    public async Task ServerThatDies_IsInEventsAndStream_AsSoonAsItIsOutOfTheTable()
    {
        var director = await StartedAsync("test", Configuration("127.0.1.1"));
        await director.TableBecomesAsync(Table("127.0.1.1"));
        await TextAsync(Functions + """
            stream
            until_true "grep -q '^event: status' /run/stream"
            """);
        await Backends.BecomeAsync("web1", "dead");
        Assert.Equal(
            """
            down            tcp:127.0.1.1:80 127.0.2.1:80: connection refused
            table           tcp:127.0.1.1:80 127.0.2.1:80: ipvsadm -d -t 127.0.1.1:80 -r 127.0.2.1:80
            2
            "health":"down"

            """,
            await TextAsync(Functions + """
                until_true "! ipvsadm -Sn | grep -q 127.0.2.1"
                ours events | cut -c22- | grep 127.0.2.1 | tail -n 2
                until_true "[ \$(grep -c '^event: event' /run/stream) = 2 ]"
                grep -c '^event: event' /run/stream
                until_true "grep -A1 '^event: change' /run/stream | grep -q '127.0.2.1.*\"health\":\"down\"'"
                grep -A1 '^event: change' /run/stream | grep -o '"health":"down"' | head -n 1
                """));
    }

    [Fact]
    public async Task EventsAreFollowed_OverARestartOfTheDaemon()
    {
        var director = await StartedAsync("test", Configuration("127.0.1.1"));
        Assert.Equal("started\nended\nagain\n", await TextAsync(Functions + """
            ours events --follow >/run/followed 2>/run/followed.err &
            until_true "grep -q started /run/followed"; echo started
            ours stop >/dev/null; until_true "grep -q 'waiting for it' /run/followed.err"; echo ended
            ours start; until_true "[ \$(grep -c ' started ' /run/followed) = 2 ]"; grep -q 'connected again' /run/followed.err; echo again
            pkill -f '[e]vents --follow'
            """));
        await director.StopAsync();
    }

    [Fact]
    public async Task HostileBanner_IsPrintableEverywhere_AndExplained()
    {
        await StartedAsync("test", """
            checkinterval=1
            virtual=127.0.1.1:25
            	real=127.0.2.9:25 masq
            	checktype=negotiate
            	service=smtp
            	login="u"
            	passwd="geheim-77"

            """);
        var shown = await TextAsync(Functions + """
            perl -e 'use IO::Socket::INET;
                my $l = IO::Socket::INET->new(LocalAddr => "127.0.2.9", LocalPort => 25, Listen => 9, ReuseAddr => 1) or die;
                while (my $c = $l->accept) { print $c "554 \e]0;owned\a\x9b31m<script>\xff geheim-77\r\n"; close $c }' & server=$!
            until_true "ours explain 127.0.2.9 | grep -q owned"
            stream
            until_true "grep -q '^event: status' /run/stream"
            { ours explain 127.0.2.9:25; ours events; ours show; } >/run/shown
            { ask /api/v1/servers/127.0.2.9; ask /api/v1/events; ask /api/v1/status; cat /run/stream; } >/run/told
            kill $server
            echo "control characters: $(LC_ALL=C grep -c -P '[\x00-\x09\x0b-\x1f\x7f-\xff]' /run/shown /run/told | tr '\n' ' ')"
            echo "passwords: $(cat /run/shown /run/told | grep -c geheim)"
            cat /run/shown
            """);
        Assert.Contains("control characters: /run/shown:0 /run/told:0", shown, StringComparison.Ordinal);
        Assert.Contains("passwords: 0", shown, StringComparison.Ordinal);
        Assert.Contains(@"received: 554 \x1B]0;owned\x07\x9B31m<script>\xFF ***\r\n", shown, StringComparison.Ordinal);
        Assert.Contains("    7  passwd = ***", shown, StringComparison.Ordinal);
        Assert.Contains("127.0.2.9:25 in tcp:127.0.1.1:25", shown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WrongQuestions_AreProblems() => Assert.Equal(
        "404 400 400 405",
        string.Join(' ', await AnswersAsync()));

    /// <summary>
    /// What the curves rely on: while connections come all the time, the kernel's counters of a service stand still, and move every two
    /// seconds. On a slow machine the time between two moves is longer, never shorter.
    /// </summary>
    [Fact]
    public async Task CountersOfAService_MoveEveryTwoSeconds()
    {
        var director = await StartedAsync("test", Configuration("127.0.1.1"));
        await director.TableBecomesAsync(Table("127.0.1.1"));
        var milliseconds = int.Parse(
            await TextAsync(Functions + """
                count() { ipvsadm -Ln --stats --exact | awk '/127.0.1.1:80/ { print $3 }'; }
                moves=0; last=$(count)
                for i in $(seq 2000); do
                    curl -s -o /dev/null --max-time 1 http://127.0.1.1/ || true
                    now=$(count)
                    if [ "$now" != "$last" ]; then
                        last=$now; moves=$((moves + 1)); [ $moves != 1 ] || begun=$(date +%s%N)
                        [ $moves != 4 ] || break
                    fi
                done
                echo $((($(date +%s%N) - begun) / 3000000))
                """),
            System.Globalization.CultureInfo.InvariantCulture);
        Assert.InRange(milliseconds, 1600, int.MaxValue);
    }

    private async Task<string[]> AnswersAsync()
    {
        await StartedAsync("test", Configuration("127.0.1.1"));
        return (await TextAsync(Functions + """
            code() { curl -s -o /dev/null -w '%{http_code}\n' --unix-socket $socket "$@"; }
            code http://localhost/api/v1/servers/10.9.9.9
            code http://localhost/api/v1/servers/x
            code "http://localhost/api/v1/stream?after=x"
            code -X POST http://localhost/api/v1/events
            """)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
