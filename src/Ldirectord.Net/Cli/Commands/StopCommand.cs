using Ldirectord.Daemon;

namespace Ldirectord.Cli;

/// <summary>
/// stop: sends SIGTERM and waits until the process has ended; by then the table is as the stop leaves it. A success also if no daemon runs.
/// </summary>
internal static class StopCommand
{
    /// <summary>With --kill the process is killed after the second.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60), KillAfter = TimeSpan.FromSeconds(20);

    /// <summary>A killed process ends when the kernel has cleared up.</summary>
    private static readonly TimeSpan KillTimeout = TimeSpan.FromSeconds(5);

    public static int Run(CommandContext run)
    {
        // One that is still starting too: a cluster whose start took too long is to find none that comes up after the stop.
        if ((RunningDaemon.Find(run.Instance) ?? RunningDaemon.FindStarting(run.Instance)) is not { } daemon)
        {
            ForegroundHint.Write(run.Instance, run.Config.Path, run.Error);
            return ExitCode.Ok;
        }

        var cluster = ClusterEnvironment.Read();
        if (!run.Line.Kill)
            return Stop(daemon, cluster.Limit(Timeout), run.Error) ? ExitCode.Ok : ExitCode.Failed;
        if (Stop(daemon, cluster.Limit(KillAfter), run.Error))
            return ExitCode.Ok;
        run.Error.WriteLine("it is killed (--kill); the table stays as it is");
        return End(daemon, SignalSender.Kill, KillTimeout, run.Error) ? ExitCode.Ok : ExitCode.Failed;
    }

    /// <summary>Sends SIGTERM and waits.</summary>
    /// <returns>False if the daemon did not end; <paramref name="error"/> says why.</returns>
    public static bool Stop(RunningDaemon daemon, TimeSpan timeout, TextWriter error) =>
        End(daemon, SignalSender.Terminate, timeout, error);

    private static bool End(RunningDaemon daemon, int signal, TimeSpan timeout, TextWriter error)
    {
        using var end = new EndWait(daemon.Pid, daemon.IsThere, TimeProvider.System);
        if (!daemon.Send(signal, error))
            return false;
        // The daemon waits for the programs that it has started, this one among them. And of directors that execute each other, one has
        // to go first.
        if (ProcessAncestors.Include(daemon.Pid) || (daemon.State == LockHolderState.Stopping && ExecuteCycle.IsExecuted()))
            return true;
        if (end.Wait(timeout))
            return true;
        var name = signal == SignalSender.Terminate ? "SIGTERM" : "SIGKILL";
        error.WriteLine($"ldirectord, process {daemon.Pid}, did not end within {timeout.TotalSeconds:0.#} s of {name}");
        return false;
    }
}
