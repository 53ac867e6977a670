namespace Ldirectord.Config;

/// <summary>Phases of the daemon's life in which mail is sent (emailalertstatus).</summary>
[Flags]
internal enum DaemonPhases
{
    None = 0,
    Starting = 1,
    Running = 2,
    Stopping = 4,
    Reloading = 8,
    All = Starting | Running | Stopping | Reloading,
}
