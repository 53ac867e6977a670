using System.Net;
using Ldirectord.Ipvs;

namespace Ldirectord.Planning;

/// <summary>A destination that should be in the table.</summary>
/// <param name="Name">Address and port as written in the configuration: what log lines name it by.</param>
internal sealed record DesiredDestination(Destination Destination, DestinationRole Role, IPEndPoint Name);
