namespace Ldirectord.Cli;

/// <summary>stop: SIGTERM, and success at once, running or not.</summary>
internal static class StopCommand
{
    public static int Run(Invocation run) =>
        run.PidFile.Look(out var pid) == RunState.Running && !Signal.Send(pid, Signal.Terminate, run.Error) ? ExitCode.Failed : ExitCode.Ok;
}
