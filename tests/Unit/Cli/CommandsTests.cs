using System.Collections.Immutable;
using System.Diagnostics;
using Ldirectord.Checks;
using Ldirectord.Cli;
using Ldirectord.Config;
using Ldirectord.Daemon;
using Ldirectord.Ipvs;
using Ldirectord.Planning;
using Ldirectord.Tests.Support;

namespace Ldirectord.Tests.Cli;

public sealed class CommandsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly DirectorConfig _config;

    public CommandsTests() => _config = Sample.Config() with { LogFile = _folder.Path("x.log") };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Status_NotRunning_Answers3()
    {
        var run = Invoke(Verb.Status);
        Assert.Equal(3, StatusCommand.Run(run));
        Assert.Equal("ldirectord is stopped for /etc/ha.d/web.cf\n", run.Out.ToString());
        Assert.Equal("", run.Error.ToString());
    }

    [Fact]
    public void Status_StalePidFile_Answers1()
    {
        var run = Invoke(Verb.Status);
        File.WriteAllText(run.PidFile.Path, "gone\n");
        Assert.Equal(1, StatusCommand.Run(run));
        Assert.Equal("ldirectord is stopped for /etc/ha.d/web.cf\n", run.Out.ToString());
        Assert.Equal($"ldirectord stale pid file {run.PidFile.Path} for /etc/ha.d/web.cf\n", run.Error.ToString());
    }

    [Fact]
    public void Status_Running_Answers0_AndTellsThePidOnStandardError()
    {
        using var daemon = Daemon();
        var run = Invoke(Verb.Status);
        using var held = Hold(run, daemon);
        Assert.Equal(0, StatusCommand.Run(run));
        Assert.Equal($"ldirectord for /etc/ha.d/web.cf is running with pid: {daemon.Id}\n", run.Error.ToString());
        Kill(daemon);
    }

    [Fact]
    public async Task Stop_SendsTerm_AndAnswers0AtOnce()
    {
        using var daemon = Daemon();
        var run = Invoke(Verb.Stop);
        using var held = Hold(run, daemon);
        Assert.Equal(0, StopCommand.Run(run));
        await daemon.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(128 + 15, daemon.ExitCode);
    }

    [Fact]
    public void Stop_NotRunning_Answers0() => Assert.Equal(0, StopCommand.Run(Invoke(Verb.Stop)));

    [Theory]
    [InlineData("Foreground", true)]
    [InlineData("Stopping", false)]
    public void CommandsThatFindNothing_TellOfAnInstanceInTheForeground(string phase, bool told)
    {
        using var daemon = Daemon();
        foreach (var (verb, command, code) in new (Verb, Func<CommandContext, int>, int)[]
        {
            (Verb.Stop, StopCommand.Run, 0), (Verb.Reload, ReloadCommand.Run, 1), (Verb.Status, StatusCommand.Run, 3),
        })
        {
            var run = Invoke(verb);
            using var held = Hold(run, daemon, Enum.Parse<LockHolderState>(phase));
            Assert.Equal(code, command(run));
            Assert.Equal(told, run.Error.ToString()!.StartsWith($"ldirectord, process {daemon.Id}, runs for /etc/ha.d/web.cf in the "
                + "foreground", StringComparison.Ordinal));
        }
        // The lock file of one that was killed stays, and its number may be anybody's.
        var late = Invoke(Verb.Stop);
        File.WriteAllText(late.Instance.LockFile, $"{daemon.Id} {phase}\n");
        Assert.Equal(0, StopCommand.Run(late));
        Assert.Equal("", late.Error.ToString());
        Kill(daemon);
    }

    [Fact]
    public async Task Reload_SendsHup()
    {
        using var daemon = Daemon();
        var run = Invoke(Verb.Reload);
        using var held = Hold(run, daemon);
        Assert.Equal(0, ReloadCommand.Run(run));
        await daemon.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(128 + 1, daemon.ExitCode);
    }

    [Fact]
    public void Reload_NotRunning_Answers1_AndTheLogSaysSo()
    {
        Assert.Equal(1, ReloadCommand.Run(Invoke(Verb.Reload)));
        Assert.EndsWith("] ldirectord is stopped for /etc/ha.d/web.cf\n", File.ReadAllText(_folder.Path("x.log")),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Show_NotRunning_Answers3()
    {
        var run = Invoke(Verb.Show);
        Assert.Equal(3, ShowCommand.Run(run));
        Assert.Equal("ldirectord is stopped for /etc/ha.d/web.cf\n", run.Error.ToString());
    }

    [Fact]
    public void Check_CountsEqualChecksOnce_AndOffOnesNot()
    {
        var (connect, other) = (new ConnectCheck(Sample.EndPoint(2), TimeSpan.FromSeconds(5)),
            new ConnectCheck(Sample.EndPoint(3), TimeSpan.FromSeconds(5)));
        var config = Sample.Config(
            Sample.Virtual(Sample.Real(2, connect), Sample.Real(3, other)),
            Sample.Virtual(Sample.Real(2, connect with { }), Sample.Real(4, new AlwaysUpCheck(Sample.EndPoint(4)))),
            Sample.Virtual(Sample.Real(5, connect with { Target = Sample.EndPoint(5) })) with { IsOff = true });
        using var output = new StringWriter();
        Assert.Equal(0, CheckCommand.Run(new ConfigResult(config, []), output));
        Assert.Equal("3 virtual services, 5 real servers, 2 distinct checks\n", output.ToString());
    }

    [Fact]
    public void Check_OfABadFile_ListsEverythingAndAnswers2()
    {
        using var output = new StringWriter();
        ImmutableArray<Diagnostic> found =
        [
            new(Severity.Warning, "web.cf", 3, 1, "old"),
            new(Severity.Error, "web.cf", 4, 0, "bad"),
            new(Severity.Error, "web.cf", 0, 0, "worse"),
        ];
        Assert.Equal(2, CheckCommand.Run(new ConfigResult(null, found), output));
        Assert.Equal(
            "web.cf:3:1: warning: old\nweb.cf:4: error: bad\nweb.cf: error: worse\n2 errors: this configuration is refused\n",
            output.ToString());
    }

    [Fact]
    public void Plan_ShowsWhatWaitsForACheckAsComment()
    {
        using var output = new StringWriter();
        var service = Sample.Virtual().Service;
        var destination = new Destination(Sample.EndPoint(2), ForwardingMethod.Masq, 1);
        PlanCommand.Write(
            new StartPlan([new TableChange(new AddService(service), "")],
                [new TableChange(new AddDestination(service.Id, destination), "")]), output);
        Assert.Equal(
            "ipvsadm -A -t 10.0.0.1:80 -s wrr\n# after its first passed check: ipvsadm -a -t 10.0.0.1:80 -r 10.0.0.2:80 -m -w 1\n",
            output.ToString());
    }

    private CommandContext Invoke(Verb verb) => Sample.Invoke(new CommandLine(verb), _config, _folder.FullName);

    /// <summary>As the daemon itself would hold its lock and have its pid file.</summary>
    private static InstanceLock Hold(CommandContext run, Process daemon, LockHolderState phase = LockHolderState.Running)
    {
        var held = InstanceLock.TryTake(run.Instance.LockFile)!;
        held.SetHolder(new LockHolder(daemon.Id, phase, run.Config.Path, []));
        if (phase == LockHolderState.Running)
            run.PidFile.Write(daemon.Id);
        return held;
    }

    [Theory]
    [InlineData(Verb.Status, 1)]
    [InlineData(Verb.Stop, 0)]
    [InlineData(Verb.Reload, 1)]
    [InlineData(Verb.Show, 3)]
    public void PidFileOfAnotherProcess_IsStale_AndThatProcessIsNotSignalled(object verb, int code)
    {
        // Its command line holds "ldirectord".
        using var stranger = Daemon();
        var run = Invoke((Verb)verb);
        run.PidFile.Write(stranger.Id);
        Assert.Equal(code, (Verb)verb switch
        {
            Verb.Status => StatusCommand.Run(run),
            Verb.Stop => StopCommand.Run(run),
            Verb.Reload => ReloadCommand.Run(run),
            _ => ShowCommand.Run(run),
        });
        Assert.False(stranger.WaitForExit(TimeSpan.FromMilliseconds(100)));
        Kill(stranger);
    }

    [Fact]
    public void Status_WithoutPidFile_FindsTheDaemonByItsLock()
    {
        using var daemon = Daemon();
        var run = Invoke(Verb.Status);
        using var held = Hold(run, daemon);
        File.Delete(run.PidFile.Path);
        Assert.Equal(0, StatusCommand.Run(run));
        // But one that is about to end has taken it away itself.
        held.SetHolder(new LockHolder(daemon.Id, LockHolderState.Stopping, run.Config.Path, []));
        Assert.Equal(3, StatusCommand.Run(run));
        Kill(daemon);
    }

    /// <summary>A process whose command line holds "ldirectord".</summary>
    private Process Daemon()
    {
        var name = _folder.Write("ldirectord", "");
        var daemon = Process.Start("/usr/bin/tail", ["-f", name]);
        // It is started before the kernel has its arguments to show.
        Assert.True(SpinWait.SpinUntil(
            () => File.ReadAllText($"/proc/{daemon.Id}/cmdline").Contains("ldirectord", StringComparison.Ordinal),
            TimeSpan.FromSeconds(30)));
        return daemon;
    }

    private static void Kill(Process daemon)
    {
        daemon.Kill();
        daemon.WaitForExit();
    }
}
