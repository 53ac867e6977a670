using System.Collections.Immutable;
using System.Net;
using Ldirectord.Ipvs;

namespace Ldirectord.Planning;

/// <summary>Takes a whole virtual service out of the table: at stop, or because the configuration no longer has it.</summary>
internal static class ServicePurge
{
    /// <summary>
    /// First the destinations that are reported, each by itself, then the service, which takes the other destinations with it.
    /// </summary>
    /// <param name="phase">"start" (or reload) or "stop".</param>
    /// <param name="name">How a destination is reported; null if it is not reported.</param>
    public static ImmutableArray<TableChange> Plan(ServiceEntry actual, string phase, Func<IPEndPoint, string?> name)
    {
        var id = actual.Service.Id;
        return
        [
            .. from entry in actual.Destinations
               let endPoint = entry.Destination.EndPoint
               let reported = name(endPoint)
               where reported is not null
               select new TableChange(
                   new DeleteDestination(id, endPoint), TableMessages.DestinationPurged(reported, id, phase), IsAlert: true),
            new TableChange(new DeleteService(id), TableMessages.ServicePurged(id, phase)),
        ];
    }
}
