using Ldirectord.Planning;

namespace Ldirectord.Director;

/// <summary>What a write has left to do.</summary>
internal enum Outstanding
{
    Nothing,

    /// <summary>Destinations that are being drained: write again in <see cref="Draining.MinimumDrain"/>.</summary>
    Departures,

    /// <summary>What the kernel refused: write again later.</summary>
    Failures,
}
