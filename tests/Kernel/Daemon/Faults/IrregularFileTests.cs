using System.Globalization;
using Ldirectord.Kernel.Uml;

namespace Ldirectord.Kernel.Daemon;

/// <summary>A pipe, a device or a huge file where a file is expected costs one sentence, and never the director.</summary>
public sealed class IrregularFileTests(WebMachine web) : IClassFixture<WebMachine>, IAsyncLifetime
{
    private const string Service = "-A -t 127.0.1.1:80 -s wrr";
    private const string First = "-a -t 127.0.1.1:80 -r 127.0.2.1:80 -m -w 3";
    private const string Second = "-a -t 127.0.1.1:80 -r 127.0.2.2:80 -m -w 1";
    private const string File = "/etc/ha.d/test.cf";

    private const string Pipe = "mkfifo {0}";
    private const string Endless = "ln -s /dev/zero {0}";
    private const string Huge = "truncate -s 2G {0}";

    private UmlMachine Machine => web.Machine;

    public async ValueTask InitializeAsync() => await web.CleanAsync();

    /// <summary>What is cleaned for the next test is read as files.</summary>
    public async ValueTask DisposeAsync() => await RunAsync("for file in /run/ldirectord.*; do [ -f $file ] || rm -f $file; done");

    /// <summary>
    /// The configuration's place: what is in force stays, the processor and the memory stay free, and a good file is taken up by autoreload
    /// and by a reload.
    /// </summary>
    [Theory]
    [InlineData(Pipe, "it is a named pipe: expected a file")]
    [InlineData(Endless, "it is a device: expected a file")]
    [InlineData(Huge, "it is larger than 64 MB")]
    public async Task InTheConfigurationsPlaceUnderTheDaemon_IsOneErrorAndReloadsGoOn(string make, string message)
    {
        var director = await StartedAsync(Settings + "autoreload=yes\n");
        await director.TableBecomesAsync(Service, First, Second);
        await PutAsync(make, File);
        await director.LogShowsAsync($"reading file {File}: cannot read it: {message}");
        var used = await ProcessorAsync(director);
        // Longer than many intervals of autoreload.
        await RunAsync("sleep 3");
        Assert.InRange(await ProcessorAsync(director) - used, 0, 1.5);
        Assert.InRange(await MegabytesAsync(director), 1, 150);
        Assert.Equal(1, await CountAsync(message));

        await RunAsync($"kill -HUP $(cat {director.PidFile})");
        await UntilAsync($"[ $(grep -c '{message}' {DirectorProcess.Log}) -ge 2 ]");
        await web.Backends.BecomeAsync("web1", "dead");
        await director.TableBecomesAsync(Service, Second);
        await web.Backends.BecomeAsync("web1", "up");
        await director.TableBecomesAsync(Service, First, Second);

        await director.WriteAsync(Configuration(Settings + "autoreload=no\n").Replace("masq 3", "masq 4", StringComparison.Ordinal));
        await director.TableBecomesAsync(Service, First.Replace("-w 3", "-w 4", StringComparison.Ordinal), Second);
        await director.ReloadAsync(Configuration(Settings));
        await director.TableBecomesAsync(Service, First, Second);
        await director.StopAsync();
    }

    [Theory]
    [InlineData(Pipe, "it is a named pipe: expected a file")]
    [InlineData(Endless, "it is a device: expected a file")]
    [InlineData(Huge, "it is larger than 64 MB")]
    public async Task InTheConfigurationsPlace_IsRefusedAtOnceByStartAndCheck(string make, string message)
    {
        await RunAsync("mkdir -p /etc/ha.d");
        await PutAsync(make, File);
        foreach (var verb in (string[])["check", "start"])
        {
            // Little memory: reading the 2 GB file must not exhaust it.
            var result = await Machine.RunAsync($"ulimit -d 300000; timeout -s KILL 20 {Executable.Path} {File} {verb}");
            Assert.Equal(2, result.ExitCode);
            Assert.Contains($"cannot read it: {message}", result.Output + result.Errors, StringComparison.Ordinal);
        }

        Assert.Empty((await Machine.RunAsync("ipvsadm -Sn; ls /var/run/ldirectord.* 2>/dev/null || true")).Lines);
    }

    [Theory]
    [InlineData(Pipe)]
    [InlineData(Endless)]
    [InlineData(Huge)]
    public async Task InThePidFilesPlace_NamesNobodyAndIsReplaced(string make)
    {
        var director = await DirectorProcess.PrepareAsync(Machine, "test", Configuration(Settings));
        await PutAsync(make, director.PidFile);
        Assert.Equal(1, (await Machine.RunAsync($"timeout -s KILL 20 {Executable.Path} {File} status")).ExitCode);
        _ = (await Machine.RunAsync($"timeout -s KILL 30 {Executable.Path} {File} start")).Text;
        await director.TableBecomesAsync(Service, First, Second);
        await director.StopAsync();
    }

