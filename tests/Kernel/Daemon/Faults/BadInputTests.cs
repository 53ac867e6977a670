using System.Globalization;
using Ldirectord.Kernel.Uml;

namespace Ldirectord.Kernel.Daemon;

/// <summary>What goes wrong around the daemon costs a clear message and the documented exit code, and never the table.</summary>
public sealed class BadInputTests(WebMachine web) : IClassFixture<WebMachine>, IAsyncLifetime
{
    private const string Service = "-A -t 127.0.1.1:80 -s wrr";
    private const string First = "-a -t 127.0.1.1:80 -r 127.0.2.1:80 -m -w 3";
    private const string Second = "-a -t 127.0.1.1:80 -r 127.0.2.2:80 -m -w 1";
    private const string Others = "-A -u 127.0.5.5:53 -s rr";
    private const string File = "/etc/ha.d/test.cf";

    /// <summary>No message, however long its cause, fills an operator's screen.</summary>
    private const int Screen = 2000;

    private UmlMachine Machine => web.Machine;

    public async ValueTask InitializeAsync() => await web.CleanAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    public static TheoryData<string, string, int, string> BadFiles => new()
    {
        { "missing", "true", 1, $"Config file {File} not found" },
        { "directory", $"mkdir {File}", 1, $"Config file {File} not found" },
        { "binary", $"head -c 1000000 {Executable.Path} >{File}", 2, $"reading file {File} at line 1: " },
        { "a megabyte on one line", $"head -c 1000000 /dev/zero | tr '\\0' x >{File}", 2, $"reading file {File} at line 1: " },
        { "a megabyte of name", $"(printf 'virtual='; head -c 1000000 /dev/zero | tr '\\0' x; echo :80) >{File}", 2,
            $"reading file {File} at line 1: " },
        { "no such host", $"printf 'virtual=nowhere.invalid:80\\n\\treal=127.0.2.1:80 masq\\n\\tprotocol=tcp\\n' >{File}", 2,
            "nowhere.invalid" },
        { "no such real server", $"printf 'virtual=127.0.1.1:80\\n\\treal=nowhere.invalid:80 masq\\n\\tprotocol=tcp\\n' >{File}", 2,
            "nowhere.invalid" },
        { "logfile is a directory", $"echo 'logfile=\"/var\"' >{File}", 2, "/var" },
        { "logfile in no directory", $"echo 'logfile=\"/nowhere/log\"' >{File}", 2, "/nowhere/log" },
    };

    [Theory, MemberData(nameof(BadFiles))]
    public async Task StartOfABadFile_SaysWhyAndTouchesNothing(string what, string make, int exitCode, string message)
    {
        Assert.NotEmpty(what);
        await RunAsync($"ipvsadm {Others}; {make}");
        var result = await Machine.RunAsync($"{Executable.Path} {File} start");
        Assert.Equal(exitCode, result.ExitCode);
        Assert.Contains(message, result.Errors, StringComparison.Ordinal);
        Assert.InRange(result.Errors.Split('\n')[0].Length, message.Length, Screen);
        Assert.Equal([Others], (await Machine.RunAsync("ipvsadm -Sn; ls /var/run/ldirectord.* 2>/dev/null || true")).Lines);
    }

    [Fact]
    public async Task UnknownFacility_RefusesTheStart_AndKeepsTheLogOfARunningDaemon()
    {
        var director = await PreparedAsync("logfile=\"nowhere\"");
        var start = await director.CommandAsync("start");
        Assert.Equal(2, start.ExitCode);
        Assert.Contains("neither an absolute path nor a syslog facility", start.Errors, StringComparison.Ordinal);
        await director.WriteAsync(Configuration(""));
        await director.StartAsync();
        await director.ReloadAsync(Configuration("logfile=\"nowhere\""));
        await director.LogShowsAsync("neither an absolute path nor a syslog facility");
        await director.TableBecomesAsync(Service, First, Second);
    }

