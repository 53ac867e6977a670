using System.Collections.Immutable;
using Ldirectord.Ipvs;

namespace Ldirectord.Director;

/// <summary>The answer to one read of the table.</summary>
/// <param name="Of">The services that were asked for.</param>
/// <param name="Found">Those of them that the table has, and perhaps others.</param>
internal sealed record TableReading(ImmutableArray<ServiceId> Of, IReadOnlyList<ServiceEntry> Found);
