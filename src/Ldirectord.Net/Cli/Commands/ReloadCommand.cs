using Ldirectord.Daemon;
using Ldirectord.Text;

namespace Ldirectord.Cli;

/// <summary>reload and force-reload: sends SIGHUP to the running daemon. Without one it writes to the log and exits with 1.</summary>
internal static class ReloadCommand
{
    public static int Run(CommandContext run)
    {
        if (OneShotEnvironment.Take(ExecuteCycle.Variable) is { Length: > 0 } parent && ExecuteCycle.LeadsTo(parent, run.Config))
        {
            return Fail(
                run,
                $"{Printable.Of(parent)} and {Printable.Of(run.Config.Path)} execute each other, so the reload is not passed on; "
                + "reload each of them separately");
        }

        if (RunningDaemon.Find(run.Instance) is { } daemon)
            return daemon.Send(SignalSender.HangUp, run.Error) ? ExitCode.Ok : ExitCode.Failed;
        ForegroundHint.Write(run.Instance, run.Config.Path, run.Error);
        return Fail(run, $"ldirectord is stopped for {Printable.Of(run.Config.Path)}");
    }

    private static int Fail(CommandContext run, string message)
    {
        run.Error.WriteLine(message);
        if (run.Config.LogFile.Length > 0)
            LogSink.Open(run.Config.LogFile, new LogLineFormat(run.Instance, Environment.ProcessId)).Write(message);
        return ExitCode.Failed;
    }
}
