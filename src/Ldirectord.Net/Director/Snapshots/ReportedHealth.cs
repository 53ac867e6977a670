namespace Ldirectord.Director;

/// <summary>The health of a server as operators see it: what its checks found, or why it has none.</summary>
internal enum ReportedHealth
{
    /// <summary>No check has ended yet.</summary>
    Unknown,

    Up,

    Down,

    /// <summary>A file in maintenancedir takes the server out.</summary>
    Maintenance,

    /// <summary>The fallback server, which is not checked.</summary>
    Fallback,

    /// <summary>checktype=off: the server is not checked.</summary>
    Off,
}
