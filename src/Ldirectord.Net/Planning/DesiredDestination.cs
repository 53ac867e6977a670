using System.Net;
using Ldirectord.Ipvs;

namespace Ldirectord.Planning;

/// <summary>A destination of the configuration, with the settings that it should have in the table.</summary>
/// <param name="Name">Address and port as the configuration has them; log lines show these.</param>
internal sealed record DesiredDestination(Destination Destination, DestinationRole Role, IPEndPoint Name)
{
    /// <summary>Its weight may change while it serves, by an agent, a check or a slow start.</summary>
    public bool IsMeasured { get; init; }

    /// <summary>
    /// The weight by which the scheduler gives it its place among the others (<see cref="MaglevOrder"/>), from 1; null if it has no place.
    /// </summary>
    public int? MapWeight { get; init; }

    /// <summary>How it leaves the table; null if the service says.</summary>
    public DrainTerms? Drain { get; init; }
}
