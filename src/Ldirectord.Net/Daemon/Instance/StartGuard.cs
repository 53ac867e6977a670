using System.Collections.Immutable;

namespace Ldirectord.Daemon;

/// <summary>
/// The two locks a daemon holds: one for its instance name, as pid file and socket are named, and one for its configuration file, which may have been named
/// in another way.
/// </summary>
internal sealed class StartGuard : IDisposable
{
    /// <summary>How long another one may take to start or to stop, and how often it is looked at.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30), Glance = TimeSpan.FromMilliseconds(20);

    private readonly Lock _lock = new();
    private readonly InstanceLock _instance;
    private readonly InstanceLock _config;
    private LockHolder _told;

    private StartGuard(InstanceLock instance, InstanceLock config, LockHolder told) => (_instance, _config, _told) = (instance, config, told);

    /// <summary>Waits for one that is starting or stopping.</summary>
    /// <param name="configPath">Full path of the configuration file.</param>
    /// <param name="error">Takes the sentence when there is no passage.</param>
    /// <returns>The gate; or null with exit code 0 when another one of the same name now runs in the background, 1 when it is in the way.</returns>
    public static async Task<(StartGuard? Gate, int Code)> PassAsync(InstanceFiles instance, string configPath, TimeProvider time, TextWriter error)
    {
        var begun = time.GetTimestamp();
        InstanceLock? own;
        while ((own = InstanceLock.TryTake(instance.LockFile)) is null)
        {
            // null: it is being taken or given back at this moment.
            var (pid, phase) = InstanceLock.Look(instance.LockFile) is { } holder ? (holder.Pid, holder.Phase) : (0, LockHolderState.Unknown);
            if (phase == LockHolderState.Running)
                return (null, ExitCode.Ok);
            if (phase == LockHolderState.Foreground || time.GetElapsedTime(begun) > Limit)
            {
                error.WriteLine(phase == LockHolderState.Foreground
                    ? $"ldirectord, process {pid}, already runs for {instance.ConfigName} in the foreground (-d, or supervised); nothing was started"
                    : $"ldirectord, process {pid}, holds {instance.LockFile} and has been starting or stopping for {Limit.TotalSeconds:0} s; nothing was started");
                return (null, ExitCode.Failed);
            }
            await Task.Delay(Glance, time).ConfigureAwait(false);
        }
        var self = new LockHolder(Environment.ProcessId, LockHolderState.Starting, configPath, []);
        own.SetHolder(self);
        var path = instance.LockOf(configPath);
        if (InstanceLock.TryTake(path) is { } config)
        {
            config.SetHolder(self with { Phase = LockHolderState.Running });
            return (new StartGuard(own, config, self), ExitCode.Ok);
        }
        error.WriteLine(
            $"ldirectord, process {InstanceLock.Look(path)?.Pid}, already runs for {configPath} under another instance name; "
            + "nothing was started");
        own.Dispose();
        return (null, ExitCode.Failed);
    }

    public void Say(LockHolderState phase) => Say(told => told with { Phase = phase });

    /// <summary>The configurations that this daemon has started: status asks for them, whatever the file says by then.</summary>
    public void Say(ImmutableArray<string> execute) => Say(told => told with { Execute = execute });

    private void Say(Func<LockHolder, LockHolder> news)
    {
        // A signal's thread and the director's.
        lock (_lock)
        {
            try
            {
                _instance.SetHolder(_told = news(_told));
            }
            catch (IOException)
            {
                // The disk is full. The daemon lives by the lock itself; commands see what it said before.
            }
        }
    }

    public void Dispose()
    {
        _config.Dispose();
        _instance.Dispose();
    }
}
