namespace Ldirectord.Ipvs;

/// <summary>The kernel's settings that decide what happens to the clients of a removed destination, as read at one moment.</summary>
internal sealed record KernelSettings
{
    /// <summary>The settings of a dry run, which has no kernel, and where they do not matter.</summary>
    public static KernelSettings Unknown { get; } = new();

    /// <summary>If on, a connection to a deleted destination ends with its next packet; if off, its packets are dropped.</summary>
    public KernelSetting ExpireNodestConn { get; init; } = new("expire_nodest_conn", null);

    /// <summary>If on, a persistent client of a destination of weight 0 moves to another one; if off, it stays.</summary>
    public KernelSetting ExpireQuiescentTemplate { get; init; } = new("expire_quiescent_template", null);

    /// <summary>If on, a new connection from a port that its client used before is scheduled anew.</summary>
    public KernelSetting ConnReuseMode { get; init; } = new("conn_reuse_mode", null);

    /// <summary>If on, a machine on which a backup runs directs no packet.</summary>
    public KernelSetting BackupOnly { get; init; } = new("backup_only", null);

    /// <summary>If on, a TCP connection that comes in its middle, begun by way of another director, is directed.</summary>
    public KernelSetting SloppyTcp { get; init; } = new("sloppy_tcp", null);

    /// <summary>The kernel's version.</summary>
    public Version Kernel { get; init; } = new(0, 0);
}
