namespace Ldirectord.Director;

/// <summary>What an event is about. In JSON in snake case: "reload_refused".</summary>
internal enum EventKind
{
    /// <summary>A real server became up.</summary>
    Up,

    /// <summary>A real server became down.</summary>
    Down,

    /// <summary>Nobody knows any more how a real server is.</summary>
    Unknown,

    /// <summary>Somebody knows again.</summary>
    Known,

    /// <summary>A real server went into maintenance.</summary>
    Maintenance,

    /// <summary>The maintenance of a real server ended.</summary>
    Enabled,

    /// <summary>A real server begins to drain.</summary>
    Drain,

    /// <summary>A drain ended: the server is out.</summary>
    Drained,

    /// <summary>A real server's weight changed: by its agent, its slow start, or its check.</summary>
    Weight,

    /// <summary>The kernel's table was changed by this daemon.</summary>
    Table,

    /// <summary>The kernel refused a change of its table.</summary>
    TableRefused,

    /// <summary>Too few real servers of a virtual service are up (minservers).</summary>
    Lost,

    /// <summary>Enough of them are up again.</summary>
    Whole,

    /// <summary>A failed server stays in the table (keepservers).</summary>
    Kept,

    /// <summary>No failed server of a virtual service stays any more.</summary>
    NotKept,

    /// <summary>A configuration became active.</summary>
    Reload,

    /// <summary>The file on disk was refused; the configuration before stays.</summary>
    ReloadRefused,

    /// <summary>Somebody else changed the kernel's table.</summary>
    Drift,

    /// <summary>The kernel's table is again as this daemon wants it.</summary>
    DriftEnded,

    /// <summary>A maintenance is long, and nobody said until when.</summary>
    Forgotten,

    /// <summary>A maintenance ended because its time was over.</summary>
    Expired,

    /// <summary>The agent of a real server says something else.</summary>
    Agent,

    /// <summary>A certificate expires soon.</summary>
    Certificate,

    /// <summary>A sync daemon of the kernel was started, restarted or stopped.</summary>
    Sync,

    /// <summary>A sync daemon of the kernel cannot be started or stopped.</summary>
    SyncFailed,

    /// <summary>An address was added to its interface (announce).</summary>
    Announced,

    /// <summary>An address was removed from its interface.</summary>
    Withdrawn,

    /// <summary>An address cannot be added or removed.</summary>
    AnnounceFailed,

    /// <summary>A name of real lines with resolve has other addresses, or can be looked up again.</summary>
    Resolved,

    /// <summary>A name of real lines with resolve cannot be looked up.</summary>
    ResolveFailed,

    /// <summary>This director became the active one for a virtual service.</summary>
    Active,

    /// <summary>Another director is the active one.</summary>
    Standby,

    /// <summary>The daemon started.</summary>
    Started,
}
