using System.Collections.Immutable;
using Ldirectord.Ipvs;

namespace Ldirectord.Director;

/// <summary>One virtual service, and its servers.</summary>
/// <param name="Service">As the table has it, or as configured if it is not there.</param>
internal sealed record ServiceSnapshot(Service Service, string Name, bool InTable, ImmutableArray<ServerSnapshot> Servers)
{
    /// <summary>"1 of 4 up, 2 wanted" while the service is lost; otherwise null.</summary>
    public string? Lost { get; init; }
}
