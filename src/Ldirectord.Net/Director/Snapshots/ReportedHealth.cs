namespace Ldirectord.Director;

/// <summary>The health of a server as operators see it: what its checks found, or why it has none.</summary>
internal enum ReportedHealth
{
    /// <summary>No check has ended yet.</summary>
    Unknown,

    Up,

    Down,

    /// <summary>It fails its checks, and stays in the table nevertheless (keepservers).</summary>
    Kept,

    /// <summary>A file in maintenancedir takes the server out.</summary>
    Maintenance,

    /// <summary>A file in maintenancedir drains the server: it gets no new clients, or has left the table already.</summary>
    Drain,

    /// <summary>The fallback server, which is not checked.</summary>
    Fallback,

    /// <summary>checktype=off: the server is not checked.</summary>
    Off,
}
