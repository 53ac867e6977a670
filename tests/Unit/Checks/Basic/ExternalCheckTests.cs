using System.Diagnostics;
using System.Globalization;
using System.Net;
using Ldirectord.Checks;
using Ldirectord.Platform;
using Ldirectord.Tests.Support;

namespace Ldirectord.Tests.Checks;

public sealed class ExternalCheckTests : IDisposable
{
    private static readonly IPEndPoint s_real = new(IPAddress.Parse("10.0.0.2"), 8080);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ldirectord-external-");

    private string Written => Path.Combine(_folder.FullName, "written");

    public void Dispose()
    {
        // What a test did not see end ends here.
        foreach (var pid in File.Exists(Written) && File.ReadAllText(Written).TrimEnd().Split(' ').All(word => int.TryParse(word, out _))
            ? WrittenPids() : [])
        {
            if (!IsGone(pid))
                Process.GetProcessById(pid).Kill();
        }

        _folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData("10.0.0.2", "10.0.0.1", 80, "10.0.0.1 80 10.0.0.2 8080")]
    [InlineData("fd00::2", "[fd00::1]", 80, "[fd00::1] 80 [fd00::2] 8080")]
    [InlineData("10.0.0.2", "77", 0, "77 0 10.0.0.2 8080")]
    public async Task Command_IsGivenVirtualAndRealServer(string real, string virtualAddress, int virtualPort, string arguments)
    {
        var check = Check(Script($"echo \"$*\" > {Written}")) with
        {
            Target = new IPEndPoint(IPAddress.Parse(real), 8080),
            VirtualAddress = virtualAddress,
            VirtualPort = virtualPort,
        };

        Assert.Equal(Outcome.Passed("exit status 0"), await Probing.RunAsync(check));
        Assert.Equal(arguments, File.ReadAllText(Written).TrimEnd());
    }

    [Theory]
    [InlineData("exit 3", "exit status 3")]
    [InlineData("kill -9 $$", "killed by signal 9")]
    public async Task FailingCommand_IsDownAndSaysHow(string body, string how)
    {
        var command = Script(body);

        Assert.Equal(new Outcome(CheckStatus.BadResponse, $"{command}: {how}"), await Probing.RunAsync(Check(command)));
    }

    [Fact]
    public async Task BlanksInTheCommand_AreInItsName()
    {
        var command = Script("exit 0", name: "with arg");
        Script("exit 1", name: "with");

        Assert.True((await Probing.RunAsync(Check(command))).IsUp);
    }

    [Fact]
    public async Task CommandWithoutSlash_IsLookedUpInThePath() => Assert.True((await Probing.RunAsync(Check("true"))).IsUp);

    [Fact]
    public async Task ScriptWithoutInterpreterLine_IsRunByTheShell() =>
        Assert.True((await Probing.RunAsync(Check(Script("exit 0", interpreter: "")))).IsUp);

    [Fact]
    public async Task MissingCommand_IsAnErrorInWords() =>
        Assert.Equal(
            new Outcome(CheckStatus.Error, "/nowhere/check cannot be started: no such file or directory"),
            await Probing.RunAsync(Check("/nowhere/check")));

    [Fact]
    public async Task CommandThatWritesALot_IsNotHeldUp() =>
        Assert.True(
            (await Probing.RunAsync(Check(Script("head -c 1000000 /dev/zero; head -c 1000000 /dev/zero >&2; read x; exit 0")))).IsUp);

    [Fact]
    public async Task CommandThatHangs_IsDownAtTheDeadline_AndGoneWithItsChildren()
    {
        var check = Check(Script($"sleep 1000 & echo $$ $! > {Written}.new; mv {Written}.new {Written}; wait"));

        var result = await Probing.RunPastDeadlineAsync(check, () => File.Exists(Written));

        Assert.Equal(CheckStatus.TimedOut, result.Status);
        // A busy machine can be told that it started later than the command itself tells that it runs.
        Assert.Contains(result.Detail, (string[])["the command did not end within 5 s", "the command did not start within 5 s"]);
        await Eventually.TrueAsync(() => WrittenPids().All(IsGone));
    }

