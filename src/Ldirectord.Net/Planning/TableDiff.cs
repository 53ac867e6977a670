using System.Collections.Immutable;
using Ldirectord.Config;
using Ldirectord.Health;
using Ldirectord.Ipvs;

namespace Ldirectord.Planning;

/// <summary>Where a table is not what the configuration and the health of its servers ask for, as the changes a director would make in it now.</summary>
internal static class TableDiff
{
    /// <summary>Nothing is drained here: what should go is a difference at once. A server without a verdict is none.</summary>
    public static ImmutableArray<TableChange> Of(DirectorConfig config, Func<VirtualService, RealServer, ServerView> health, IpvsTable table)
    {
        var actual = table.Services.ToDictionary(entry => entry.Service.Id);
        return
        [
            .. from service in config.VirtualServices
               let entry = actual.GetValueOrDefault(service.Id)
               let desired = DesiredService.Build(service, server => health(service, server), entry, config.ReaddQuiescent)
               from change in Reconciler.Plan(entry, desired).Changes
               select change,
        ];
    }
}