    /// <summary>
    /// A bad file under a running daemon, by HUP and by autoreload, changes nothing: failover goes on, and the next good file is taken up.
    /// </summary>
    [Theory]
    [InlineData("yes")]
    [InlineData("no")]
    public async Task BadEditOfARunningDaemonsFile_ChangesNothing(string autoReload)
    {
        var director = await StartedAsync($"autoreload={autoReload}");
        await director.TableBecomesAsync(Service, First, Second);
        var refusals = 0;
        foreach (var bad in BadFiles.Select(row => row.Data))
        {
            await RunAsync($"rm -rf {File}; {bad.Item2}");
            // autoreload ignores a missing file; a reload reports it.
            if (autoReload == "no" || !(await Machine.RunAsync($"test -f {File}")).ExitCode.Equals(0))
                await RunAsync($"kill -HUP $(cat {director.PidFile})");
            refusals++;
            await UntilAsync($"[ $(grep -c 'Configuration rejected' {DirectorProcess.Log}) -ge {refusals} ]");
            Assert.DoesNotContain((await director.LogAsync()).Split('\n'), line => line.Length > Screen);
        }
        await director.TableBecomesAsync(Service, First, Second);
        await web.Backends.BecomeAsync("web1", "dead");
        await director.TableBecomesAsync(Service, Second);
        await web.Backends.BecomeAsync("web1", "up");
        await RunAsync($"rm -rf {File}");
        await director.WriteAsync(Configuration($"autoreload={autoReload}").Replace("masq 3", "masq 4", StringComparison.Ordinal));
        await RunAsync($"kill -HUP $(cat {director.PidFile})");
        await director.TableBecomesAsync(Service, First.Replace("-w 3", "-w 4", StringComparison.Ordinal), Second);
    }

