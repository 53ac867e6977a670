namespace Ldirectord.Cli;

/// <summary>stop: SIGTERM, and success at once, running or not.</summary>
internal static class StopCommand
{
    public static int Run(Invocation run)
    {
        if (RunningDaemon.Find(run.Instance) is { } daemon)
            return daemon.Send(Signal.Terminate, run.Error) ? ExitCode.Ok : ExitCode.Failed;
        Foreground.Tell(run);
        return ExitCode.Ok;
    }
}
