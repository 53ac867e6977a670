using System.Diagnostics;
using Ldirectord.Daemon;
using Ldirectord.Text;

namespace Ldirectord.Cli;

/// <summary>status: prints whether the daemon is running; exit 0 yes, 3 no, 1 no but a pid file is left.</summary>
internal static class StatusCommand
{
    /// <summary>
    /// The environment variable that counts nested status commands: configurations that execute each other would never end.
    /// </summary>
    private const string DepthVariable = "LDIRECTORD_STATUS_DEPTH";

    private const int MaxDepth = 4;

    public static int Run(CommandContext run)
    {
        var path = Printable.Of(run.Config.Path);
        var (state, daemon) = RunningDaemon.Look(run.Instance);
        switch (state)
        {
            case RunState.Running:
                run.Error.WriteLine($"ldirectord for {path} is running with pid: {daemon!.Pid}");
                // The configurations that the daemon has started; the file may name others by now.
                RunForChildren(daemon.IsOriginal ? run.Config.Execute : daemon.Execute, run.Line.DryRun);
                return ExitCode.Ok;
            case RunState.Stale:
                run.Error.WriteLine($"ldirectord stale pid file {run.PidFile.Path} for {path}");
                run.Out.WriteLine($"ldirectord is stopped for {path}");
                return ExitCode.Failed;
            default:
                ForegroundHint.Write(run.Instance, run.Config.Path, run.Error);
                run.Out.WriteLine($"ldirectord is stopped for {path}");
                return ExitCode.NotRunning;
        }
    }

    /// <summary>Each child instance prints its own status.</summary>
    private static void RunForChildren(IEnumerable<string> configurations, bool dryRun)
    {
        var depth = int.TryParse(Environment.GetEnvironmentVariable(DepthVariable), out var parents) ? parents : 0;
        if (depth >= MaxDepth)
            return;
        foreach (var configuration in configurations)
        {
            var start = new ProcessStartInfo(Environment.ProcessPath!, SelfCommand.Arguments(configuration, "status", dryRun));
            start.Environment[DepthVariable] = $"{depth + 1}";
            using var child = Process.Start(start)!;
            child.WaitForExit();
        }
    }
}
