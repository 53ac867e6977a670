using Ldirectord.Ipvs;

namespace Ldirectord.Planning;

/// <summary>One thing to do about a sync daemon of the kernel.</summary>
/// <param name="Wanted">What shall run; null if nothing.</param>
/// <param name="Found">What runs; null if nothing.</param>
internal sealed record SyncStep(SyncStepKind Kind, SyncDaemon? Wanted, SyncDaemon? Found)
{
    public SyncRole Role => (Wanted ?? Found!).Role;

    /// <summary>As commands of ipvsadm.</summary>
    public IEnumerable<string> Commands
    {
        get
        {
            if (Found is not null)
                yield return $"ipvsadm --stop-daemon {Found.RoleName}";
            if (Wanted is not null)
                yield return $"ipvsadm --start-daemon {Wanted.Options}";
        }
    }
}

internal enum SyncStepKind
{
    Start,

    /// <summary>Stop and start: the kernel cannot change it.</summary>
    Restart,

    Stop,
}
