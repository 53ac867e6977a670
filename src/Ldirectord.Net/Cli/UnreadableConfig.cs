
using Ldirectord.Config;
using Ldirectord.Daemon;

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
        var instance = CommandContext.InstanceOf(line);
        var holder = InstanceLock.Look(instance.LockFile);
        // Instances are known by the last part of a path: a daemon with this name may be one of another file, which is not missing.
        if (path is null && holder?.RunsFor(line.Config) != true)
            return code;
        var daemon = RunningDaemon.Find(instance);
        var run = new CommandContext(line, instance, InForce(path ?? holder!.ConfigPath, daemon), Console.Out, error);
        if (daemon is null)
        {
            // show reaches one in the foreground, too.
            if (line.Verb == Verb.Show && holder is not null)
                return ShowCommand.Run(run);
            ForegroundHint.Write(run.Instance, run.Config.Path, run.Error);
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
            // Ours looks for itself, and its log says what it found. Perl ldirectord forgets its real servers by a bad file: it is not told.
            case Verb.Reload when !daemon.IsOriginal && ReloadCommand.Run(run) is not ExitCode.Ok and var failed:
                return failed;
            default:
                WriteRefusal(daemon, error);
                return ExitCode.BadConfig;
        }
    }

    /// <summary>The daemon is left as it is.</summary>
    public static void WriteRefusal(RunningDaemon daemon, TextWriter error) =>
        error.WriteLine($"ldirectord, process {daemon.Pid}, goes on with the configuration that it has: this one is refused");

    /// <summary>What is known without the file.</summary>
    private static DirectorConfig InForce(string path, RunningDaemon? daemon) => new()
    {
        Path = path,
        VirtualServices = [],
        Mail = MailSettings.None,
        LogFile = "",
        Execute = daemon is { IsOriginal: false } ? daemon.Execute : [],
    };
}
