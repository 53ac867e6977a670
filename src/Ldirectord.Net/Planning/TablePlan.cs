using System.Collections.Immutable;
using System.Net;

namespace Ldirectord.Planning;

/// <summary>What brings one virtual service to what it should be.</summary>
/// <param name="Draining">Destinations that go once they are empty: plan again in <see cref="Planning.Draining.MinimumDrain"/>.</param>
internal sealed record TablePlan(ImmutableArray<TableChange> Changes, ImmutableArray<IPEndPoint> Draining);
