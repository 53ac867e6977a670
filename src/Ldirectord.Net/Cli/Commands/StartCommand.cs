using Ldirectord.Config;
using Ldirectord.Daemon;
using Ldirectord.Text;

namespace Ldirectord.Cli;

/// <summary>start, restart and try-restart.</summary>
internal static class StartCommand
{
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Starts the daemon in a new process in the background, unless any of the following is true:
    /// – this is that process;
    /// – -d was given, or a service manager waits for this process (NOTIFY_SOCKET);
    /// – the new process answers that the file says supervised = yes.
    /// The process that becomes the daemon reads the file and writes the warnings, so an ordinary start reads the file once.
    /// </summary>
    public static async Task<int> RunAsync(CommandLine line, string path, StartupPipe pipe, TextWriter error)
    {
        var manager = SdEnvironment.Take();
        var notifier = new SdNotifier(manager.Socket, manager.Watchdog);
        if (!pipe.IsBackground && !line.Debug && !notifier.IsAwaited
            && LaunchInBackground(line, error) is var code and not StartupPipe.Supervised)
            return code;

        var read = ConfigReader.ReadFile(path);
        if (read.Config is not { } config)
        {
            ConfigMessages.Write(read, error);
            return ExitCode.BadConfig;
        }

        if (config.Supervised && pipe.IsBackground)
            return StartupPipe.Supervised;
        var mode = line.Debug ? RunMode.Debug
            : config.Supervised ? RunMode.Supervised
            : pipe.IsBackground ? RunMode.Background
            : RunMode.Notify;
        var cluster = ClusterEnvironment.Read();
        if (config.Supervised && cluster.IsDirector && mode == RunMode.Supervised)
        {
            error.WriteLine("supervised = yes does not fit a cluster's agent, which waits for the end of start: expected supervised = no");
            return ExitCode.BadConfig;
        }

        notifier.Send(SdMessages.Starting);
        var instance = CommandContext.InstanceOf(line);
        // A daemon that is stopping does not count: the new one waits for its end.
        if (RunningDaemon.Find(instance) is { State: not LockHolderState.Stopping } daemon)
        {
            if (mode is RunMode.Debug or RunMode.Supervised)
                error.WriteLine($"ldirectord for {Printable.Of(path)} is already running with pid: {daemon.Pid}; nothing was started");
            return ExitCode.Ok;
        }

        ConfigMessages.Write(read, error);
        var options = new DaemonOptions(instance, config, mode, line.Debug, error)
        {
            StartWait = mode == RunMode.Background ? StartWait.Of(config.StartWait, cluster, ExecuteCycle.IsExecuted()) : TimeSpan.Zero,
        };
        return await new DaemonStartup(options, notifier, pipe, TimeProvider.System).RunAsync().ConfigureAwait(false);
    }

    private static int LaunchInBackground(CommandLine line, TextWriter error) =>
        BackgroundLauncher.Start(SelfCommand.Arguments(line.Config, "start", line.DryRun), error);

    /// <summary>Stops the running daemon, unless the configuration could not be started afterwards, and starts another.</summary>
    public static async Task<int> RestartAsync(CommandContext run, StartupPipe pipe)
    {
        if (RunningDaemon.Find(run.Instance) is { } daemon)
        {
            if (LogSink.Refusal(run.Config) is { } refusal)
            {
                run.Error.WriteLine(refusal.Format(Environment.ProcessId));
                UnreadableConfig.WriteRefusal(daemon, run.Error);
                return ExitCode.BadConfig;
            }

            if (!StopCommand.Stop(daemon, StopTimeout, run.Error))
            {
                run.Error.WriteLine($"no other was started. If it hangs: kill -9 {daemon.Pid}, then start");
                return ExitCode.Failed;
            }
        }

        return await RunAsync(run.Line, run.Config.Path, pipe, run.Error).ConfigureAwait(false);
    }

    public static async Task<int> TryRestartAsync(CommandContext run, StartupPipe pipe) =>
        RunningDaemon.Find(run.Instance) is not null ? await RestartAsync(run, pipe).ConfigureAwait(false) : ExitCode.Ok;
}
