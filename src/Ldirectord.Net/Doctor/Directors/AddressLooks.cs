using System.Net;
using System.Net.Sockets;
using Ldirectord.Config;
using Ldirectord.Networking;

namespace Ldirectord.Doctor;

/// <summary>The virtual addresses on the director's interfaces.</summary>
internal static class AddressLooks
{
    /// <summary>Documentation addresses (RFC 5737, RFC 3849) stand for a client beyond the routers.</summary>
    private static readonly IPAddress s_far4 = IPAddress.Parse("198.51.100.1"), s_far6 = IPAddress.Parse("2001:db8:ffff::1");

    /// <summary>An address that no interface has.</summary>
    public static IEnumerable<Finding>? Missing(DirectorCase examined) => !examined.Virtuals.Any() ? null :
        from address in examined.Virtuals
        where !examined.Host.Of(address).Any() && examined.Host.RouteTo(address) is not { IsLocal: true }
        let isElsewhere = examined.Config.VirtualServices.Any(service => address.Equals(service.Id.EndPoint?.Address)
            && (service.Active != ActiveCondition.Always || service.Announce is not null))
        select isElsewhere
            ? new Finding(Level.Note, address.ToString(), "not an address of this machine now: it is a standby, or announces it later")
            : new Finding(
                Level.Failure, address.ToString(), "no interface has the virtual address, so nobody answers clients that ask for it",
                $"ip addr add {Alone(address)} dev {DeviceFor(examined.Host, address)}");

    /// <summary>An interface that is down, or without a cable.</summary>
    public static IEnumerable<Finding>? Down(DirectorCase examined) => !examined.Virtuals.Any() ? null :
        from address in examined.Virtuals
        from link in examined.LinksOf(address)
        where !link.IsUp || (link.UsesArp && !link.HasCarrier)
        select link.IsUp
            ? new Finding(
                Level.Failure, address.ToString(), $"the virtual address is on {link.Name}, which has no carrier: look at its cable")
            : new Finding(
                Level.Failure, address.ToString(), $"the virtual address is on {link.Name}, which is down", $"ip link set {link.Name} up");

    /// <summary>An address on lo, or not on the interface of its network.</summary>
    public static IEnumerable<Finding>? Misplaced(DirectorCase examined)
    {
        if (!examined.Virtuals.Any())
            return null;
        var host = examined.Host;
        return
            from address in examined.Virtuals
            let near = host.NetworkOf(address)
            where near is { UsesArp: true }
            let places = host.Of(address).ToList()
            where places.Count > 0 && places.TrueForAll(place => place.At.Device != near.Index)
            let place = places[0]
            let name = host.NameOf(place.At.Device)
            let isIgnored = address.AddressFamily == AddressFamily.InterNetworkV6 || host.Highest(near.Name, "arp_ignore") > 0
            select new Finding(
                isIgnored ? Level.Failure : Level.Note, address.ToString(),
                $"the virtual address is on {name}, its network on {near.Name}: "
                + (isIgnored ? $"{near.Name} does not answer for it" : $"{near.Name} answers for it as long as arp_ignore is 0"),
                $"ip addr del {address}/{place.At.PrefixLength} dev {name} && ip addr add {Alone(address)} dev {near.Name}");
    }

    /// <summary>An address with its network's prefix that is the first of it: with it go the others.</summary>
    public static IEnumerable<Finding>? WidePrefix(DirectorCase examined)
    {
        if (!examined.Virtuals4.Any())
            return null;
        var host = examined.Host;
        return
            from address in examined.Virtuals4
            from place in host.Of(address)
            where !place.IsAlone && !place.IsSecondary && !place.At.IsOnLoopback
            let name = host.NameOf(place.At.Device)
            let others = host.Addresses.Count(other => other.At.Device == place.At.Device && other.IsSecondary
                && other.At.PrefixLength == place.At.PrefixLength && place.At.Covers(other.Address))
            where others > 0 && !host.Either(name, "promote_secondaries")
            select new Finding(
                Level.Warning, $"{address}/{place.At.PrefixLength}",
                $"the virtual address is the first of its network on {name}: when it goes, {others} other address(es) go with it",
                $"sysctl -w {InterfaceRules.SettingOf(name, "promote_secondaries")}=1 && ip addr del {address}/{place.At.PrefixLength} "
                + $"dev {name} && ip addr add {Alone(address)} dev {name}");
    }

    /// <summary>An IPv6 address that another machine has, or that is not confirmed.</summary>
    public static IEnumerable<Finding>? Duplicate(DirectorCase examined)
    {
        var all = examined.Virtuals.Where(address => address.AddressFamily == AddressFamily.InterNetworkV6).ToList();
        return all.Count == 0 ? null :
            from address in all
            from place in examined.Host.Of(address)
            where place.IsDuplicate || place.IsTentative
            let name = examined.Host.NameOf(place.At.Device)
            select new Finding(
                Level.Failure, address.ToString(),
                place.IsDuplicate
                    ? $"another machine has the virtual address, so {name} does not use it (duplicate address detection)"
                    : $"the virtual address is not in use yet: {name} is finding out whether another machine has it",
                $"ip addr del {address}/{place.At.PrefixLength} dev {name} && ip addr add {Alone(address)} dev {name} nodad");
    }

    /// <summary>Two interfaces on one segment that answer for each other's addresses.</summary>
    public static IEnumerable<Finding>? TwoOnOneSegment(DirectorCase examined)
    {
        var host = examined.Host;
        List<(NetworkLink Link, InterfaceAddress Place)> all =
        [
            .. from place in host.Addresses
               where place.Address.AddressFamily == AddressFamily.InterNetwork && !place.IsAlone
               let link = host.Link(place.At.Device)
               where link is { IsUp: true, UsesArp: true }
               select (link, place),
        ];
        return all.Count < 2 ? null :
            from one in all
            from other in all
            where one.Link.Index < other.Link.Index && one.Place.At.Covers(other.Place.Address) && other.Place.At.Covers(one.Place.Address)
                && new[] { one.Link.Name, other.Link.Name }.Any(name =>
                    host.Highest(name, "arp_ignore") == 0 && !host.Either(name, "arp_filter"))
            select new Finding(
                Level.Warning, $"{one.Link.Name} and {other.Link.Name}",
                "both are on one segment, and each answers for the other's addresses: clients come by the wrong one",
                "sysctl -w net.ipv4.conf.all.arp_ignore=1");
    }

    /// <summary>An interface that answers for the addresses of other machines.</summary>
    public static IEnumerable<Finding>? AnswersForOthers(DirectorCase examined) => !examined.Virtuals4.Any() ? null :
        from link in examined.Virtuals4.SelectMany(examined.LinksOf).Distinct()
        where examined.Host.Either(link.Name, "proxy_arp")
        select new Finding(
            Level.Note, link.Name, "proxy_arp is 1: it answers ARP for every address that it has a route to",
            $"sysctl -w net.ipv4.conf.all.proxy_arp=0 {InterfaceRules.SettingOf(link.Name, "proxy_arp")}=0");

    /// <summary>"192.0.2.10/32".</summary>
    public static string Alone(IPAddress address) => $"{address}/{8 * address.GetAddressBytes().Length}";

    /// <summary>The interface of the address's network, or that of the way to far clients.</summary>
    private static string DeviceFor(Host host, IPAddress address) =>
        host.NetworkOf(address)?.Name
        ?? (host.RouteTo(address.AddressFamily == AddressFamily.InterNetworkV6 ? s_far6 : s_far4) is { } route
            ? host.NameOf(route.Device) : "INTERFACE");
}
