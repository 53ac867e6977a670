using System.Collections.Immutable;
using Ldirectord.Config;
using Ldirectord.Health;
using Ldirectord.Ipvs;

namespace Ldirectord.Planning;

/// <summary>
/// Where a table differs from what the configuration and the health of its servers ask for: the changes that a director would make now.
/// Draining is ignored: a destination to be removed is a difference at once. A server without a result is never a difference.
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
           select change,
    ];
}
