using System.Collections.Immutable;

namespace Ldirectord.Daemon;

/// <summary>The daemon that runs for an instance in the background: ours, or Perl ldirectord.</summary>
/// <param name="Execute">The configurations that it has started; default if they are not known, as of Perl ldirectord.</param>
internal sealed record RunningDaemon(InstanceFiles Instance, int Pid, LockHolderState Phase, ImmutableArray<string> Execute)
{
    public bool IsOriginal => Execute.IsDefault;

    /// <summary>
    /// Our daemon is the holder of the instance's lock. A pid file whose lock nobody holds is stale, whatever the process is that has its
    /// number now, unless that is Perl ldirectord, which takes no lock.
    /// </summary>
    /// <returns>
    /// The daemon, if one is <see cref="RunState.Running"/>. One in the foreground has no pid file and is not found, as of the original.
    /// </returns>
    /// <exception cref="IOException">The pid file is there and cannot be read.</exception>
    public static (RunState State, RunningDaemon? Daemon) Look(InstanceFiles instance)
    {
        var file = new PidFile(instance.PidFile);
        if (InstanceLock.Look(instance.LockFile) is { } holder && file.IsLdirectord(holder.Pid)
            && (holder.Phase == LockHolderState.Running || (holder.Phase != LockHolderState.Foreground && file.Names(holder.Pid))))
            return (RunState.Running, new RunningDaemon(instance, holder.Pid, holder.Phase, holder.Execute));
        // Without the lock's file it holds the lock still, and another start must not take the one of a new file.
        if (file.Named() is { } named && InstanceLock.LookRemoved(instance.LockFile, named) is { } hidden)
            return (RunState.Running, new RunningDaemon(instance, named, hidden.Phase, hidden.Execute));
        var state = file.Look(instance.ConfigName, out var pid);
        return (state, state == RunState.Running ? new RunningDaemon(instance, pid, LockHolderState.Unknown, default) : null);
    }

    public static RunningDaemon? Find(InstanceFiles instance) => Look(instance).Daemon;

    /// <returns>False when it was refused, after saying why; a daemon that has ended needs no signal.</returns>
    public bool Send(int signal, TextWriter error) => SignalSender.Send(Pid, signal, isDaemon: () => Find(Instance)?.Pid == Pid, error);
}
