
using Ldirectord.Config;
using Ldirectord.Daemon;
using Ldirectord.Text;

namespace Ldirectord.Cli;

/// <summary>start, restart and try-restart.</summary>
internal static class StartCommand
{
    /// <summary>How long a daemon may take to stop, and how often it is looked at.</summary>
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(60), PollInterval = TimeSpan.FromMilliseconds(20);

    /// <summary>
    /// A start that ends in the background whatever else the file says: there it is read, and what is wrong with it said, so it need not be read here too.
    /// </summary>
    public static bool NeedNotRead(CommandLine line, string path, StartupPipe ready) =>
        line.Verb == Verb.Start
        && IsForBackground(line, supervised: false, ready)
        && !ConfigReader.Mentions(path, "supervised"u8)
        && RunningDaemon.Find(CommandContext.InstanceOf(line)) is null;

    /// <summary>The daemon that a command starts, if it starts one, will be another process, in the background.</summary>
    /// <param name="supervised">What the file says.</param>
    public static bool IsForBackground(CommandLine line, bool supervised, StartupPipe ready) =>
        line.Verb is Verb.Start or Verb.Restart or Verb.TryRestart
        && !ready.IsBackground
        && ModeOf(line, supervised, ready, SdNotifier.IsAwaitedInEnvironment) == RunMode.Background;

    /// <summary>"start" also from restart: Pacemaker's agent looks for "ldirectord CONFIGURATION start".</summary>
    public static int InBackground(CommandLine line, TextWriter error) => BackgroundLauncher.Start(SelfCommand.Arguments(line.Config, "start", line.DryRun), error);

    public static async Task<int> RunAsync(CommandContext run, StartupPipe ready)
    {
        var notifier = SdNotifier.FromEnvironment();
        notifier.Send(SdMessages.Starting);
        var mode = ModeOf(run.Line, run.Config.Supervised, ready, notifier.IsAwaited);
        // One that is about to end does not count: the new one waits for it.
        if (!ready.IsBackground && RunningDaemon.Find(run.Instance) is { Phase: not LockHolderState.Stopping } daemon)
        {
            if (mode is RunMode.Debug or RunMode.Supervised)
                run.Error.WriteLine($"ldirectord for {Printable.Of(run.Config.Path)} is already running with pid: {daemon.Pid}; nothing was started");
            return ExitCode.Ok;
        }
        return mode == RunMode.Background && !ready.IsBackground
            ? InBackground(run.Line, run.Error)
            : await new DaemonStartup(
                new DaemonOptions(run.Instance, run.Config, mode, run.Line.Debug, run.Error), notifier, ready, TimeProvider.System).RunAsync().ConfigureAwait(false);
    }

    /// <summary>SIGTERM, wait for the pid file to go, start; but nothing is stopped for a configuration that cannot be started.</summary>
    public static async Task<int> RestartAsync(CommandContext run, StartupPipe ready)
    {
        if (RunningDaemon.Find(run.Instance) is { Pid: var pid } daemon)
        {
            if (LogSink.Refusal(run.Config) is { } refusal)
            {
                run.Error.WriteLine(refusal.Format(Environment.ProcessId));
                UnreadableConfig.TellOfRefusal(daemon, run.Error);
                return ExitCode.BadConfig;
            }
            if (!daemon.Send(SignalSender.Terminate, run.Error))
                return ExitCode.Failed;
            var time = TimeProvider.System;
            var begun = time.GetTimestamp();
            while (RunningDaemon.Find(run.Instance)?.Pid == pid)
            {
                if (time.GetElapsedTime(begun) > StopLimit)
                {
                    run.Error.WriteLine(
                        $"ldirectord, process {pid}, did not end within {StopLimit.TotalSeconds:0} s of SIGTERM; no other was started. "
                        + $"If it hangs: kill -9 {pid}, then start");
                    return ExitCode.Failed;
                }
                await Task.Delay(PollInterval, time).ConfigureAwait(false);
            }
        }
        return await RunAsync(run, ready).ConfigureAwait(false);
    }

    public static async Task<int> TryRestartAsync(CommandContext run, StartupPipe ready) =>
        RunningDaemon.Find(run.Instance) is not null ? await RestartAsync(run, ready).ConfigureAwait(false) : ExitCode.Ok;

    private static RunMode ModeOf(CommandLine line, bool supervised, StartupPipe ready, bool isAwaited) =>
        line.Debug ? RunMode.Debug
        : supervised ? RunMode.Supervised
        : !ready.IsBackground && isAwaited ? RunMode.Notify
        : RunMode.Background;
}