    [Theory]
    [InlineData("/nowhere", "does not exist")]
    [InlineData("/etc/passwd", "does not exist")]
    public async Task MissingMaintenancedir_IsAWarning_AndTheDaemonWorks(string directory, string message)
    {
        var director = await PreparedAsync($"maintenancedir={directory}");
        // A restart reads the file before it stops the daemon, and the new daemon reads it again: reported once all the same.
        foreach (var command in (string[])["start", "restart"])
        {
            var said = await director.CommandAsync(command);
            Assert.Equal(0, said.ExitCode);
            Assert.Contains(message, said.Errors, StringComparison.Ordinal);
            Assert.Single(said.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        }

        await director.TableBecomesAsync(Service, First, Second);
        await web.Backends.BecomeAsync("web1", "dead");
        await director.TableBecomesAsync(Service, Second);
    }

    /// <summary>Root may read every directory; an unreadable one is made by taking it away and by a link that leads to itself.</summary>
    [Fact]
    public async Task UnreadableMaintenancedir_KeepsTheLastListing_AndIsReportedOnce()
    {
        await RunAsync("rm -rf /run/maintenance; mkdir /run/maintenance; touch /run/maintenance/127.0.2.1");
        var director = await StartedAsync("maintenancedir=/run/maintenance");
        await director.TableBecomesAsync(Service, Second);
        await RunAsync("rm -rf /run/maintenance; ln -s maintenance /run/maintenance");
        await director.LogShowsAsync("maintenancedir /run/maintenance cannot be read");
        await web.Backends.BecomeAsync("web2", "dead");
        await director.TableBecomesAsync(Service);
        await RunAsync("rm /run/maintenance; mkdir /run/maintenance");
        await director.TableBecomesAsync(Service, First);
        Assert.Equal(2, (await director.LogAsync()).Split("cannot be read").Length);
    }

    [Theory]
    [InlineData("start")]
    [InlineData("later")]
    public async Task FullDiskUnderTheLog_DoesNotStopTheDaemon_AndIsReportedOnce(string when)
    {
        await RunAsync(
            """
            umount /run/small 2>/dev/null || true
            mkdir -p /run/small; mount -t tmpfs -o size=64k tmpfs /run/small
            rm -f /dev/log
            """);
        var listener = await Machine.StartAsync(
            "perl -MIO::Socket::UNIX -e '$s = IO::Socket::UNIX->new(Type => SOCK_DGRAM, Local => \"/dev/log\"); $| = 1; "
                + "while ($s->recv($m, 4096), defined $m) { print \"$m\\n\" }'",
            "/run/syslog");
        // Exactly a whole number of pages.
        const string fill = "cat /dev/zero >>/run/small/log 2>/dev/null || true";
        var director = await PreparedAsync("logfile=\"/run/small/log\"");
        await UntilAsync("[ -S /dev/log ]");
        if (when == "start")
            await RunAsync(fill);
        await director.StartAsync();
        await director.TableBecomesAsync(Service, First, Second);
        await RunAsync(fill);
        await web.Backends.BecomeAsync("web1", "dead");
        await director.TableBecomesAsync(Service, Second);
        await web.Backends.BecomeAsync("web1", "up");
        await director.TableBecomesAsync(Service, First, Second);
        await UntilAsync("grep -q 'cannot write the log file /run/small/log' /run/syslog");
        Assert.Single((await Machine.RunAsync("cat /run/syslog")).Lines);
        await RunAsync(">/run/small/log");
        await web.Backends.BecomeAsync("web1", "dead");
        await director.TableBecomesAsync(Service, Second);
        await UntilAsync("grep -q 'Deleted real server: 127.0.2.1:80' /run/small/log");
        await RunAsync($"kill {listener}; rm /dev/log; kill -9 $(cat {director.PidFile}); umount -l /run/small");
    }

    [Fact]
    public async Task HundredThousandVirtuals_AreReadAndStarted()
    {
        var minute = TimeSpan.FromSeconds(60);
        await WriteManyAsync(100_000);
        var check = await Machine.RunAsync($"{Executable.Path} {File} check | tail -n 1", minute);
        Assert.Equal("100000 virtual services, 100000 real servers, 1 distinct check\n", check.Text);
        var status = await Machine.RunAsync($"{Executable.Path} {File} status", minute);
        Assert.Equal(3, status.ExitCode);
        _ = (await Machine.RunAsync($"{Executable.Path} {File} start", minute)).Text;
        // Waits for the log, which follows the table: listing such a table takes this kernel a second.
        await UntilAsync($"tail -n 1 {DirectorProcess.Log} | grep -q 'Added virtual server'", 2 * minute);
        await RunAsync($"kill -9 $(cat /var/run/ldirectord.test.cf.pid); [ $(grep -c '^TCP ' /proc/net/ip_vs) = 100000 ]");
    }

    [Fact]
    public async Task TenThousandVirtualsWithOneServer_LoseItAndGetItBackTogether()
    {
        const string servers = "sleep 1; [ $(grep -c '^  -> 7F000201' /proc/net/ip_vs) = "; // to look takes the guest a tenth of a second
        var minute = TimeSpan.FromSeconds(60);
        await WriteManyAsync(10_000);
        var director = new DirectorProcess(Machine, Executable.Path, File);
        await director.StartAsync();
        await UntilAsync(servers + "10000 ]", minute);
        await web.Backends.BecomeAsync("web1", "dead");
        await UntilAsync(servers + "0 ]", minute);
        await web.Backends.BecomeAsync("web1", "up");
        await UntilAsync(servers + "10000 ]", minute);
        await director.StopAsync();
        await director.TableBecomesAsync();
    }

    /// <summary>With a /run as on every machine, and with one where everybody may write: then it is the table that is not theirs.</summary>
    [Theory]
    [InlineData("755", "run by root")]
    [InlineData("1777", "requires root or CAP_NET_ADMIN")]
    public async Task NotRoot_IsSaidInOneSentence(string mode, string message)
    {
        var director = await PreparedAsync("logfile=\"/tmp/nobody.log\"");
        const string nobody = "setpriv --reuid=65534 --regid=65534 --clear-groups";
        await RunAsync($"touch /tmp/nobody.log; chmod 666 /tmp/nobody.log; chmod {mode} /run");
        var start = await Machine.RunAsync($"{nobody} {Executable.Path} {director.File} start");
        Assert.Equal(1, start.ExitCode);
        Assert.Single(start.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains(message, start.Errors, StringComparison.Ordinal);
        await director.TableBecomesAsync();
        // Every user may check the file and ask for the status.
        Assert.Equal(0, (await Machine.RunAsync($"{nobody} {Executable.Path} {director.File} check")).ExitCode);
        Assert.Equal(3, (await Machine.RunAsync($"{nobody} {Executable.Path} {director.File} status")).ExitCode);
    }

    [Fact]
    public async Task KernelWithoutIpvs_IsReportedInOneSentence_AndADryRunWorks()
    {
        // Maintenance removes the server; then the directory is deleted.
        var director = await PreparedAsync("");
        await RunAsync(
            """
            for try in 1 2 3 4 5; do for module in $(lsmod | grep -o '^ip_vs[a-z_]*'); do rmmod $module 2>/dev/null || true; done; done
            ! grep -q '^ip_vs ' /proc/modules
            mkdir -p /run/nomodules; mount --bind /run/nomodules $(readlink -f /lib/modules/$(uname -r))
            """);
        try
        {
            var start = await director.CommandAsync("start");
            Assert.Equal(1, start.ExitCode);
            Assert.Equal("ldirectord cannot start: this kernel has no IPVS: modprobe ip_vs\n", start.Errors);
            Assert.False((await Machine.RunAsync($"ls {director.PidFile}")).ExitCode == 0);
            _ = (await Machine.RunAsync($"{Executable.Path} --dry-run {director.File} start")).Text;
            await UntilAsync($"grep -q 'Added real server: 127.0.2.2:80 (127.0.1.1:80) (Weight set to 1)' {DirectorProcess.Log}.dry-run");
            await RunAsync($"{Executable.Path} --dry-run {director.File} stop");
        }
        finally
        {
            await RunAsync("umount -l $(readlink -f /lib/modules/$(uname -r)); modprobe ip_vs");
        }
    }

    private async Task WriteManyAsync(int number)
    {
        var draft = Path.Combine(Machine.Scratch, "many.cf");
        await System.IO.File.WriteAllTextAsync(draft, "checkinterval=1\n" + string.Concat(Enumerable.Range(0, number).Select(i =>
            $"virtual=10.{1 + (i >> 16)}.{i >> 8 & 255}.{i & 255}:80\n\treal=127.0.2.1:80 masq\n\tchecktype=connect\n\tprotocol=tcp\n")));
        await RunAsync($"cp {draft} {File}");
    }

    private static string Configuration(string settings) =>
        $"checktimeout=2\nnegotiatetimeout=2\ncheckinterval=1\n{settings}\nvirtual=127.0.1.1:80\n"
        + "\treal=127.0.2.1:80 masq 3\n\treal=127.0.2.2:80 masq\n\tchecktype=connect\n\tprotocol=tcp\n";

    private Task<DirectorProcess> PreparedAsync(string settings) => DirectorProcess.PrepareAsync(Machine, "test", Configuration(settings));

    private async Task<DirectorProcess> StartedAsync(string settings)
    {
        var director = await PreparedAsync(settings);
        await director.StartAsync();
        return director;
    }

    private async Task RunAsync(string script) => _ = (await Machine.RunAsync(script)).Text;

    private async Task UntilAsync(string condition, TimeSpan? patience = null)
    {
        var tries = ((patience ?? TimeSpan.FromSeconds(30)).TotalSeconds * 10).ToString(CultureInfo.InvariantCulture);
        var result = await Machine.RunAsync(
            $"for i in $(seq {tries}); do if {condition}; then exit 0; fi; sleep 0.1; done; exit 1", TimeSpan.FromMinutes(5));
        Assert.True(result.ExitCode == 0,
            $"never: {condition}; the log: {(await Machine.RunAsync($"tail -n 20 {DirectorProcess.Log}")).Output}");
    }
}
