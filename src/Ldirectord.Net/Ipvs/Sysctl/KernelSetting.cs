namespace Ldirectord.Ipvs;

/// <summary>One setting of the kernel's IPVS.</summary>
/// <param name="Name">"expire_nodest_conn".</param>
/// <param name="Value">Null if unknown.</param>
/// <param name="Problem">Why it cannot be read; null if it was read, or not tried.</param>
internal sealed record KernelSetting(string Name, int? Value, string? Problem = null)
{
    /// <summary>The name for sysctl(8).</summary>
    public string FullName => $"net.ipv4.vs.{Name}";

    public bool IsOff => Value == 0;

    public bool IsOn => Value is not (null or 0);
}
