using Ldirectord.Alerts;
using Ldirectord.Config;
using Ldirectord.Ipvs;
using Ldirectord.Tests.Support;
using static Ldirectord.Tests.Support.Configs;

namespace Ldirectord.Tests.Alerts;

public sealed class CommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ldirectord-command-").FullName;
    private readonly RecordingLog _log = new();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Fallbackcommand_RunsOncePerChangeAndInOrder()
    {
        var service = Virtual("10.0.0.1:80", Real("10.0.1.1:80")) with { FallbackCommand = Script("sleep 0.$(($RANDOM % 2)); echo \"$*\" >>said") };
        var runner = new CommandRunner(_log);
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
        var runner = new CommandRunner(_log);
        var commands = new FallbackCommands(runner);
        commands.Update(One(first), anyUp: false);
        commands.Keep([One(first), Virtual("10.0.0.2:80")]);
        commands.Keep([One(second)]);
        commands.Update(One(second), anyUp: false);
        commands.Keep([One(null)]);
        commands.Keep([One(first)]);
        commands.Update(One(first), anyUp: false);
        commands.Keep([]);
        commands.Keep([]);
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
        var runner = new CommandRunner(_log);
        new FallbackCommands(runner).Update(
            Virtual("10.0.0.1:80") with { Service = new Service(id, "wrr"), FallbackCommand = Script("echo \"$*\" >>said") }, anyUp: false);
        await runner.DrainAsync();
        Assert.Equal([$"start {expected}"], Said());
    }

    [Fact]
    public async Task ACommandThatFails_IsLogged()
    {
        var runner = new CommandRunner(_log);
        runner.Run("callback", Script("exit 3"), ["/etc/ha.d/ldirectord.cf"]);
        await runner.DrainAsync();
        Assert.Equal($"system({_folder}/script /etc/ha.d/ldirectord.cf) failed: exit status 3", Assert.Single(_log.Lines));
    }

    [Fact]
    public async Task ACommandThatIsNotThere_IsLoggedWithItsName()
    {
        var runner = new CommandRunner(_log);
        runner.Run("callback", "/nonexistent/program", []);
        await runner.DrainAsync();
        Assert.StartsWith("system(/nonexistent/program) failed: /nonexistent/program cannot be started", Assert.Single(_log.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ADryRun_RunsNothingAndSaysSo()
    {
        var script = Script("echo ran >>said");
        var runner = new CommandRunner(_log, dryRun: true);
        runner.Run("callback", script, ["/etc/ha.d/ldirectord.cf"]);
        await runner.DrainAsync();
        Assert.False(File.Exists(Path.Combine(_folder, "said")));
        Assert.Equal($"A dry run does not run: {script} /etc/ha.d/ldirectord.cf", Assert.Single(_log.Lines));
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
