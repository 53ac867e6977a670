namespace Ldirectord.Doctor;

/// <summary>The virtual address on a real server of gate or ipip.</summary>
internal static class VirtualLooks
{
    private static readonly string[] s_places =
    [
        "/etc/network/interfaces", "/etc/rc.local", "/etc/default/lvs-realserver",
    ];

    private static readonly string[] s_folders =
    [
        "/etc/network/interfaces.d", "/etc/systemd/network", "/run/systemd/network", "/etc/netplan", "/etc/sysconfig/network-scripts",
        "/etc/NetworkManager/system-connections", "/etc/systemd/system/multi-user.target.wants",
    ];

    /// <summary>An address that no interface has.</summary>
    public static IEnumerable<Finding>? Missing(RealServerCase examined) => !examined.IsDirect ? null :
        examined.Host.Of(examined.Virtual).Any() || examined.Host.RouteTo(examined.Virtual) is { IsLocal: true } ? [] :
        [
            new Finding(
                Level.Failure, examined.Virtual.ToString(),
                "no interface has the virtual address, so this machine drops the packets of clients",
                $"ip addr add {examined.Alone} dev {examined.Device}{(examined.IsIPv4 ? "" : " nodad")}"),
        ];

    /// <summary>An address on an interface that answers for it.</summary>
    public static IEnumerable<Finding>? OnNetwork(RealServerCase examined) => !examined.IsDirect ? null :
        from place in examined.Host.Of(examined.Virtual)
        let link = examined.Host.Link(place.At.Device)
        where link is { UsesArp: true }
        select new Finding(
            Level.Failure, link.Name,
            "the virtual address is on an interface of the network, so this machine and the director claim it both",
            $"ip addr del {place.Address}/{place.At.PrefixLength} dev {link.Name} && ip addr add {examined.Alone} dev {examined.Device}"
            + (examined.IsIPv4 ? "" : " nodad"));

    /// <summary>A prefix that makes a whole network this machine's own.</summary>
    public static IEnumerable<Finding>? WidePrefix(RealServerCase examined) => !examined.IsDirect ? null :
        from place in examined.Host.Of(examined.Virtual)
        let link = examined.Host.Link(place.At.Device)
        where !place.IsAlone && link is { UsesArp: false }
        select new Finding(
            Level.Failure, $"{place.Address}/{place.At.PrefixLength}",
            $"its prefix makes the whole network this machine's own: it reaches nobody else of {place.Address}/{place.At.PrefixLength}",
            $"ip addr del {place.Address}/{place.At.PrefixLength} dev {link.Name} && ip addr add {examined.Alone} dev {link.Name}");

    /// <summary>Connections of this machine's own that begin from the virtual address.</summary>
    public static IEnumerable<Finding>? UsedAsSource(RealServerCase examined)
    {
        if (!examined.IsDirect)
            return null;
        if (examined.Outside is not { Source: { } source } way || !source.Equals(examined.Virtual))
            return [];
        var own = examined.Host.Addresses.FirstOrDefault(place => place.At.Device == way.Device && !place.Address.Equals(source)
            && !place.IsForHostAlone && place.Address.AddressFamily == source.AddressFamily && !place.Address.IsIPv6LinkLocal);
        var name = examined.Host.Of(source).Select(place => examined.Host.NameOf(place.At.Device)).FirstOrDefault("lo");
        return
        [
            new Finding(
                Level.Warning, source.ToString(),
                "connections of this machine's own begin from the virtual address, and their answers go to the director",
                // The kernel takes another address of the way by itself, unless the route names the virtual one.
                own is not null && way.Gateway is { } gateway ? $"ip route replace default via {gateway} src {own.Address}"
                    : $"ip addr del {examined.Alone} dev {name} && ip addr add {examined.Alone} dev {name} scope host"),
        ];
    }

    /// <summary>An address that is gone after the next boot, or restart of the network.</summary>
    public static IEnumerable<Finding>? NotPersistent(RealServerCase examined)
    {
        if (!examined.IsDirect || !examined.Host.Of(examined.Virtual).Any())
            return null;
        var address = examined.Virtual.ToString();
        var files = s_places.Concat(s_folders.SelectMany(folder => examined.Host.Files(folder).Select(name => $"{folder}/{name}")));
        var isNamed = files.Any(path => path.EndsWith($"lvs-realserver@{address}.service", StringComparison.Ordinal)
            || (examined.Host.File(path) ?? "").Contains(address, StringComparison.Ordinal));
        return isNamed ? [] :
        [
            new Finding(
                Level.Note, address, "no file of this machine adds the virtual address at a boot",
                $"systemctl enable lvs-realserver@{address}"),
        ];
    }
}
