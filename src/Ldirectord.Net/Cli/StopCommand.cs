namespace Ldirectord.Cli;

/// <summary>stop: SIGTERM, and success at once, running or not.</summary>
internal static class StopCommand
{
    public static int Run(Invocation run)
    {
        if (run.PidFile.Look(out var pid) == RunState.Running)
            return Signal.Send(pid, Signal.Terminate, run.Error) ? ExitCode.Ok : ExitCode.Failed;
        Foreground.Tell(run);
        return ExitCode.Ok;
    }
}
