using System.Collections.Immutable;

namespace Ldirectord.Director;

/// <summary>What a new configuration changed in the registry.</summary>
/// <param name="New">Servers of the services that became active.</param>
/// <param name="Ended">Probes that no server needs any more.</param>
/// <param name="Begun">Probes that no server needed before.</param>
internal sealed record RegistryChange(
    ImmutableArray<TrackedServer> New, ImmutableArray<ProbeKey> Ended, ImmutableArray<ProbeKey> Begun);
