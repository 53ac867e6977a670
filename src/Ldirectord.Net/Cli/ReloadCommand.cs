using Ldirectord.Text;

namespace Ldirectord.Cli;

/// <summary>reload and force-reload: SIGHUP to the daemon; if there is none, a line in the log and exit 1.</summary>
internal static class ReloadCommand
{
    public static int Run(Invocation run)
    {
        if (Inherited.Take(Circle.Variable) is { Length: > 0 } parent && Circle.Leads(run.Config, parent))
            return Complain(run, $"{Printable.Of(parent)} and {Printable.Of(run.Config.Path)} execute each other: the reload is not passed on; reload each by itself");
        if (RunningDaemon.Find(run.Instance) is { } daemon)
            return daemon.Send(Signal.HangUp, run.Error) ? ExitCode.Ok : ExitCode.Failed;
        Foreground.Tell(run);
        return Complain(run, $"ldirectord is stopped for {Printable.Of(run.Config.Path)}");
    }

    private static int Complain(Invocation run, string message)
    {
        run.Error.WriteLine(message);
        if (run.Config.LogFile.Length > 0)
            LogSink.Open(run.Config.LogFile, new LogLine(run.Instance, Environment.ProcessId)).Write(message);
        return ExitCode.Failed;
    }
}
