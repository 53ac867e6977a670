using Ldirectord.Text;

namespace Ldirectord.Daemon;

/// <summary>
/// A daemon in the foreground writes no pid file, as the original, so commands report it as stopped. Its lock shows that it runs.
/// </summary>
internal static class ForegroundHint
{
    /// <summary>Writes a hint if the instance runs in the foreground.</summary>
    public static void Write(InstanceFiles instance, string configPath, TextWriter error)
    {
        if (InstanceLock.Look(instance.LockFile) is { State: LockHolderState.Foreground } holder)
            error.WriteLine(
                $"ldirectord, process {holder.Pid}, runs for {Printable.Of(configPath)} in the foreground (-d, or supervised) "
                + $"and does not accept commands; stop it with \"kill {holder.Pid}\" or through its supervisor");
    }
}
