
using Ldirectord.Kernel.Uml;

namespace Ldirectord.Kernel.Daemon;

/// <summary>The files that the daemon makes: their names, their modes, and that only the daemon makes them.</summary>
public sealed class RuntimeFileTests(WebMachine web) : IClassFixture<WebMachine>, IAsyncLifetime
{
    private const string Service = "-A -t 127.0.1.1:80 -s wrr";
    private const string First = "-a -t 127.0.1.1:80 -r 127.0.2.1:80 -m -w 1";
    private const string Second = "-a -t 127.0.1.1:80 -r 127.0.2.2:80 -m -w 1";
    private const string Nobody = "setpriv --reuid=65534 --regid=65534 --clear-groups";

    private UmlMachine Machine => web.Machine;

    public async ValueTask InitializeAsync()
    {
        await web.CleanAsync();
        await RunAsync("rm -rf /run/own; mkdir -m 755 /run/own");
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>
    /// With a umask of 000 nobody else may write; with 077 everybody may still ask whether the daemon runs, and the logs are as private as
    /// was asked.
    /// </summary>
    [Theory]
    [InlineData("000", "644", "644")]
    [InlineData("077", "644", "600")]
    public async Task AnyUmask_LetsOnlyTheOwnerWrite(string umask, string pid, string logs)
    {
        var director = await PreparedAsync("/run/own/log", "/run/own/monitor");
        await RunAsync($"umask {umask}; {Executable.Path} {director.File} start");
        await director.TableBecomesAsync(Service, First, Second);
        await UntilAsync("grep -q up /run/own/monitor && [ -S /run/ldirectord.test.cf.sock ]");
        Assert.Empty((await Machine.RunAsync("find /run/own /run/ldirectord.* -perm /022 -not -type l")).Lines);
        Assert.Equal(pid, await ModeAsync(director.PidFile));
        Assert.Equal(logs, await ModeAsync("/run/own/log"));
        Assert.Equal(logs, await ModeAsync("/run/own/monitor"));
        Assert.Equal("600", await ModeAsync("/run/ldirectord.test.cf.sock"));
        await director.StopAsync();
    }

    [Fact]
    public async Task ModeSetByTheOperator_Stays()
    {
        await RunAsync("cd /run/own; touch log monitor; chmod 620 log; chmod 664 monitor");
        var director = await PreparedAsync("/run/own/log", "/run/own/monitor");
        await director.StartAsync();
        await UntilAsync("grep -q up /run/own/monitor && [ -s /run/own/log ]");
        Assert.Equal("620", await ModeAsync("/run/own/log"));
        Assert.Equal("664", await ModeAsync("/run/own/monitor"));
        await director.StopAsync();
    }

    [Theory]
    [InlineData("check", 0)]
    [InlineData("plan", 0)]
    [InlineData("probe", 0)]
    [InlineData("show", 3)]
    [InlineData("status", 3)]
    [InlineData("stop", 0)]
    public async Task ReadOnlyCommand_CreatesNoFile(string verb, int exitCode)
    {
        var director = await PreparedAsync("/run/own/log", "/run/own/monitor");
        Assert.Equal(exitCode, (await director.CommandAsync(verb)).ExitCode);
        Assert.Empty((await Machine.RunAsync("ls -A /run/own; ls -d /run/ldirectord.* 2>/dev/null || true")).Lines);
    }

    /// <summary>A good file passes for every user: an ordinary user who may not write its log gets no error.</summary>
    [Theory]
    [InlineData("true")]
    [InlineData("touch /run/own/log /run/own/monitor; chmod 600 /run/own/*")]
    [InlineData("chmod 700 /run/own")]
    public async Task CheckByAnOrdinaryUser_TakesAGoodFile(string make)
    {
        var director = await PreparedAsync("/run/own/log", "/run/own/monitor");
        await RunAsync(make);
        var check = await Machine.RunAsync($"{Nobody} {Executable.Path} {director.File} check");
        Assert.Equal((0, ""), (check.ExitCode, check.Errors));
        Assert.DoesNotContain(": error: ", check.Output, StringComparison.Ordinal);
        Assert.Contains("warning: cannot open logfile /run/own/log: permission denied for this user", check.Output,
            StringComparison.Ordinal);
        var root = await director.CommandAsync("check");
        Assert.Equal((0, "1 virtual service, 2 real servers, 2 distinct checks\n"), (root.ExitCode, root.Output));
    }

    [Theory]
    [InlineData("info")]
    [InlineData("local9")]
    public async Task LogfileThatIsNoFacility_IsRefusedByCheckAndByStart(string logFile)
    {
        var director = await PreparedAsync(logFile, "/run/own/monitor");
        foreach (var verb in (string[])["check", "start"])
        {
            var result = await director.CommandAsync(verb);
            Assert.Equal(2, result.ExitCode);
            Assert.Contains($"logfile = \"{logFile}\" is neither an absolute path nor a syslog facility", result.Output + result.Errors,
                StringComparison.Ordinal);
        }
    }

    /// <summary>
    /// Paths of 260 characters and more, and names with blanks, a line's end and an escape sequence, for every file that has one.
    /// </summary>
    [Theory]
    [InlineData("long")]
    [InlineData("odd")]
    public async Task LongAndOddNames_AreNamesLikeOthers(string kind)
    {
        // A line of the configuration has no line's end in it, but the configuration's own name has.
        var folder = "/run/own/" + (kind == "long" ? new string('d', 200) : "two words \u001b[31m");
        var name = kind == "long" ? new string('n', 240) + ".cf" : " two\nlines \u001b[31m.cf";
        await RunAsync($"mkdir '{folder}' '{folder}/maintenance'; cd '{folder}'; openssl req -x509 -newkey rsa:2048 -nodes -keyout key "
            + "-out ca.pem -subj /CN=x 2>/dev/null; rm key");
        var director = new DirectorProcess(Machine, Executable.Path, $"{folder}/{name}");
        var long40 = kind == "long" ? new string('f', 40) : "";
        var draft = Path.Combine(Machine.Scratch, "long.cf");
        await File.WriteAllTextAsync(
            draft,
            $"autoreload=yes\nlogfile=\"{folder}/{long40}log\"\nmaintenancedir={folder}/maintenance\n"
            + Service80($"\tmonitorfile={folder}/{long40}monitor\n\ttlsverify=yes\n\ttlscafile={folder}/ca.pem\n"));
        await RunAsync($"cp {draft} '{director.File}'");
        var call = $"{Executable.Path} '{director.File}'";
        var check = await Machine.RunAsync($"{call} check");
        Assert.True(check.ExitCode == 0, check.Output);
        await RunAsync($"{call} start; {call} start");
        await director.TableBecomesAsync(Service, First, Second);
        await UntilAsync($"grep -q up '{folder}/{long40}monitor' && grep -q 'Added real server' '{folder}/{long40}log'");
        await RunAsync($"{call} status");
        Assert.Contains("127.0.2.1:80", (await Machine.RunAsync($"{call} show")).Text, StringComparison.Ordinal);
        // Neither by another name for the same file.
        await RunAsync($"ln -s '{director.File}' /etc/ha.d/short.cf");
        Assert.NotEqual(0, (await Machine.RunAsync($"{Executable.Path} short.cf start")).ExitCode);

        await RunAsync($"touch '{folder}/maintenance/127.0.2.1'");
        await director.TableBecomesAsync(Service, Second);
        await RunAsync($"rm '{folder}/maintenance/127.0.2.1'");
        await director.TableBecomesAsync(Service, First, Second);
        await RunAsync($"sed -i 's/127.0.2.2:80 masq/127.0.2.2:80 masq 7/' '{director.File}'");
        await director.TableBecomesAsync(Service, First, Second.Replace("-w 1", "-w 7", StringComparison.Ordinal));
        await RunAsync($"{call} reload; {call} restart");
        await director.TableBecomesAsync(Service, First, Second.Replace("-w 1", "-w 7", StringComparison.Ordinal));
        await RunAsync($"{call} stop");
        await UntilAsync("! ls -d /run/ldirectord.* 2>/dev/null");
        await director.TableBecomesAsync();
    }

    private static string Service80(string section) =>
        $"virtual=127.0.1.1:80\n\treal=127.0.2.1:80 masq\n\treal=127.0.2.2:80 masq\n\tchecktype=connect\n\tprotocol=tcp\n{section}";

    private Task<DirectorProcess> PreparedAsync(string log, string monitor) => DirectorProcess.PrepareAsync(
        Machine, "test", $"checkinterval=1\nlogfile=\"{log}\"\n" + Service80($"\tmonitorfile={monitor}\n"));

    private async Task<string> ModeAsync(string path) => (await Machine.RunAsync($"stat -c %a {path}")).Text.Trim();

    private async Task RunAsync(string script) => _ = (await Machine.RunAsync(script)).Text;

    private async Task UntilAsync(string condition)
    {
        var result = await Machine.RunAsync($"for i in $(seq 300); do if {condition}; then exit 0; fi; sleep 0.1; done; exit 1");
        Assert.True(result.ExitCode == 0,
            $"never: {condition}: {(await Machine.RunAsync("tail -n 20 /run/own/log; ls -la /run/own /run/ldirectord.*")).Output}");
    }
}
