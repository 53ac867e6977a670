using Ldirectord.Config;

namespace Ldirectord.Cli;

/// <summary>
/// A command whose configuration file is bad or gone. One that speaks to a running daemon reaches it all the same, because the daemon goes
/// on with what it has read; only a command that would put the file into force is refused.
/// </summary>
internal static class UnreadableConfig
{
    /// <summary>The file's errors have been said.</summary>
    /// <param name="path">Null: there is no such file.</param>
    /// <param name="code">What the command exits with where no daemon runs.</param>
    public static int Run(CommandLine line, string? path, int code, TextWriter error)
    {
        if (line.Verb is not (Verb.Stop or Verb.Restart or Verb.TryRestart or Verb.Reload or Verb.Status or Verb.Show))
            return code;
        var instance = Instance.Of(line);
        var daemon = RunningDaemon.Find(instance);
        // Another file of the same name is another configuration: where one is missing, its daemon is not the other's.
        if (path is null && daemon?.RunsFor(line.Config) == false)
            return code;
        var run = new Invocation(line, instance, InForce(path, daemon), Console.Out, error);
        if (daemon is null)
        {
            // show reaches one in the foreground, too.
            if (path is not null && line.Verb == Verb.Show && InstanceLock.Look(instance.LockFile) is not null)
                return ShowCommand.Run(run);
            Foreground.Tell(run);
            return code;
        }
        switch (line.Verb)
        {
            case Verb.Status:
                return StatusCommand.Run(run);
            case Verb.Stop:
                return StopCommand.Run(run);
            case Verb.Show:
                return ShowCommand.Run(run);
            case Verb.Reload when ReloadCommand.Run(run) is not ExitCode.Ok and var failed:
                return failed;
            default:
                TellOfRefusal(daemon, error);
                return ExitCode.BadConfig;
        }
    }

    /// <summary>The daemon is left as it is.</summary>
    public static void TellOfRefusal(RunningDaemon daemon, TextWriter error) =>
        error.WriteLine($"ldirectord, process {daemon.Pid}, goes on with the configuration that it has: this one is refused");

    /// <summary>What is known without the file.</summary>
    private static DirectorConfig InForce(string? path, RunningDaemon? daemon) => new()
    {
        Path = path ?? daemon?.ConfigPath ?? "",
        VirtualServices = [],
        Mail = MailSettings.None,
        LogFile = "",
        Execute = daemon is { Execute.IsDefault: false } ? daemon.Execute : [],
    };
}
