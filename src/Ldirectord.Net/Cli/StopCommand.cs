using Ldirectord.Daemon;

namespace Ldirectord.Cli;

/// <summary>stop: sends SIGTERM and does not wait; a success also if no daemon runs.</summary>
internal static class StopCommand
{
    public static int Run(CommandContext run)
    {
        if (RunningDaemon.Find(run.Instance) is { } daemon)
            return daemon.Send(SignalSender.Terminate, run.Error) ? ExitCode.Ok : ExitCode.Failed;
        ForegroundHint.Write(run.Instance, run.Config.Path, run.Error);
        return ExitCode.Ok;
    }
}
