namespace Ldirectord.Health;

/// <summary>What the operator wants of one real server. Kept beside its health, which goes on to be known.</summary>
internal enum AdminState
{
    /// <summary>It serves whenever its checks pass.</summary>
    Ready,

    /// <summary>
    /// A file in maintenancedir drains it: it gets no new clients, and leaves the table when those that are connected have left.
    /// </summary>
    Drain,

    /// <summary>A file in maintenancedir takes it out, whatever its checks find; its clients have until drainlimit to leave.</summary>
    Maintenance,
}
