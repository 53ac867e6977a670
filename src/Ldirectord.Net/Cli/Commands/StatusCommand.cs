using System.Diagnostics;
using System.Net.Sockets;
using System.Text.Json;
using Ldirectord.Config;
using Ldirectord.Daemon;
using Ldirectord.Status;
using Ldirectord.Text;

namespace Ldirectord.Cli;

/// <summary>
/// status: prints whether the daemon is running; exit 0 yes, 3 no, 1 no but a pid file is left. A file with errors changes that only with
/// --strict, as the daemon runs with what it has read.
/// </summary>
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
                WriteRoles(run);
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

    /// <summary>
    /// Of which virtual services the daemon is the active director. Only if active is set in the file, and nothing if the daemon does not
    /// answer: the exit code never depends on it.
    /// </summary>
    private static void WriteRoles(CommandContext run)
    {
        if (run.Config.VirtualServices.All(service => service.Active == ActiveCondition.Always))
            return;
        try
        {
            if (StatusClient.Fetch(run.Instance.Socket) is not { Length: > 0 } answer)
                return;
            foreach (var service in StatusReport.FromJson(answer).Services.Where(service => service.Role is not null))
                run.Error.WriteLine($"{service.Virtual} {RoleWords.Capital(service.Role)}");
        }
        catch (Exception e) when (e is IOException or SocketException or JsonException)
        {
            run.Error.WriteLine($"whether it is active is not known: {Printable.Of(e.Message)}");
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
