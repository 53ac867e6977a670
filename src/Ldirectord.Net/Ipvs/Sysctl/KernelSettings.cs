namespace Ldirectord.Ipvs;

/// <summary>One setting of the kernel's IPVS.</summary>
/// <param name="Name">"expire_nodest_conn".</param>
/// <param name="Value">Null: not known.</param>
/// <param name="Problem">Why it could not be read; null: it was, or nobody tried.</param>
internal sealed record KernelSetting(string Name, int? Value, string? Problem = null)
{
    /// <summary>As sysctl(8) names it.</summary>
    public string FullName => $"net.ipv4.vs.{Name}";

    public bool IsOff => Value == 0;

    public bool IsOn => Value is not (null or 0);
}

/// <summary>The kernel's settings that decide what becomes of the clients of a destination that goes, as they were at one moment.</summary>
internal sealed record KernelSettings
{
    /// <summary>Of a dry run, and of whoever does not look.</summary>
    public static KernelSettings Unknown { get; } = new();

    /// <summary>A connection whose destination was deleted ends with its next packet; else its packets are dropped.</summary>
    public KernelSetting ExpireNodestConn { get; init; } = new("expire_nodest_conn", null);

    /// <summary>A persistent client of a destination of weight 0 is sent to another one; else it stays.</summary>
    public KernelSetting ExpireQuiescentTemplate { get; init; } = new("expire_quiescent_template", null);

    /// <summary>Whether a new connection from a port that was used before is scheduled anew.</summary>
    public KernelSetting ConnReuseMode { get; init; } = new("conn_reuse_mode", null);

    /// <summary>The kernel's version.</summary>
    public Version Kernel { get; init; } = new(0, 0);
}
