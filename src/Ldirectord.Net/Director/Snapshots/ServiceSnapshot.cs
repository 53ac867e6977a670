using System.Collections.Immutable;
using Ldirectord.Ipvs;

namespace Ldirectord.Director;

/// <summary>One virtual service: as the table holds it (null: not in it), and its servers.</summary>
internal sealed record ServiceSnapshot(Service Service, string Name, bool InTable, ImmutableArray<ServerSnapshot> Servers);