    [Theory]
    [InlineData(Pipe, "it is a named pipe: expected a file")]
    [InlineData(Endless, "it is a device: expected a file")]
    public async Task InTheLocksPlace_IsOneSentence(string make, string message)
    {
        var director = await DirectorProcess.PrepareAsync(Machine, "test", Configuration(Settings));
        await PutAsync(make, "/var/run/ldirectord.test.cf.lock");
        Assert.Equal(3, (await Machine.RunAsync($"timeout -s KILL 20 {Executable.Path} {File} status")).ExitCode);
        var start = await Machine.RunAsync($"timeout -s KILL 20 {Executable.Path} {File} start");
        Assert.Equal((1, $"cannot write the lock file /var/run/ldirectord.test.cf.lock: {message}\n"), (start.ExitCode, start.Errors));
        await director.TableBecomesAsync();
    }

    /// <summary>The other files that the daemon reads and writes as it runs, all at once.</summary>
    [Fact]
    public async Task InThePlaceOfEveryOtherFileUnderTheDaemon_NothingIsHeldUp()
    {
        var request = "/run/own.request";
        await RunAsync($"rm -rf /run/own.*; echo -n '/' >{request}; mkdir /run/own.maintenance");
        var section = $"\tmonitorfile=/run/own.monitor\n\trequestfile={request}\n";
        var director = await StartedAsync(Settings + "autoreload=yes\nmaintenancedir=/run/own.maintenance\n", section);
        await director.TableBecomesAsync(Service, First, Second);
        await UntilAsync("grep -q up /run/own.monitor");
        await PutAsync(Pipe, "/run/own.monitor");
        await PutAsync(Endless, request);
        await RunAsync("rmdir /run/own.maintenance");
        await PutAsync(Pipe, "/run/own.maintenance");
        await director.LogShowsAsync("monitorfile /run/own.monitor cannot be written: it is a named pipe: expected a file");
        await director.LogShowsAsync("maintenancedir /run/own.maintenance cannot be read");
        await RunAsync($"kill -HUP $(cat {director.PidFile})");
        await director.LogShowsAsync($"cannot read requestfile {request}: it is a device: expected a file");
        await web.Backends.BecomeAsync("web1", "dead");
        await director.TableBecomesAsync(Service, Second);
        await web.Backends.BecomeAsync("web1", "up");
        await director.TableBecomesAsync(Service, First, Second);
        await RunAsync("rm /run/own.monitor");
        await UntilAsync("grep -q up /run/own.monitor");
        await RunAsync($"rm {request}; echo -n '/' >{request}");
        await director.StopAsync();
    }

    private const string Settings = "checktimeout=2\nnegotiatetimeout=2\ncheckinterval=1\n";

    private static string Configuration(string settings, string section = "") =>
        $"{settings}virtual=127.0.1.1:80\n\treal=127.0.2.1:80 masq 3\n\treal=127.0.2.2:80 masq\n\tchecktype=connect\n"
        + $"\tprotocol=tcp\n{section}";

    private async Task<DirectorProcess> StartedAsync(string settings, string section = "")
    {
        var director = await DirectorProcess.PrepareAsync(Machine, "test", Configuration(settings, section));
        await director.StartAsync();
        return director;
    }

    /// <summary>As a rename does, so that there is no moment without a file.</summary>
    private Task PutAsync(string make, string path) =>
        RunAsync($"{make.Replace("{0}", path + ".draft", StringComparison.Ordinal)}; mv -T {path}.draft {path}");

    /// <summary>Seconds of processor time that the daemon has used (proc_pid_stat(5)).</summary>
    private async Task<double> ProcessorAsync(DirectorProcess director) =>
        (await Machine.RunAsync($"sed 's/.*) //' /proc/$(cat {director.PidFile})/stat | cut -d ' ' -f 12,13")).Text.Split(' ')
            .Sum(ticks => double.Parse(ticks, CultureInfo.InvariantCulture)) / 100;

    private async Task<int> MegabytesAsync(DirectorProcess director) => int.Parse(
        (await Machine.RunAsync($"sed -n 's/^VmHWM:[^0-9]*\\([0-9]*\\) kB/\\1/p' /proc/$(cat {director.PidFile})/status")).Text,
        CultureInfo.InvariantCulture) / 1024;

    private async Task<int> CountAsync(string text) =>
        int.Parse((await Machine.RunAsync($"grep -c '{text}' {DirectorProcess.Log} || true")).Text, CultureInfo.InvariantCulture);

    private async Task RunAsync(string script) => _ = (await Machine.RunAsync(script)).Text;

    private async Task UntilAsync(string condition)
    {
        var result = await Machine.RunAsync($"for i in $(seq 300); do if {condition}; then exit 0; fi; sleep 0.1; done; exit 1");
        Assert.True(result.ExitCode == 0,
            $"never: {condition}; the log: {(await Machine.RunAsync($"tail -n 20 {DirectorProcess.Log}")).Output}");
    }
}
