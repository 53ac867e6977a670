using System.Collections.Immutable;
using Ldirectord.Config;
using Ldirectord.Health;
using Ldirectord.Ipvs;

namespace Ldirectord.Director;

/// <summary>One virtual service, and its servers.</summary>
/// <param name="Service">As the table has it, or as configured if it is not there.</param>
internal sealed record ServiceSnapshot(Service Service, string Name, bool InTable, ImmutableArray<ServerSnapshot> Servers)
{
    /// <summary>The kernel's counters; all 0 if the table does not have the service.</summary>
    public TrafficStatistics Traffic { get; init; }

    /// <summary>Enough real servers are up.</summary>
    public bool IsWhole { get; init; } = true;

    /// <summary>Kind of check: a value of service or checktype.</summary>
    public string CheckKind { get; init; } = "";

    /// <summary>"1 of 4 up, 2 wanted" while the service is lost; otherwise null.</summary>
    public string? Lost { get; init; }

    /// <summary>"2 of 4: 50 % stay" while failed servers are kept; otherwise null.</summary>
    public string? Kept { get; init; }

    /// <summary>What this director is for the service.</summary>
    public ServiceRole Role { get; init; }

    /// <summary>The section of the file; null if it is not known.</summary>
    public VirtualService? Configured { get; init; }

    /// <summary>New connections per second, in steps, oldest first.</summary>
    public ImmutableArray<double> Curve { get; init; } = [];
}
