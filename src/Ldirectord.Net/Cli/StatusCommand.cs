
using Ldirectord.Daemon;
using Ldirectord.Text;

namespace Ldirectord.Cli;

/// <summary>status: is the daemon running; exit 0 yes, 3 no, 1 no but a pid file is left.</summary>
internal static class StatusCommand
{
    public static int Run(CommandContext run)
    {
        var path = Printable.Of(run.Config.Path);
        var (state, daemon) = RunningDaemon.Look(run.Instance);
        switch (state)
        {
            case RunState.Running:
                run.Error.WriteLine($"ldirectord for {path} is running with pid: {daemon!.Pid}");
                // Those that it has started, whatever the file says by now.
                ChildInstances.Status(run, daemon.IsOriginal ? run.Config.Execute : daemon.Execute);
                return ExitCode.Ok;
            case RunState.Stale:
                run.Error.WriteLine($"ldirectord stale pid file {run.PidFile.Path} for {path}");
                run.Out.WriteLine($"ldirectord is stopped for {path}");
                return ExitCode.Failed;
            default:
                ForegroundHint.Tell(run);
                run.Out.WriteLine($"ldirectord is stopped for {path}");
                return ExitCode.NotRunning;
        }
    }
}
