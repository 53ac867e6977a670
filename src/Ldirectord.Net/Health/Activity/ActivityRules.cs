using System.Collections.Immutable;
using System.Net;
using Ldirectord.Config;

namespace Ldirectord.Health;

/// <summary>
/// Who is active. If the kernel does not tell its addresses this director counts as active: an alert too many is better than none.
/// </summary>
internal static class ActivityRules
{
    public static bool Holds(ActiveCondition condition, ActivityFacts facts) => condition.Kind switch
    {
        ActiveKind.Vip => facts.Addresses is not { } addresses || addresses.Has(condition.Address!),
        ActiveKind.File => facts.Files.Contains(condition.File!),
        _ => true,
    };

    public static ServiceRole RoleOf(VirtualService service, ActivityFacts facts) => (service.Active.Kind, service.Standby) switch
    {
        (ActiveKind.Always, _) => ServiceRole.Always,
        _ when Holds(service.Active, facts) => ServiceRole.Active,
        (_, StandbyMode.Suspend) => ServiceRole.Suspended,
        _ => ServiceRole.Standby,
    };

    /// <summary>Every address that clients ask, of services and of active = vip ADDRESS.</summary>
    public static ImmutableHashSet<IPAddress> VirtualAddresses(DirectorConfig config) =>
    [
        .. config.VirtualServices.Select(service => service.Id.EndPoint?.Address).OfType<IPAddress>(),
        .. config.VirtualServices.Select(service => service.Active.Address).OfType<IPAddress>(),
    ];

    /// <summary>Mail, callback and fallbackcommand are for this director to send.</summary>
    public static bool Speaks(ServiceRole role) => role is ServiceRole.Always or ServiceRole.Active;
}
