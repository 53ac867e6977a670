using System.Diagnostics;
using Ldirectord.Tests.Support;

namespace Ldirectord.Tests.Cli;

/// <summary>The executable from outside, where nothing need be written but in a folder of the test's own.</summary>
public sealed class ProgramTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _good;

    // The name is unique: instances are known by it.
    public ProgramTests() => _good = _folder.Write(
        $"good-{Guid.NewGuid()}.cf", $"logfile = \"{_folder.Path("x.log")}\"\nvirtual=127.0.0.1:8099\n\treal=127.0.0.1:9099 masq\n"
        + "\tchecktype=connect\n");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("-x")]
    [InlineData("web.cf nonsense")]
    public async Task WrongCommandLine_AnswersTheOriginals255_AndUsageOnStandardError(string words)
    {
        var (code, output, error) = await RunAsync(words.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal((255, ""), (code, output));
        Assert.Contains("Usage:", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Version_HoldsTheWordsThatScriptsLookFor()
    {
        var (code, output, _) = await RunAsync("--version");
        Assert.Equal(0, code);
        Assert.Matches(@"^Ldirectord\.Net \d+\.\d+\.\d+, compatible with Linux Director v1\.186-ha\n", output);
    }

    [Fact]
    public async Task OutputThatCannotBeWritten_Answers1_WithoutAStackTrace()
    {
        var (code, output, error) = await RunAsync("/bin/sh", ["-c", "\"$0\" --version >/dev/full", s_program]);
        Assert.Equal((1, ""), (code, output));
        Assert.Matches("^No space left on device", error);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("77")] // no descriptor at all
    [InlineData("0")] // not to be written to
    public async Task StaleDescriptorInTheEnvironment_IsIgnored(string number)
    {
        var (code, output, error) = await RunAsync(
            "/bin/sh", ["-c", "LDIRECTORD_READY_FD=$1 exec \"$0\" --version </dev/null", s_program, number]);
        Assert.Equal((0, ""), (code, error));
        Assert.StartsWith("Ldirectord.Net", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MissingLibrary_IsOneSentence()
    {
        var file = _folder.Write("pattern.cf", "virtual=127.0.0.1:8099\n\treal=127.0.0.1:9099 masq\n\treceive=\"ok\"\n");
        Directory.CreateDirectory(_folder.Path("lib"));
        _folder.Write("lib/libpcre2-8.so.0", "");
        var (code, output, error) = await RunAsync(
            "/bin/sh", ["-c", "LD_LIBRARY_PATH=$1 exec \"$0\" \"$2\" check", s_program, _folder.Path("lib"), file]);
        Assert.Equal((2, ""), (code, error));
        Assert.Equal(
            $"{file}:3:10: error: receive is of no use: a regular expression needs libpcre2-8.so.0, which cannot be loaded: "
            + "expected the Debian package libpcre2-8-0 to be installed\n"
            + "1 error: this configuration is refused\n",
            output);
    }

    [Fact]
    public async Task Help_NamesEveryCommand()
    {
        var (code, output, error) = await RunAsync("-h");
        Assert.Equal((0, ""), (code, error));
        Assert.All(
            ["start", "stop", "restart", "try-restart", "reload", "force-reload", "status", "check", "plan", "probe", "show"],
            command => Assert.Contains($" {command}", output, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("status", 1)]
    [InlineData("check", 1)]
    public async Task MissingConfiguration_Answers1(string command, int expected)
    {
        var name = _folder.Path("none.cf");
        var (code, _, error) = await RunAsync(name, command);
        Assert.Equal((expected, $"Config file {name} not found\n"), (code, error));
    }

    [Fact]
    public async Task BadConfiguration_Answers2ToEveryCommand_InTheOriginalsForm()
    {
        var bad = _folder.Write("bad.cf", "nonsense = 1\n");
        foreach (var command in new[] { "status", "stop", "reload", "start", "probe", "plan", "show" })
        {
            var (code, _, error) = await RunAsync(bad, command);
            Assert.Equal(2, code);
            Assert.Matches($@"^Error \[\d+\] reading file {bad} at line 1: ", error);
        }
    }

    [Theory]
    [InlineData("status", 3, "ldirectord is stopped for {0}\n", "")]
    [InlineData("stop", 0, "", "")]
    [InlineData("try-restart", 0, "", "")]
    [InlineData("reload", 1, "", "ldirectord is stopped for {0}\n")]
    [InlineData("force-reload", 1, "", "ldirectord is stopped for {0}\n")]
    [InlineData("show", 3, "", "ldirectord is stopped for {0}\n")]
    [InlineData("check", 0, "1 virtual service, 1 real server, 1 distinct check\n", "")]
    public async Task NotRunning_AnswersWhatScriptsRelyOn(string command, int code, string output, string error) =>
        Assert.Equal((code, Filled(output), Filled(error)), await RunAsync(_good, command));

    [Fact]
    public async Task Probe_OfADeadServer_Answers1()
    {
        var (code, output, _) = await RunAsync(_good, "probe", "--json");
        Assert.Equal(1, code);
        Assert.StartsWith("{\"virtual\":\"tcp:127.0.0.1:8099\",\"real\":\"127.0.0.1:9099\",\"check\":\"connect\",\"up\":false,", output,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("é")]
    [InlineData("検査 of a name with blanks")]
    [InlineData("a\nb\e[31m")]
    public async Task ConfigurationOfAnyName_IsStarted_AndNamesProgramsOfAnyName(string name)
    {
        var seen = _folder.Path("seen");
        var script = _folder.Write("検査é.sh", $"#!/bin/sh\necho \"$0\" >{seen}\n");
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var log = _folder.Path("日誌é");
        string Text(string more) => $"logfile = \"{log}\"\nvirtual=127.0.0.1:8099\n\treal=127.0.0.1:9099 masq\n{more}";
        var child = _folder.Write($"子é-{Guid.NewGuid()}.cf", Text("\tchecktype=off\n"));
        var path = _folder.Write(
            $"{name}-{Guid.NewGuid()}.cf",
            $"execute = {child}\n" + Text($"\tchecktype=external\n\tcheckcommand={script}\n\tcheckinterval=1\n"));
        try
        {
            Assert.Equal((0, "", ""), await RunAsync("--dry-run", path, "start"));
            await Eventually.TrueAsync(() => File.Exists(seen) && File.ReadAllText(seen) == $"{script}\n");
            await Eventually.TrueAsync(async () => (await RunAsync("--dry-run", child, "status")).Code == 0);
            var (code, _, status) = await RunAsync("--dry-run", path, "status");
            Assert.Equal(0, code);
            Assert.Contains(path.Replace("\n", "\\x0A", StringComparison.Ordinal).Replace("\e", "\\x1B", StringComparison.Ordinal), status,
                StringComparison.Ordinal);
            var (_, shown, _) = await RunAsync("--dry-run", path, "show");
            Assert.DoesNotContain("\e", shown, StringComparison.Ordinal);
            Assert.DoesNotContain("\e", File.ReadAllText($"{log}.dry-run"), StringComparison.Ordinal);
        }
        finally
        {
            await RunAsync("--dry-run", path, "stop");
            await Eventually.TrueAsync(async () => (await RunAsync("--dry-run", child, "status")).Code != 0);
            await Eventually.TrueAsync(async () => (await RunAsync("--dry-run", path, "status")).Code != 0);
        }
    }

    [Fact]
    public async Task SupervisedStart_IsTheStartedProcess_LeavesNoZombie_AndWarnsOnce()
    {
        var path = _folder.Write(
            $"supervised-{Guid.NewGuid()}.cf",
            "supervised = yes\ncheckcount = 3\nvirtual=127.0.0.1:8099\n\treal=127.0.0.1:9099 masq\n\tchecktype=off\n");
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var daemon = Process.Start(new ProcessStartInfo(s_program, ["--dry-run", path, "start"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        string? line;
        do
            line = await daemon.StandardOutput.ReadLineAsync(limit.Token);
        while (line?.Contains("Added virtual server", StringComparison.Ordinal) == false);

        var (_, children) = await Tool.RunAsync("/bin/ps", ["--ppid", $"{daemon.Id}", "-o", "stat,args", "--no-headers"]);
        await Tool.RunAsync("/bin/kill", [$"{daemon.Id}"]);
        var errors = (await daemon.StandardError.ReadToEndAsync(limit.Token)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        await daemon.WaitForExitAsync(limit.Token);

        Assert.Equal((0, ""), (daemon.ExitCode, children));
        var expected = $"Warning [{daemon.Id}] reading file {path} at line 2: checkcount";
        Assert.StartsWith(expected, Assert.Single(errors), StringComparison.Ordinal);
    }

    [Fact]
    public async Task StartOfADaemonThatRuns_SaysNothing()
    {
        var path = _folder.Write(
            $"twice-{Guid.NewGuid()}.cf",
            $"logfile = \"{_folder.Path("twice.log")}\"\ncheckcount = 3\n"
            + "virtual=127.0.0.1:8099\n\treal=127.0.0.1:9099 masq\n\tchecktype=off\n");
        try
        {
            var (_, _, first) = await RunAsync("--dry-run", path, "start");
            Assert.StartsWith("Warning [", first, StringComparison.Ordinal);
            Assert.Equal((0, "", ""), await RunAsync("--dry-run", path, "start"));
        }
        finally
        {
            await RunAsync("--dry-run", path, "stop");
            await Eventually.TrueAsync(async () => (await RunAsync("--dry-run", path, "status")).Code != 0);
        }
    }

    [Fact]
    public async Task CheckcommandThatIsNotThere_IsNamedAsItIsWritten()
    {
        var path = _folder.Write("x.cf", "virtual=127.0.0.1:8099\n\treal=127.0.0.1:9099 masq\n\tchecktype=external\n"
            + "\tcheckcommand=/nonexistent/検査.sh\n");

        var (_, text, _) = await RunAsync(path, "probe");
        var (_, json, _) = await RunAsync(path, "probe", "--json");

        Assert.Contains("/nonexistent/検査.sh cannot be started: no such file", text, StringComparison.Ordinal);
        using var reason = System.Text.Json.JsonDocument.Parse(json);
        Assert.StartsWith("/nonexistent/検査.sh cannot be started", reason.RootElement.GetProperty("reason").GetString(),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task NameThatIsNotUtf8_IsSaidToBeSo()
    {
        var (code, _, error) = await RunAsync("/bin/sh", ["-c", "exec \"$0\" \"$(printf 'caf\\351.cf')\" check", s_program]);

        Assert.Equal((1, "Config file caf\uFFFD.cf not found: its name is not UTF-8, expected UTF-8\n"), (code, error));
    }

    [Fact]
    public async Task NamesInMessages_AreShownEscaped()
    {
        var path = _folder.Write("a\nb\e[31m.cf", "nonsense\n");

        var (_, output, _) = await RunAsync(path, "check");
        var (_, _, start) = await RunAsync(path, "status");
        var (_, _, missing) = await RunAsync(_folder.Path("no\ne\e.cf"), "check");
        var (_, _, usage) = await RunAsync("no\e[31mverb");

        Assert.Contains("a\\x0Ab\\x1B[31m.cf:1:1: error", output, StringComparison.Ordinal);
        Assert.Contains("a\\x0Ab\\x1B[31m.cf", start, StringComparison.Ordinal);
        Assert.Contains("no\\x0Ae\\x1B.cf not found", missing, StringComparison.Ordinal);
        Assert.Contains("unknown command: no\\x1B[31mverb", usage, StringComparison.Ordinal);
    }

    private string Filled(string text) => text.Replace("{0}", _good, StringComparison.Ordinal);

    private static readonly string s_program = Path.Combine(AppContext.BaseDirectory, "ldirectord");

    private static Task<(int Code, string Out, string Error)> RunAsync(params string[] arguments) => RunAsync(s_program, arguments);

    private static async Task<(int Code, string Out, string Error)> RunAsync(string name, string[] arguments)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var program = Process.Start(new ProcessStartInfo(name, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var (output, error) = (program.StandardOutput.ReadToEndAsync(limit.Token), program.StandardError.ReadToEndAsync(limit.Token));
        await program.WaitForExitAsync(limit.Token);
        return (program.ExitCode, await output, await error);
    }
}
