using System.Diagnostics;

namespace Ldirectord.Kernel.Daemon;

/// <summary>
/// Everything outside of the director hangs: one part for many servers, or all parts at once. Checks and table updates go on.
/// </summary>
public sealed class HangingSurroundingsTests(WebMachine web) : ProcessScripts(web)
{
    /// <summary>An interval of 1 s, and a good deal for a slow machine.</summary>
    private static readonly TimeSpan s_inTime = TimeSpan.FromSeconds(15);

    // A name server that never answers; at port 8081 a web server that redirects to a name of its own for each of its
    // addresses, that of 127.0.4.1 a known one.
    private const string Servers = """
        cp /etc/resolv.conf /run/resolv.conf; cp /etc/hosts /run/hosts
        echo 'nameserver 127.0.77.77' >/etc/resolv.conf
        echo '127.0.2.2 known.test' >>/etc/hosts
        cat >/run/silent.pl <<'END'
        use IO::Socket::INET;
        my $dns = IO::Socket::INET->new(Proto => "udp", LocalAddr => "127.0.77.77:53") or die;
        my $web = IO::Socket::INET->new(LocalAddr => "0.0.0.0:8081", Listen => 500, ReuseAddr => 1) or die;
        open(my $ready, ">", "/run/silent.ready");
        while (my $client = $web->accept) {
            sysread($client, my $request, 4096);
            my $name = $client->sockhost eq "127.0.4.1" ? "known.test" : "n" . $client->sockhost . ".silent.test";
            print $client "HTTP/1.0 302 Found\r\nLocation: http://$name/\r\nContent-Length: 0\r\n\r\n";
        }
        END
        rm -f /run/silent.ready
        setsid perl /run/silent.pl >/run/silent.log 2>&1 &
        echo $! >/run/silent.pid
        until_true '[ -e /run/silent.ready ]'
        """;

    private const string Away = "kill -9 $(cat /run/silent.pid) || true; cp /run/resolv.conf /etc/resolv.conf; cp /run/hosts /etc/hosts";

    private const string KnownAndScripts = """
        virtual=127.0.1.2:80
        	real=127.0.4.1:8081 masq
        	service=http
        	protocol=tcp
        virtual=127.0.1.3:80
        	real=127.0.2.2:80 masq
        	checktype=external
        	checkcommand=/bin/true
        	protocol=tcp

        """;

    [Fact]
    public async Task TwoHundredRedirectsToSilentNames_DelayNoOtherCheckAndNoShow()
    {
        await TextAsync(Servers);
        var director = await StartedAsync(
            "test",
            Configuration("127.0.1.1", "negotiatetimeout=3") + KnownAndScripts
            + "virtual=127.0.1.4:80\n\treal=127.0.3.1->127.0.3.200:8081 masq\n\tservice=http\n\tprotocol=tcp\n");
        await TextAsync("until_true 'ipvsadm -Sn | grep -q 127.0.4.1:8081 && ipvsadm -Sn | grep -q 127.0.1.3:80.*127.0.2.2'");
        // Long enough for each of the names to be asked for more than once.
        await Task.Delay(TimeSpan.FromSeconds(15), TestContext.Current.CancellationToken);

        await FailsOverAsync();
        Assert.Equal("1\n", await TextAsync($"timeout 10 {Ours} {director.File} show | grep -c '127.0.2.1:80 .* down '"));
        await EndsAsync($"$(cat {director.PidFile})");

        var log = await director.LogAsync();
        Assert.DoesNotContain("Check of 127.0.4.1:8081", log, StringComparison.Ordinal);
        Assert.DoesNotContain("Check of 127.0.2.2:80", log, StringComparison.Ordinal);
        Assert.Contains(".silent.test, whose name was not resolved: ", log, StringComparison.Ordinal);
        await Machine.RunAsync(Away);
    }

    [Fact]
    public async Task AllSurroundingsHang_AFailedServerIsRemovedInTime_ShowAnswersAndTermStops()
    {
        await TextAsync(Servers);
        await TextAsync(
            """
            printf '#!/bin/sh\nexec sleep 1000\n' >/run/hangs; chmod +x /run/hangs
            mkdir -p /run/maintenance; : >/run/maintenance/some.name.test
            """);
        var director = await StartedAsync(
            "test",
            Configuration(
                "127.0.1.1",
                "negotiatetimeout=3\nautoreload=yes\ncallback=\"/run/hangs\"\nfallbackcommand=/run/hangs\nemailalert=root@mail.test\n"
                    + "smtp=mail.silent.test\n"
                + "maintenancedir=/run/maintenance")
            + KnownAndScripts
            + "virtual=127.0.1.4:80\n\treal=127.0.3.1->127.0.3.40:8081 masq\n\tservice=http\n\tprotocol=tcp\n"
            + "virtual=127.0.1.5:80\n\treal=127.0.2.2:80 masq\n\tchecktype=external\n\tcheckcommand=/run/hangs\n\tprotocol=tcp\n"
            + "\tmonitorfile=/run/monitor\n");
        var pid = (await TextAsync($"cat {director.PidFile}")).Trim();
        await TextAsync("until_true 'ipvsadm -Sn | grep -q 127.0.4.1:8081 && ipvsadm -Sn | grep -q 127.0.2.1:80'");
        // Log and monitor file become full pipes, the configuration a pipe without a writer; status clients connect and read nothing.
        await TextAsync(
            $$"""
            fill() { timeout 1 dd if=/dev/zero of=$1 bs=1024 count=65 2>/dev/null || true; }
            for pipe in {{Log}} /run/monitor; do
                rm -f $pipe; mkfifo $pipe
                sleep 600 <$pipe >/dev/null 2>&1 &
                fill $pipe
            done
            mkdir -p /run/copy; cp {{director.File}} /run/copy/
            mkfifo {{director.File}}~; mv {{director.File}}~ {{director.File}}
            cat >/run/clients.pl <<'END'
            use IO::Socket::UNIX;
            my @clients = map { IO::Socket::UNIX->new("/var/run/ldirectord.test.cf.sock") } 1 .. 8;
            sleep 600;
            END
            setsid perl /run/clients.pl >/dev/null 2>&1 &
            sleep 2
            kill -HUP {{pid}}
            """);

        await FailsOverAsync();
        // The command, too, reads the file: another of the same name.
        Assert.Equal("1\n", await TextAsync($"timeout 30 {Ours} /run/copy/test.cf show | grep -c '127.0.2.1:80 .* down '"));
        await EndsAsync(pid);
        await Machine.RunAsync($"{Away}; rm -rf {Log} /run/monitor /run/copy");
    }

    private async Task FailsOverAsync()
    {
        await Backends.BecomeAsync("web1", "dead");
        var dead = Stopwatch.GetTimestamp();
        await TextAsync("until_true '! ipvsadm -Sn | grep -q 127.0.2.1:80'");
        var took = Stopwatch.GetElapsedTime(dead);
        Assert.True(took < s_inTime, $"a server that died was out after {took}");
    }

    private async Task EndsAsync(string pid) =>
        Assert.Equal("ended\n", await TextAsync($"pid={pid}; kill -TERM $pid; until_true '! kill -0 $pid 2>/dev/null'; echo ended"));
}
