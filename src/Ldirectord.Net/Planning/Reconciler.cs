using System.Collections.Immutable;
using System.Net;
using Ldirectord.Ipvs;

namespace Ldirectord.Planning;

/// <summary>
/// The difference between the table that should be and the table that is, as changes. Law: after they are carried out there are none.
/// Adds come before edits and edits before deletes, and weights rise before others fall, so that a service that can serve is never empty in between.
/// </summary>
internal static class Reconciler
{
    /// <param name="actual">The service as the table holds it; null: not in it.</param>
    /// <param name="scope">
    /// The destinations a transition may touch: an operator's own weight on any other stays. Null (start and reload): all of them, and the service itself.
    /// </param>
    /// <param name="drainingFor">Since when a destination has been drained; null: it has not. By default nothing is drained, all goes at once.</param>
    /// <param name="kernel">Read only where it matters; null: unknown.</param>
    public static TablePlan Plan(
        ServiceEntry? actual,
        DesiredService desired,
        IReadOnlySet<IPEndPoint>? scope = null,
        Func<IPEndPoint, TimeSpan?>? drainingFor = null,
        Lazy<KernelSettings>? kernel = null)
    {
        var service = desired.Service;
        kernel ??= new(KernelSettings.Unknown);
        var changes = ImmutableArray.CreateBuilder<TableChange>();
        if (actual is null)
        {
            // Gone by another's hand, or never there: all of it is put in.
            scope = null;
            changes.Add(new(new AddService(service), $"Added virtual server: {service.Id}"));
        }
        else if (scope is null && actual.Service != service)
        {
            changes.Add(new(new EditService(service), $"Changed virtual server: {service.Id}"));
        }

        var found = (actual?.Destinations ?? []).ToDictionary(entry => entry.Destination.EndPoint, entry => entry.Destination);
        var wanted = desired.Destinations.ToDictionary(want => want.Destination.EndPoint);
        bool InScope(IPEndPoint endPoint) => scope is null || scope.Contains(endPoint);

        changes.AddRange(
            from want in desired.Destinations
            where InScope(want.Destination.EndPoint) && !found.ContainsKey(want.Destination.EndPoint)
            select new TableChange(new AddDestination(service.Id, want.Destination), Added(want, service.Id), IsAlert: true));
        changes.AddRange(
            from want in desired.Destinations
            where InScope(want.Destination.EndPoint)
                && found.TryGetValue(want.Destination.EndPoint, out var present) && present != want.Destination
            orderby want.Destination.Weight == 0
            select new TableChange(new EditDestination(service.Id, want.Destination), Edited(want, service.Id), IsAlert: true));

        var known = desired.Absent.ToLookup(absent => absent.Destination.EndPoint);
        var departures = (
            from entry in actual?.Destinations ?? []
            let endPoint = entry.Destination.EndPoint
            where InScope(endPoint) && !wanted.ContainsKey(endPoint)
            // A failed real server that is the fallback too serves as that one.
            let role = known[endPoint].OrderBy(absent => absent.Role == DestinationRole.Failed).FirstOrDefault()
            let departure = role is null && desired.KeepsStrangers ? Departure.Wait
                : drainingFor is null ? Departure.Now
                : Draining.Decide(entry, actual!.Service, service, role, drainingFor(endPoint), kernel)
            select (entry.Destination, Known: role, Departure: departure)).ToList();
        changes.AddRange(
            from leaving in departures
            where leaving.Departure == Departure.Empty
            select new TableChange(
                new EditDestination(service.Id, leaving.Destination with { Weight = 0 }), Emptied(leaving.Destination.EndPoint, leaving.Known, service.Id)));
        changes.AddRange(
            from leaving in departures
            where leaving.Departure == Departure.Now
            select new TableChange(
                new DeleteDestination(service.Id, leaving.Destination.EndPoint), Deleted(leaving.Destination.EndPoint, leaving.Known, service.Id), IsAlert: true));
        return new TablePlan(
            changes.ToImmutable(),
            [.. departures.Where(leaving => leaving.Departure != Departure.Now).Select(leaving => leaving.Destination.EndPoint)]);
    }

    /// <summary>What takes a service out of the table: first the destinations that operators are told of, then itself with the others.</summary>
    /// <param name="phase">"start" or "stop": the word operators' alarms know.</param>
    /// <param name="name">What a destination is called where operators are told of it; null: they are not.</param>
    public static ImmutableArray<TableChange> Purge(ServiceEntry actual, string phase, Func<IPEndPoint, string?> name) =>
    [
        .. from entry in actual.Destinations
           let endPoint = entry.Destination.EndPoint
           let called = name(endPoint)
           where called is not null
           select new TableChange(
               new DeleteDestination(actual.Service.Id, endPoint), $"Purged real server ({phase}): {called} ({actual.Service.Id})", IsAlert: true),
        new TableChange(new DeleteService(actual.Service.Id), $"Purged virtual server ({phase}): {actual.Service.Id}"),
    ];

    private static string Added(DesiredDestination want, ServiceId id) => want.Role switch
    {
        DestinationRole.Quiescent => $"Readd Quiescent real server: {want.Name} ({id}) (Weight set to 0)",
        _ => $"Added {Kind(want)} server: {want.Name} ({id}) (Weight set to {want.Destination.Weight})",
    };

    private static string Edited(DesiredDestination want, ServiceId id) => want.Role switch
    {
        DestinationRole.Quiescent => $"Quiescent real server: {want.Name} ({id}) (Weight set to 0)",
        _ => $"Restored {Kind(want)} server: {want.Name} ({id}) (Weight set to {want.Destination.Weight})",
    };

    private static string Emptied(IPEndPoint endPoint, DesiredDestination? known, ServiceId id) =>
        $"Draining {(known is null ? "real" : Kind(known))} server: {known?.Name ?? endPoint} ({id}) (Weight set to 0)";

    private static string Deleted(IPEndPoint endPoint, DesiredDestination? known, ServiceId id) =>
        known is null
            ? $"Purged real server (start): {endPoint} ({id})"
            : $"Deleted {Kind(known)} server: {known.Name} ({id})";

    private static string Kind(DesiredDestination want) => want.Role == DestinationRole.Fallback ? "fallback" : "real";
}
