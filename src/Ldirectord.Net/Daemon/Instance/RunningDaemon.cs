using System.Collections.Immutable;

namespace Ldirectord.Daemon;

/// <summary>The daemon that runs for an instance in the background: this program, or Perl ldirectord.</summary>
/// <param name="Execute">The configurations that it has started; default if unknown, as for Perl ldirectord.</param>
internal sealed record RunningDaemon(InstanceFiles Instance, int Pid, LockHolderState State, ImmutableArray<string> Execute)
{
    /// <summary>Perl ldirectord.</summary>
    public bool IsOriginal => Execute.IsDefault;

    /// <summary>
    /// A daemon of this program holds the instance's lock. A pid file without a held lock is stale, whatever process has the number now,
    /// unless that process is Perl ldirectord, which takes no lock.
    /// </summary>
    /// <returns>
    /// The daemon if one is <see cref="RunState.Running"/>. A daemon in the foreground has no pid file and is not found, as with the
    /// original.
    /// </returns>
    /// <exception cref="IOException">The pid file exists and cannot be read.</exception>
    public static (RunState State, RunningDaemon? Daemon) Look(InstanceFiles instance)
    {
        var file = new PidFile(instance.PidFile);
        if (InstanceLock.Look(instance.LockFile) is { } holder && file.IsLdirectord(holder.Pid)
            && (holder.State == LockHolderState.Running || (holder.State != LockHolderState.Foreground && file.Names(holder.Pid))))
            return (RunState.Running, new RunningDaemon(instance, holder.Pid, holder.State, holder.Execute));
        // A removed lock file is still locked: another start must not create and lock a new one.
        if (file.ReadPid() is { } named && InstanceLock.LookRemoved(instance.LockFile, named) is { } hidden)
            return (RunState.Running, new RunningDaemon(instance, named, hidden.State, hidden.Execute));
        var state = file.Look(instance.ConfigName, out var pid);
        return (state, state == RunState.Running ? new RunningDaemon(instance, pid, LockHolderState.Unknown, default) : null);
    }

    public static RunningDaemon? Find(InstanceFiles instance) => Look(instance).Daemon;

    /// <summary>A daemon that has the lock and no pid file yet.</summary>
    public static RunningDaemon? FindStarting(InstanceFiles instance) =>
        InstanceLock.Look(instance.LockFile) is { State: LockHolderState.Starting } holder
        && new PidFile(instance.PidFile).IsLdirectord(holder.Pid)
            ? new RunningDaemon(instance, holder.Pid, holder.State, holder.Execute)
            : null;

    /// <returns>False if the signal was refused; <paramref name="error"/> says why. A daemon that has ended is a success.</returns>
    public bool Send(int signal, TextWriter error) =>
        SignalSender.Send(Pid, signal, IsThere, error);

    /// <summary>Whether it still is the instance's daemon; until its lock is free, also without its pid file.</summary>
    public bool IsThere() => InstanceLock.Look(Instance.LockFile)?.Pid == Pid || Find(Instance)?.Pid == Pid;
}
