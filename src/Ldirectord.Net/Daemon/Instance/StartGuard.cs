using System.Collections.Immutable;

namespace Ldirectord.Daemon;

/// <summary>
/// The two locks of a daemon: one for its instance name, after which pid file and socket are named, and one for its configuration
/// file, which may be started under several names.
/// </summary>
internal sealed class StartGuard : IDisposable
{
    /// <summary>Maximum wait for another daemon of the same name that is starting or stopping.</summary>
    private static readonly TimeSpan WaitTimeout = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(20);

    private readonly Lock _lock = new();
    private readonly InstanceLock _instance;
    private readonly InstanceLock _config;
    private LockHolder _holder;

    private StartGuard(InstanceLock instance, InstanceLock config, LockHolder holder) =>
        (_instance, _config, _holder) = (instance, config, holder);

    /// <summary>Takes both locks, after waiting for a daemon of the same name that is starting or stopping.</summary>
    /// <param name="configPath">Full path of the configuration file.</param>
    /// <param name="error">Gets the reason if another daemon prevents the start.</param>
    /// <returns>
    /// The guard, or null with exit code 0 if a daemon of the same name runs in the background, 1 if another daemon prevents the start.
    /// </returns>
    public static async Task<(StartGuard? Guard, int Code)> TakeAsync(
        InstanceFiles instance, string configPath, TimeProvider time, TextWriter error)
    {
        var begun = time.GetTimestamp();
        InstanceLock? own;
        while ((own = InstanceLock.TryTake(instance.LockFile)) is null)
        {
            // Look returns null while the lock is just being taken or released.
            var (pid, state) = InstanceLock.Look(instance.LockFile) is { } other ? (other.Pid, other.State) : (0, LockHolderState.Unknown);
            if (state == LockHolderState.Running)
                return (null, ExitCode.Ok);
            if (state == LockHolderState.Foreground)
            {
                error.WriteLine(
                    $"ldirectord, process {pid}, already runs for {instance.ConfigName} in the foreground (-d, or supervised); "
                    + "nothing was started");
                return (null, ExitCode.Failed);
            }

            if (time.GetElapsedTime(begun) > WaitTimeout)
            {
                error.WriteLine(
                    $"ldirectord, process {pid}, holds {instance.LockFile} and has been starting or stopping for "
                    + $"{WaitTimeout.TotalSeconds:0} s; nothing was started");
                return (null, ExitCode.Failed);
            }

            await Task.Delay(PollInterval, time).ConfigureAwait(false);
        }

        var holder = new LockHolder(Environment.ProcessId, LockHolderState.Starting, configPath, []);
        own.SetHolder(holder);
        var path = instance.LockOf(configPath);
        if (InstanceLock.TryTake(path) is { } config)
        {
            config.SetHolder(holder with { State = LockHolderState.Running });
            return (new StartGuard(own, config, holder), ExitCode.Ok);
        }

        error.WriteLine(
            $"ldirectord, process {InstanceLock.Look(path)?.Pid}, already runs for {configPath} under another instance name; "
            + "nothing was started");
        own.Dispose();
        return (null, ExitCode.Failed);
    }

    public void SetState(LockHolderState state) => Set(holder => holder with { State = state });

    /// <summary>
    /// Records the configurations that this daemon has started: the status command asks for them, whatever the file names by then.
    /// </summary>
    public void SetExecute(ImmutableArray<string> execute) => Set(holder => holder with { Execute = execute });

    public void Dispose()
    {
        _config.Dispose();
        _instance.Dispose();
    }

    private void Set(Func<LockHolder, LockHolder> change)
    {
        // Called by a signal's thread and by the director's.
        lock (_lock)
        {
            try
            {
                _instance.SetHolder(_holder = change(_holder));
            }
            catch (IOException)
            {
                // The disk is full. The daemon still holds the lock; commands see the previous state.
            }
        }
    }
}
