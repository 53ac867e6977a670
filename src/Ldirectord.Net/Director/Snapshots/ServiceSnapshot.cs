using System.Collections.Immutable;
using Ldirectord.Ipvs;

namespace Ldirectord.Director;

/// <summary>One virtual service, and its servers.</summary>
/// <param name="Service">As the table has it, or as configured if it is not there.</param>
internal sealed record ServiceSnapshot(Service Service, string Name, bool InTable, ImmutableArray<ServerSnapshot> Servers);
