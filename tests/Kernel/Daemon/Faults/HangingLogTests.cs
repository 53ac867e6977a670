namespace Ldirectord.Kernel.Daemon;

/// <summary>Logs that take no lines: the director goes on, answers and ends.</summary>
public sealed class HangingLogTests(WebMachine web) : ProcessScripts(web)
{
    // Fills a pipe: writes more than 64 KB and gives up after a moment.
    private const string Fill = "fill() { timeout 1 dd if=/dev/zero of=$1 bs=1024 count=65 2>/dev/null || true; }";

    [Fact]
    public async Task HangingSyslog_DelaysNeitherTableNorShowNorStop_AndGetsItsLinesAfterwards()
    {
        var director = await PreparedAsync("test", Configuration("127.0.1.1", "logfile=\"local3\""));
        await Machine.RunAsync("rm -f /dev/log /run/syslog; echo 1 >/proc/sys/net/unix/max_dgram_qlen");
        var listener = await Machine.StartAsync(
            "perl -MIO::Socket::UNIX -e '$s = IO::Socket::UNIX->new(Type => SOCK_DGRAM, Local => \"/dev/log\"); $| = 1; "
                + "while ($s->recv($m, 4096), defined $m) { print \"$m\\n\" }'",
            "/run/syslog");
        await TextAsync($"until_true '[ -S /dev/log ]'; {Ours} {director.File} start");
        await director.TableBecomesAsync(Table("127.0.1.1"));

        await Machine.RunAsync($"kill -STOP {listener}");
        await GoesOnAsync(director, $"$(cat {director.PidFile})");
        await Machine.RunAsync($"kill -CONT {listener}");
        await TextAsync("until_true 'grep -q \"Deleted real server: 127.0.2.1:80\" /run/syslog'");
        await Machine.RunAsync($"kill -STOP {listener}");
        await EndsAsync($"$(cat {director.PidFile})");
        await Machine.RunAsync($"kill -9 {listener}; rm /dev/log; echo 10 >/proc/sys/net/unix/max_dgram_qlen");
    }

    [Theory]
    [InlineData("nobody reads it", "")]
    [InlineData("its reader hangs", "sleep 600 <{0} >/dev/null 2>&1 & fill {0}")]
    public async Task LogFileReplacedByAPipe_DelaysNeitherTableNorShowNorStop(string what, string reader)
    {
        Assert.NotEmpty(what);
        var director = await StartedAsync("test", Configuration("127.0.1.1"));
        await director.TableBecomesAsync(Table("127.0.1.1"));
        await TextAsync($"{Fill}\nrm {Log}; mkfifo {Log}\n{string.Format(System.Globalization.CultureInfo.InvariantCulture, reader, Log)}");

        await GoesOnAsync(director, $"$(cat {director.PidFile})");
        await EndsAsync($"$(cat {director.PidFile})");
        await Machine.RunAsync($"rm {Log}");
    }

    [Fact]
    public async Task UnreadStandardOutput_DelaysNeitherTableNorShowNorStop()
    {
        var director = await PreparedAsync("test", Configuration("127.0.1.1", "supervised=yes"));
        var pid = (await TextAsync(
            $$"""
            {{Fill}}
            rm -f /run/lines; mkfifo /run/lines
            sleep 600 </run/lines >/dev/null 2>&1 &
            {{Ours}} {{director.File}} start >/run/lines 2>/run/lines &
            pid=$!
            until_true 'ipvsadm -Sn | grep -q 127.0.2.2:80'
            fill /run/lines
            echo $pid
            """)).Trim();

        await GoesOnAsync(director, pid);
        await EndsAsync(pid);
    }

    private async Task GoesOnAsync(DirectorProcess director, string pid)
    {
        // Many lines, to fill every queue before the reader.
        await TextAsync($"for i in $(seq 10); do kill -HUP {pid}; sleep 0.1; done");
        await Backends.BecomeAsync("web1", "dead");
        await director.TableBecomesAsync(Table("127.0.1.1")[0], Table("127.0.1.1")[2]);
        Assert.Equal("1\n", await TextAsync($"timeout 20 {Ours} {director.File} show | grep -c '127.0.2.1:80 .* down '"));
    }

    private async Task EndsAsync(string pid) =>
        Assert.Equal("ended\n", await TextAsync($"pid={pid}; kill -TERM $pid; until_true '! kill -0 $pid 2>/dev/null'; echo ended"));
}
