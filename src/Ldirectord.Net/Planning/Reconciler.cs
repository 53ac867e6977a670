using System.Collections.Immutable;
using System.Net;
using Ldirectord.Ipvs;

namespace Ldirectord.Planning;

/// <summary>
/// The difference between a virtual service as it should be and as the table holds it, as changes. Two laws, both tested:
/// <list type="bullet">
/// <item>Once the changes are made, the next plan has no changes.</item>
/// <item>A service that can serve before and after can serve at every step: adds come before edits, edits before deletes, and edits that
/// raise a weight above 0 before edits to weight 0.</item>
/// </list>
/// Example: the last server of a service with a fallback fails. The fallback is added first, then the server is deleted.
/// </summary>
internal static class Reconciler
{
    /// <param name="actual">The service as the table holds it; null if the table does not hold it.</param>
    /// <param name="scope">
    /// The destinations that may change; all others stay as they are, with a weight that an operator gave them. Null (start and reload):
    /// all destinations, and the settings of the service.
    /// </param>
    /// <param name="drainingFor">
    /// How long a destination has been draining, null if it is not draining. By default nothing drains: destinations are deleted at once.
    /// </param>
    /// <param name="kernel">Read only if it decides something; by default unknown.</param>
    /// <param name="withSettings">The settings of the service may change, too, whatever the scope is.</param>
    public static TablePlan Plan(
        ServiceEntry? actual,
        DesiredService desired,
        IReadOnlySet<IPEndPoint>? scope = null,
        Func<IPEndPoint, TimeSpan?>? drainingFor = null,
        Lazy<KernelSettings>? kernel = null,
        bool withSettings = false)
    {
        var service = desired.Service;
        kernel ??= new(KernelSettings.Unknown);
        var changes = ImmutableArray.CreateBuilder<TableChange>();
        if (actual is null)
        {
            // The service is new, or another program deleted it: all of it is added.
            scope = null;
            changes.Add(new(new AddService(service), TableMessages.ServiceAdded(service.Id)));
        }
        else if ((scope is null || withSettings) && actual.Service != service)
        {
            changes.Add(new(new EditService(service), TableMessages.ServiceChanged(service.Id)));
        }

        var found = (actual?.Destinations ?? []).ToDictionary(entry => entry.Destination.EndPoint, entry => entry.Destination);
        var wanted = desired.Destinations.ToDictionary(want => want.Destination.EndPoint);
        bool InScope(IPEndPoint endPoint) => scope is null || scope.Contains(endPoint);

        changes.AddRange(
            from want in desired.Destinations
            where InScope(want.Destination.EndPoint) && !found.ContainsKey(want.Destination.EndPoint)
            from change in MaglevMoves.Put(want, service.Id)
            select change);
        var edited = (
            from want in desired.Destinations
            where InScope(want.Destination.EndPoint)
                && found.TryGetValue(want.Destination.EndPoint, out var present) && present != want.Destination
            select want).ToLookup(want => want.Destination.Weight == 0);
        changes.AddRange(edited[false].Select(want => Edit(found[want.Destination.EndPoint], want)));
        if (desired.KeepsOrder)
            changes.AddRange(MaglevMoves.Of(desired, After(actual, changes)));
        changes.AddRange(edited[true].Select(want => Edit(found[want.Destination.EndPoint], want)));

        var unwanted = desired.Unwanted.ToLookup(destination => destination.Destination.EndPoint);
        var removals = (
            from entry in actual?.Destinations ?? []
            let endPoint = entry.Destination.EndPoint
            where InScope(endPoint) && !wanted.ContainsKey(endPoint)
            // A failed real server that is also the fallback serves as the fallback: it is drained.
            let known = unwanted[endPoint].OrderBy(destination => destination.Role == DestinationRole.Failed).FirstOrDefault()
            let elapsed = drainingFor?.Invoke(endPoint)
            let removal = known is null && desired.KeepsUnmanaged ? RemovalStep.Wait
                : drainingFor is null ? RemovalStep.Delete
                : Draining.Decide(entry, actual!.Service, service, known, elapsed, desired.DrainLimit, kernel)
            select (entry.Destination, Known: known, removal.Step, removal.Left, Elapsed: elapsed)).ToList();
        changes.AddRange(
            from removal in removals
            where removal.Step == RemovalStep.Drain
            select new TableChange(
                new EditDestination(service.Id, removal.Destination with { Weight = 0 }),
                TableMessages.DestinationDraining(removal.Destination.EndPoint, removal.Known, service.Id)));
        changes.AddRange(
            from removal in removals
            where removal.Step == RemovalStep.Delete
            select new TableChange(
                new DeleteDestination(service.Id, removal.Destination.EndPoint),
                TableMessages.DestinationDeleted(removal.Destination.EndPoint, removal.Known, service.Id),
                IsAlert: true)
            {
                Drained = removal.Left is { } left
                    ? new DrainOutcome(
                        TableMessages.DestinationDrained(removal.Destination.EndPoint, removal.Known, service.Id, left), left)
                    : null,
            });
        return new TablePlan(
            changes.ToImmutable(),
            [
                .. from removal in removals
                   where removal.Step != RemovalStep.Delete
                   let elapsed = removal.Step == RemovalStep.Wait ? removal.Elapsed : null
                   select new DrainingDestination(removal.Destination.EndPoint, elapsed ?? TimeSpan.Zero),
            ]);

        // The destinations as the kernel will list them after the changes, the newest first.
        static IReadOnlyList<Destination> After(ServiceEntry? actual, IEnumerable<TableChange> changes)
        {
            var list = (actual?.Destinations ?? []).Select(entry => entry.Destination).ToList();
            foreach (var change in changes)
            {
                if (change.Operation is AddDestination(_, var added))
                    list.Insert(0, added);
                else if (change.Operation is EditDestination(_, var now))
                    list[list.FindIndex(one => one.EndPoint.Equals(now.EndPoint))] = now;
            }

            return list;
        }

        TableChange Edit(Destination present, DesiredDestination want)
        {
            var operation = new EditDestination(service.Id, want.Destination);
            // From 0 the server comes back, which is news.
            return want.IsMeasured && present.Weight > 0 && present with { Weight = want.Destination.Weight } == want.Destination
                ? new TableChange(operation, TableMessages.WeightChanged(want, service.Id)) { IsRoutine = true }
                : new TableChange(operation, TableMessages.DestinationChanged(want, service.Id), IsAlert: true);
        }
    }
}
