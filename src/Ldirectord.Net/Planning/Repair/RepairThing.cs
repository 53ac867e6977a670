using System.Net;
using Ldirectord.Ipvs;

namespace Ldirectord.Planning;

/// <summary>What repair counts by itself: one virtual service, or one destination of a service.</summary>
/// <param name="EndPoint">Null for the virtual service itself.</param>
internal readonly record struct RepairThing(ServiceId Service, IPEndPoint? EndPoint)
{
    /// <summary>"tcp:10.0.0.1:80", or "10.0.1.1:80 of tcp:10.0.0.1:80".</summary>
    public override string ToString() => EndPoint is null
        ? $"{Service.ProtocolName}:{Service}"
        : $"{EndPoint} of {Service.ProtocolName}:{Service}";

    public static RepairThing Of(IpvsOperation change) => new(change.ServiceId, change switch
    {
        AddDestination(_, { EndPoint: var endPoint }) => endPoint,
        EditDestination(_, { EndPoint: var endPoint }) => endPoint,
        DeleteDestination(_, var endPoint) => endPoint,
        _ => null,
    });
}
