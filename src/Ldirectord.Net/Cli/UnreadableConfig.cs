using Ldirectord.Config;
using Ldirectord.Daemon;

namespace Ldirectord.Cli;

/// <summary>
/// Commands whose configuration file has errors or is missing. Those for a running daemon work all the same, because the daemon
/// still runs with the configuration that it has read; only commands that would activate the file are refused.
/// </summary>
internal static class UnreadableConfig
{
    /// <summary>Runs after the file's errors have been written.</summary>
    /// <param name="path">Null if there is no such file.</param>
    /// <param name="code">The exit code if no daemon runs.</param>
    public static async Task<int> RunAsync(CommandLine line, string? path, int code, TextWriter error)
    {
        var ask = Command.Of(line.Verb)?.AskAsync;
        if (ask is null && line.Verb is not (Verb.Stop or Verb.Restart or Verb.TryRestart or Verb.Reload or Verb.Status))
            return code;
        var instance = CommandContext.InstanceOf(line);
        var holder = InstanceLock.Look(instance.LockFile);
        // Instances are named by the last part of a path: a daemon of this name may run for another file, which is not missing.
        if (path is null && holder?.RunsFor(line.Config) != true)
            return code;
        var daemon = RunningDaemon.Find(instance);
        var run = new CommandContext(line, instance, ConfigWithoutFile(path ?? holder!.ConfigPath, daemon), Console.Out, error);
        if (daemon is null)
        {
            // This also works for a daemon in the foreground.
            if (ask is not null && holder is not null)
                return await ask(run).ConfigureAwait(false);
            ForegroundHint.Write(run.Instance, run.Config.Path, run.Error);
            return code;
        }
        if (ask is not null)
            return await ask(run).ConfigureAwait(false);
        switch (line.Verb)
        {
            case Verb.Status:
                return StatusCommand.Run(run) is var status && status == ExitCode.Ok && line.Strict ? code : status;
            case Verb.Stop:
                return StopCommand.Run(run);
            // This program reads the file again and logs the errors. Perl ldirectord forgets its real servers by a bad file, so it
            // gets no signal.
            case Verb.Reload when !daemon.IsOriginal && ReloadCommand.Run(run) is not ExitCode.Ok and var failed:
                return failed;
            default:
                WriteRefusal(daemon, error);
                return ExitCode.BadConfig;
        }
    }

    /// <summary>The daemon is left as it is.</summary>
    public static void WriteRefusal(RunningDaemon daemon, TextWriter error) =>
        error.WriteLine($"configuration rejected; ldirectord, process {daemon.Pid}, still runs with the previous one");

    /// <summary>The part of the active configuration that is known without the file.</summary>
    private static DirectorConfig ConfigWithoutFile(string path, RunningDaemon? daemon) => new()
    {
        Path = path,
        VirtualServices = [],
        Mail = MailSettings.None,
        LogFile = "",
        Execute = daemon is { IsOriginal: false } ? daemon.Execute : [],
    };
}
