
using Ldirectord.Cli;
using Ldirectord.Text;

namespace Ldirectord.Daemon;

/// <summary>An instance in the foreground writes no pid file (section 1 of the contract), so commands do not find it; its lock tells at least that it is there.</summary>
internal static class ForegroundHint
{
    /// <summary>Says so to whoever was told, rightly by the contract, that nothing runs.</summary>
    public static void Tell(CommandContext run)
    {
        if (InstanceLock.Look(run.Instance.LockFile) is { Phase: LockHolderState.Foreground } holder)
            run.Error.WriteLine(
                $"ldirectord, process {holder.Pid}, runs for {Printable.Of(run.Config.Path)} in the foreground (-d, or supervised), "
                + $"where no command reaches it: kill {holder.Pid}, or tell its supervisor");
    }
}
