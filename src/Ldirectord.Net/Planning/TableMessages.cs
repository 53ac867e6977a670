using System.Net;
using Ldirectord.Ipvs;

namespace Ldirectord.Planning;

/// <summary>
/// What log and mail say of a change of the table. Operators' alarms match these words: all but "Draining" and "Drained" are Perl
/// ldirectord's own.
/// </summary>
internal static class TableMessages
{
    public static string ServiceAdded(ServiceId id) => $"Added virtual server: {id}";

    public static string ServiceChanged(ServiceId id) => $"Changed virtual server: {id}";

    /// <param name="phase">"start" (or reload) or "stop".</param>
    public static string ServicePurged(ServiceId id, string phase) => $"Purged virtual server ({phase}): {id}";

    public static string DestinationAdded(DesiredDestination added, ServiceId id) => added.Role == DestinationRole.Quiescent
        ? $"Readd Quiescent real server: {added.Name} ({id}) (Weight set to 0)"
        : $"Added {Kind(added)} server: {added.Name} ({id}) (Weight set to {added.Destination.Weight})";

    public static string DestinationChanged(DesiredDestination changed, ServiceId id) => changed.Role == DestinationRole.Quiescent
        ? $"Quiescent real server: {changed.Name} ({id}) (Weight set to 0)"
        : $"Restored {Kind(changed)} server: {changed.Name} ({id}) (Weight set to {changed.Destination.Weight})";

    public static string WeightChanged(DesiredDestination changed, ServiceId id) =>
        $"Changed weight of real server: {changed.Name} ({id}) (Weight set to {changed.Destination.Weight})";

    /// <param name="unwanted">The destination in the configuration; null if it is unmanaged.</param>
    public static string DestinationDraining(IPEndPoint endPoint, DesiredDestination? unwanted, ServiceId id) =>
        $"Draining {Kind(unwanted)} server: {unwanted?.Name ?? endPoint} ({id}) (Weight set to 0)";

    /// <param name="unwanted">The destination in the configuration; null if it is unmanaged.</param>
    public static string DestinationDeleted(IPEndPoint endPoint, DesiredDestination? unwanted, ServiceId id) => unwanted is null
        ? DestinationPurged(endPoint.ToString(), id, "start")
        : $"Deleted {Kind(unwanted)} server: {unwanted.Name} ({id})";

    /// <param name="left">"no connections left".</param>
    public static string DestinationDrained(IPEndPoint endPoint, DesiredDestination? unwanted, ServiceId id, string left) =>
        $"Drained {Kind(unwanted)} server: {unwanted?.Name ?? endPoint} ({id}): {left}";

    /// <param name="phase">"start" (or reload) or "stop".</param>
    public static string DestinationPurged(string name, ServiceId id, string phase) => $"Purged real server ({phase}): {name} ({id})";

    private static string Kind(DesiredDestination? destination) => destination?.Role == DestinationRole.Fallback ? "fallback" : "real";
}
