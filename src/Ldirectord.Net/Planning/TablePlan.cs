using System.Collections.Immutable;

namespace Ldirectord.Planning;

/// <summary>The changes that bring one virtual service to what it should be.</summary>
/// <param name="Draining">
/// Destinations that are deleted later: plan again after <see cref="Planning.Draining.MinimumDrain"/>.
/// </param>
internal sealed record TablePlan(ImmutableArray<TableChange> Changes, ImmutableArray<DrainingDestination> Draining);
