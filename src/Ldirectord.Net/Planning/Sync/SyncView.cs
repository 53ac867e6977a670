using Ldirectord.Ipvs;

namespace Ldirectord.Planning;

/// <summary>A role of connection synchronisation, as the file and the kernel have it.</summary>
/// <param name="Wanted">Null if the file does not name the role.</param>
/// <param name="Found">Null if the kernel does not run it.</param>
/// <param name="Problem">Why it is not as the file says; null if it is, or nobody tried.</param>
internal sealed record SyncView(SyncDaemon? Wanted, SyncDaemon? Found, string? Problem)
{
    public SyncState State => (Wanted, Found) switch
    {
        (null, _) => SyncState.Foreign,
        (_, null) => SyncState.Missing,
        ({ } wanted, { } found) when SyncRules.Matches(wanted, found) && Problem is null => SyncState.Running,
        _ => SyncState.Differs,
    };
}

/// <summary>How a sync daemon of the kernel is, compared with the file.</summary>
internal enum SyncState
{
    /// <summary>As the file says.</summary>
    Running,

    /// <summary>It runs otherwise than the file says, or its interface is gone.</summary>
    Differs,

    /// <summary>The file names it, and it does not run.</summary>
    Missing,

    /// <summary>It runs, and the file does not name it.</summary>
    Foreign,
}