    [Fact]
    public async Task CommandThatIgnoresSigterm_IsKilledAfterTheGrace_AndLeavesNoZombie()
    {
        var check = Check(Script($"trap '' TERM; echo $$ > {Written}.new; mv {Written}.new {Written}; while :; do sleep 0.05; done"));

        var result = await Probing.RunPastDeadlineAsync(check, () => File.Exists(Written));

        Assert.Equal(CheckStatus.TimedOut, result.Status);
        await Eventually.TrueAsync(() => WrittenPids().All(IsGone));
    }

    [Fact]
    public async Task CommandThatLeavesAChildBehind_TakesItAlong()
    {
        var check = Check(Script($"sleep 1000 & echo $! > {Written}"));

        Assert.True((await Probing.RunAsync(check)).IsUp);
        await Eventually.TrueAsync(() => WrittenPids().All(IsGone));
    }

    [Fact]
    public async Task CommandThatIgnoresSigterm_IsAwaitedAtShutdown()
    {
        var check = Check(Script($"trap '' TERM; echo $$ > {Written}.new; mv {Written}.new {Written}; while :; do sleep 0.05; done"));

        await Probing.RunPastDeadlineAsync(check, () => File.Exists(Written));
        await ChildProcess.AllEndedAsync();

        Assert.All(WrittenPids(), pid => Assert.True(IsGone(pid)));
    }

    [Fact]
    public async Task Command_IsGivenNoDescriptorButItsStreams()
    {
        using var leak = new LeakedDescriptor();

        Assert.True((await Probing.RunAsync(Check(Script($"ls /proc/self/fd > {Written}")))).IsUp);

        Assert.Equal(LeakedDescriptor.None, File.ReadAllLines(Written));
    }

    [Fact]
    public async Task ManyAtOnce_AllComeToTheirEnd()
    {
        var passing = Enumerable.Repeat(Check("/bin/true"), 100);
        var failing = Enumerable.Repeat(Check("/bin/false"), 100);

        var results = await Task.WhenAll(passing.Concat(failing).Select(Probing.RunAsync));

        Assert.Equal(100, results.Count(result => result.IsUp));
        Assert.Equal(100, results.Count(result => result.Detail == "/bin/false: exit status 1"));
    }

    [Theory]
    [InlineData("exit 0;", "exit status 0")]
    [InlineData("return 0;", "exit status 0")]
    [InlineData("0;", "exit status 0")]
    [InlineData("exit 3;", "exit status 3")]
    [InlineData("die 'x';", "exit status 255")]
    [InlineData("this is ((not Perl", "exit status 255")]
    [InlineData("exit($ARGV[2] eq '10.0.0.2' ? 0 : 1);", "exit status 0")]
    [InlineData("sub check { exit 4 } check();\n__END__\nhere is no code", "exit status 4")]
    public async Task PerlScript_EndsAsInTheOriginal(string body, string how)
    {
        var script = Script(body, interpreter: "");

        var result = await Probing.RunAsync(Check(script) with { Perl = true });

        Assert.EndsWith(how, result.Detail, StringComparison.Ordinal);
        Assert.Equal(how == "exit status 0", result.IsUp);
    }

    [Fact]
    public async Task MissingPerlScript_IsDown() =>
        Assert.False((await Probing.RunAsync(Check("/nowhere/check.pl") with { Perl = true })).IsUp);

    private static ExternalCheck Check(string command) => new(s_real, TimeSpan.FromSeconds(5), command, "10.0.0.1", 80, Perl: false);

    private int[] WrittenPids() => [.. File.ReadAllText(Written).Split(' ').Select(pid => int.Parse(pid, CultureInfo.InvariantCulture))];

    private static bool IsGone(int pid) => !Directory.Exists($"/proc/{pid}");

    private string Script(string body, string name = "check", string interpreter = "#!/bin/sh\n")
    {
        var path = Path.Combine(_folder.FullName, name);

        // A file that is open for writing in any process cannot be executed, and another test may be starting one at this moment.
        using (var shell = Process.Start(new ProcessStartInfo("/bin/sh",
            ["-c", "cat > \"$0\"; chmod 755 \"$0\"", path])
        { RedirectStandardInput = true })!)
        {
            shell.StandardInput.Write(interpreter + body + "\n");
            shell.StandardInput.Close();
            shell.WaitForExit();
        }

        return path;
    }
}
