using System.Net;
using Ldirectord.Ipvs;

namespace Ldirectord.Planning;

/// <summary>A destination of the configuration, with the settings that it should have in the table.</summary>
/// <param name="Name">Address and port as the configuration has them; log lines show these.</param>
internal sealed record DesiredDestination(Destination Destination, DestinationRole Role, IPEndPoint Name)
{
    /// <summary>Its weight may change while it serves, by an agent, a check or a slow start.</summary>
    public bool IsMeasured { get; init; }
}
