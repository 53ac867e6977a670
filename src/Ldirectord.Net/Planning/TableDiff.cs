using System.Collections.Immutable;
using Ldirectord.Config;
using Ldirectord.Health;
using Ldirectord.Ipvs;

namespace Ldirectord.Planning;

/// <summary>
/// Where a table differs from what the configuration and the health of its servers ask for: the changes that a director would make now.
/// Draining is ignored, unless an operator asked for it: a destination to be removed is a difference at once. A server without a result is
/// never a difference, nor is the order of the destinations.
/// <para>
/// Example: the kernel holds A (weight 1) and B (weight 1) of a service. B failed here, and C, which is not in the kernel's table, has no
/// result yet. The only difference is "delete B".
/// </para>
/// </summary>
internal static class TableDiff
{
    public static ImmutableArray<TableChange> Of(
        DirectorConfig config, Func<VirtualService, ServiceView> view, IpvsTable table) =>
    [
        .. from service in config.VirtualServices
           let actual = table.Find(service.Id)
           let desired = DesiredService.Build(service, view(service), actual, config.ReaddQuiescent)
           from change in Reconciler.Plan(actual, desired).Changes
           where !change.IsMove && !IsDraining(change.Operation, desired, actual)
           select change,
    ];

    /// <summary>A drain that an operator asked for may take hours: the destination is to be there meanwhile, with weight 0.</summary>
    public static bool IsDraining(IpvsOperation operation, DesiredService desired, ServiceEntry? actual) =>
        operation is DeleteDestination { EndPoint: var endPoint }
        && desired.Unwanted.Any(unwanted => unwanted.Drain is { IsAsked: true }
            && unwanted.Role != DestinationRole.Failed && unwanted.Destination.EndPoint.Equals(endPoint))
        && actual!.Destinations.Any(entry => entry.Destination.EndPoint.Equals(endPoint) && entry.Destination.Weight == 0);
}
