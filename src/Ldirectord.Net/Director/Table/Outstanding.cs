using Ldirectord.Planning;

namespace Ldirectord.Director;

/// <summary>What is left to do after a write.</summary>
internal enum Outstanding
{
    Nothing,

    /// <summary>Destinations are being drained: write again in <see cref="Draining.MinimumDrain"/>.</summary>
    Drains,

    /// <summary>The kernel refused changes: write again later.</summary>
    Failures,
}
