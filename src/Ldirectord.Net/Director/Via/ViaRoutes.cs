using System.Collections.Frozen;
using Ldirectord.Checks;

namespace Ldirectord.Director;

/// <summary>The ways of all checks through virtual addresses. Immutable: a change of the marks makes new ones.</summary>
/// <param name="SelfTest">The mark of the service without destinations.</param>
/// <param name="IsDryRun">Nothing is written to the kernel, so that real servers themselves are checked.</param>
internal sealed record ViaRoutes(FrozenDictionary<Check, ViaRoute> Routes, uint SelfTest = 0, bool IsDryRun = false)
{
    public static ViaRoutes None { get; } = new(FrozenDictionary<Check, ViaRoute>.Empty);
}
