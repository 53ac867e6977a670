using System.Collections.Immutable;
using Ldirectord.Networking;

namespace Ldirectord.Health;

/// <summary>What decides who is the active director: this machine's addresses, and the files that exist.</summary>
/// <param name="Addresses">Null if the kernel does not tell.</param>
internal sealed record ActivityFacts(LocalAddresses? Addresses, ImmutableHashSet<string> Files)
{
    public static readonly ActivityFacts None = new(null, []);
}
