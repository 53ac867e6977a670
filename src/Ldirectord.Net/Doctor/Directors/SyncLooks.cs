namespace Ldirectord.Doctor;

/// <summary>What the sync daemons of a pair need.</summary>
internal static class SyncLooks
{
    /// <summary>An interface that is missing, down or without an address.</summary>
    public static IEnumerable<Finding>? Interface(DirectorCase examined)
    {
        var (host, daemons) = (examined.Host, examined.Config.SyncDaemons);
        return daemons.IsEmpty ? null :
            from daemon in daemons
            let link = host.Link(daemon.Interface)
            let hasAddress = link is not null && host.Addresses.Any(
                place => place.At.Device == link.Index && place.Address.AddressFamily == daemon.Group.AddressFamily)
            where link is not { IsUp: true } || !hasAddress
            select link switch
            {
                null => new Finding(
                    Level.Warning, daemon.Interface, $"there is no such interface, so no connection is synchronised ({daemon.RoleName})"),
                { IsUp: false } => new Finding(
                    Level.Warning, daemon.Interface, $"the interface of the sync {daemon.RoleName} is down", $"ip link set {link.Name} up"),
                _ => new Finding(
                    Level.Warning, daemon.Interface, $"the interface of the sync {daemon.RoleName} has no address of its group's family"),
            };
    }
}
