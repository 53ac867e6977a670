using System.Diagnostics;
using System.Globalization;
using Ldirectord.Alerts;
using Ldirectord.Config;
using Ldirectord.Ipvs;
using Ldirectord.Tests.Support;
using static Ldirectord.Tests.Support.Configs;

namespace Ldirectord.Tests.Alerts;

public sealed class HookRunnerTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ldirectord-command-").FullName;
    private readonly RecordingLog _log = new();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Fallbackcommand_RunsOncePerChangeAndInOrder()
    {
        var service = Virtual("10.0.0.1:80", Real("10.0.1.1:80")) with
        {
            FallbackCommand = Script("sleep 0.$(($RANDOM % 2)); echo \"$*\" >>said"),
        };
        var runner = new HookRunner(_log);
        var commands = new FallbackCommands(runner);
        foreach (var anyUp in new[] { true, false, false, true, true, false })
            commands.Update(service, anyUp);
        await runner.DrainAsync();
        Assert.Equal(["start 10.0.0.1:80 tcp", "stop 10.0.0.1:80 tcp", "start 10.0.0.1:80 tcp"], Said());
        Assert.Empty(_log.Lines);
    }

    [Fact]
    public async Task Fallbackcommand_ThatWasStarted_IsStoppedWhenItOrItsServiceLeavesTheFile()
    {
        var first = Script("echo \"${0##*/} $*\" >>said");
        var second = Path.Combine(_folder, "second");
        File.Copy(first, second);
        File.Move(first, first = Path.Combine(_folder, "first"));
        VirtualService One(string? command) => Virtual("10.0.0.1:80", Real("10.0.1.1:80")) with { FallbackCommand = command };
        var runner = new HookRunner(_log);
        var commands = new FallbackCommands(runner);
        commands.Update(One(first), anyUp: false);
        commands.Apply([One(first), Virtual("10.0.0.2:80")]);
        commands.Apply([One(second)]);
        commands.Update(One(second), anyUp: false);
        commands.Apply([One(null)]);
        commands.Apply([One(first)]);
        commands.Update(One(first), anyUp: false);
        commands.Apply([]);
        commands.Apply([]);
        await runner.DrainAsync();
        Assert.Equal(
            [
                "first start 10.0.0.1:80 tcp", "first stop 10.0.0.1:80 tcp", "second start 10.0.0.1:80 tcp", "second stop 10.0.0.1:80 tcp",
                "first start 10.0.0.1:80 tcp", "first stop 10.0.0.1:80 tcp",
            ],
            Said());
    }

    [Theory]
    [InlineData("10.0.0.1:53 udp")]
    [InlineData("7 fwm")]
    public async Task Fallbackcommand_IsToldTheServiceAndItsProtocol(string expected)
    {
        var id = expected.EndsWith("fwm", StringComparison.Ordinal) ? ServiceId.Mark(7) : ServiceId.Udp(EndPoint("10.0.0.1:53"));
        var runner = new HookRunner(_log);
        new FallbackCommands(runner).Update(
            Virtual("10.0.0.1:80") with { Service = new Service(id, "wrr"), FallbackCommand = Script("echo \"$*\" >>said") }, anyUp: false);
        await runner.DrainAsync();
        Assert.Equal([$"start {expected}"], Said());
    }

    [Fact]
    public async Task CommandThatFails_IsLogged()
    {
        var runner = new HookRunner(_log);
        runner.Run("callback", Script("exit 3"), ["/etc/ha.d/ldirectord.cf"]);
        await runner.DrainAsync();
        Assert.Equal($"system({_folder}/script /etc/ha.d/ldirectord.cf) failed: exit status 3", Assert.Single(_log.Lines));
    }

    [Fact]
    public async Task MissingCommand_IsLoggedWithItsName()
    {
        var runner = new HookRunner(_log);
        runner.Run("callback", "/nonexistent/program", []);
        await runner.DrainAsync();
        Assert.StartsWith(
            "system(/nonexistent/program) failed: /nonexistent/program cannot be started",
            Assert.Single(_log.Lines),
            StringComparison.Ordinal);
    }

    // Compared with Perl itself: the original passes such a line, with the arguments appended, to system().
    [Theory]
    [InlineData("%/say")]
    [InlineData("%/say one two")]
    [InlineData("  %/say \tone  two ")]
    [InlineData("%/say 'one two' \"three  four\" five\\ six")]
    [InlineData("\"%/say\" one")]
    [InlineData("%/say one; %/say")]
    [InlineData("%/say $((1 + 1)) || %/say")]
    [InlineData("true; WORD=x; %/say $WORD \"$1\"")]
    [InlineData("WORD=x %/say")]
    [InlineData("exec %/say")]
    [InlineData("%/say one > /dev/null 2>&1")]
    [InlineData("%/say one 2>&1")]
    [InlineData("%/plain one")]
    [InlineData("sh %/plain one")]
    [InlineData("env %/say")]
    [InlineData("%/s* one")]
    [InlineData("cd % && ./say")]
    [InlineData("%/\u6aa2\u67fb one")]
    [InlineData("%/none one")]
    [InlineData("%/none 'one'")]
    [InlineData("%/say 'one")]
    public async Task CommandLine_IsRunAsPerlRunsIt(string line)
    {
        Tool.Need("/usr/bin/perl", "perl");
        File.Move(Script("for word in \"$@\"; do echo \"<$word>\"; done >>said"), Path.Combine(_folder, "say"));
        File.Copy(Path.Combine(_folder, "say"), Path.Combine(_folder, "\u6aa2\u67fb"));
        await File.WriteAllTextAsync(Path.Combine(_folder, "plain"), $"echo plain $* >>{_folder}/said\n");
        File.SetUnixFileMode(Path.Combine(_folder, "plain"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var command = line.Replace("%", _folder, StringComparison.Ordinal);
        var (code, _) = await Tool.RunAsync("perl", ["-e", "exit(system(shift) ? 1 : 0)", $"{command} start 10.0.0.1:80 tcp"]);
        var expected = SaidAndForgotten();

        var runner = new HookRunner(_log);
        new FallbackCommands(runner).Update(Virtual("10.0.0.1:80") with { FallbackCommand = AsRead(command) }, anyUp: false);
        await runner.DrainAsync();

        Assert.Equal(expected, SaidAndForgotten());
        Assert.Equal(code, _log.Lines.Count);
    }

    [Fact]
    public async Task Ipv6Address_IsNoPatternToTheShell()
    {
        // The shell would expand the pattern [fd00::1]:80 to this file.
        await File.WriteAllTextAsync(Path.Combine(_folder, "f:80"), "");
        var runner = new HookRunner(_log);
        new FallbackCommands(runner).Update(
            Virtual("[fd00::1]:80") with { FallbackCommand = $"cd {_folder}; {Script("echo \"$*\" >>said")} 'a b'" }, anyUp: false);
        await runner.DrainAsync();
        Assert.Equal(["a b start [fd00::1]:80 tcp"], Said());
    }

    [Fact]
    public async Task ProgramWithABlankInItsName_IsOneFile()
    {
        var program = Path.Combine(_folder, "with blank");
        File.Move(Script("echo \"$*\" >>said"), program);
        var runner = new HookRunner(_log);
        runner.Run("callback", program, ["/etc/ha.d/my file.cf"]);
        await runner.DrainAsync();
        Assert.Equal(["/etc/ha.d/my file.cf"], Said());
    }

    [Fact]
    public async Task CommandThatLeavesAChildBehind_LeavesItAlone()
    {
        var runner = new HookRunner(_log);
        runner.Run("callback", Script("sleep 1000 & echo $! >>said"), []);
        await runner.DrainAsync();
        using var child = Process.GetProcessById(int.Parse(Assert.Single(Said()), CultureInfo.InvariantCulture));
        try
        {
            // Before its exec(2) the child is still a copy of its parent.
            await Eventually.EqualAsync("sleep\n", () => File.ReadAllText($"/proc/{child.Id}/comm"));
        }
        finally
        {
            child.Kill();
        }
    }

    [Fact]
    public async Task Command_IsGivenNoDescriptorButItsStreams()
    {
        using var leak = new LeakedDescriptor();
        var runner = new HookRunner(_log);
        runner.Run("callback", Script("ls /proc/self/fd >said"), []);
        await runner.DrainAsync();
        Assert.Equal(LeakedDescriptor.None, Said());
    }

    [Fact]
    public async Task DryRun_RunsNothingAndSaysSo()
    {
        var script = Script("echo ran >>said");
        var runner = new HookRunner(_log, dryRun: true);
        runner.Run("callback", script, ["/etc/ha.d/ldirectord.cf"]);
        await runner.DrainAsync();
        Assert.False(File.Exists(Path.Combine(_folder, "said")));
        Assert.Equal($"Dry run, not executed: {script} /etc/ha.d/ldirectord.cf", Assert.Single(_log.Lines));
    }

    private string[] SaidAndForgotten()
    {
        var file = Path.Combine(_folder, "said");
        var said = File.Exists(file) ? Said() : [];
        File.Delete(file);
        return said;
    }

    /// <summary>The text as the configuration holds it: each character one byte.</summary>
    private string AsRead(string command)
    {
        var file = Path.Combine(_folder, "ldirectord.cf");
        File.WriteAllText(file, $"fallbackcommand={command}\nvirtual=10.0.0.1:80\n\treal=10.0.1.1:80 masq\n");
        var read = ConfigReader.ReadFile(file);
        Assert.Empty(read.Errors.Select(error => error.Format(1)));
        return read.Config!.VirtualServices[0].FallbackCommand!;
    }

    private string[] Said() => File.ReadAllLines(Path.Combine(_folder, "said"));

    private string Script(string body)
    {
        var path = Path.Combine(_folder, "script");
        File.WriteAllText(path, $"#!/bin/bash\ncd {_folder}\n{body}\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return path;
    }
}
