namespace Ldirectord.Cli;

/// <summary>reload and force-reload: SIGHUP to the daemon; if there is none, a line in the log and exit 1.</summary>
internal static class ReloadCommand
{
    public static int Run(Invocation run)
    {
        if (run.PidFile.Look(out var pid) == RunState.Running)
            return Signal.Send(pid, Signal.HangUp, run.Error) ? ExitCode.Ok : ExitCode.Failed;
        var message = $"ldirectord is stopped for {run.Config.Path}";
        run.Error.WriteLine(message);
        LogSink.Open(run.Config.LogFile, new LogLine(run.Instance, Environment.ProcessId, TimeProvider.System)).Write(message);
        return ExitCode.Failed;
    }
}
