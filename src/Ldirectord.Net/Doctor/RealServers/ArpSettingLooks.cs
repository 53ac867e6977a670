namespace Ldirectord.Doctor;

/// <summary>A real server of gate or ipip that keeps the virtual address to itself. IPv6 needs no setting for that.</summary>
internal static class ArpSettingLooks
{
    /// <summary>arp_ignore from which lo's addresses are not answered for, for those that are for the host alone.</summary>
    private const int IgnoresHostScope = 3;

    /// <summary>arp_ignore with which an interface answers for no address at all.</summary>
    private const int IgnoresAll = 8;

    /// <summary>Answers to ARP for the virtual address.</summary>
    public static IEnumerable<Finding>? Ignore(RealServerCase examined)
    {
        if (!examined.IsDirect || !examined.IsIPv4)
            return null;
        var host = examined.Host;
        var isForHost = host.Of(examined.Virtual).All(place => place.IsForHostAlone);
        return
            from link in examined.Asked
            let value = host.Highest(link.Name, "arp_ignore")
            let isFiltered = host.Firewall.Arp.Through(
                "input", new Packet(link.Name, null, examined.Virtual, "arp", 0, 0, "new")).Fate == Fate.Dropped
            where !isFiltered && (value is 0 or IgnoresAll || (value == IgnoresHostScope && !isForHost))
            select value == IgnoresAll
                ? new Finding(Level.Warning, link.Name, "arp_ignore is 8: it does not answer for its own address either",
                    $"sysctl -w {InterfaceRules.SettingOf(link.Name, "arp_ignore")}=1 net.ipv4.conf.all.arp_ignore=1")
                : new Finding(Level.Failure, link.Name,
                    $"arp_ignore is {value}{OfLo(host, "arp_ignore")}: it answers for the virtual address, and clients come past the "
                    + "director",
                    value == 0 ? "sysctl -w net.ipv4.conf.all.arp_ignore=1"
                        : $"sysctl -w {InterfaceRules.SettingOf(link.Name, "arp_ignore")}=1 net.ipv4.conf.all.arp_ignore=1");
    }

    /// <summary>Questions that name the virtual address as the sender's.</summary>
    public static IEnumerable<Finding>? Announce(RealServerCase examined)
    {
        if (!examined.IsDirect || !examined.IsIPv4)
            return null;
        var host = examined.Host;
        return
            from link in examined.Asked
            let value = host.Highest(link.Name, "arp_announce")
            where value < 2 && !host.Firewall.Arp.Rules.Any()
            select new Finding(
                Level.Warning, link.Name,
                $"arp_announce is {value}{OfLo(host, "arp_announce")}: its ARP questions name the virtual address as their sender's, and "
                + "routers believe it", "sysctl -w net.ipv4.conf.all.arp_announce=2");
    }

    /// <summary>Rules of arptables in the place of the settings.</summary>
    public static IEnumerable<Finding>? Tables(RealServerCase examined) =>
        !examined.IsDirect || !examined.IsIPv4 || !examined.Host.Firewall.Arp.Rules.Any() ? null :
        examined.Asked.Any(link => examined.Host.Firewall.Arp.Through(
            "input", new Packet(link.Name, null, examined.Virtual, "arp", 0, 0, "new")).Fate != Fate.Dropped)
            && examined.Asked.Any(link => examined.Host.Highest(link.Name, "arp_ignore") == 0)
            ? [new Finding(Level.Note, "arptables", "there are rules for ARP, and none drops questions for the virtual address")] : [];

    /// <summary>Settings that no file makes at the next boot. While lvs-realserver has the address up it sees to them.</summary>
    public static IEnumerable<Finding>? NotPersistent(RealServerCase examined) =>
        !examined.IsDirect || !examined.IsIPv4
            || examined.Host.Files("/run/lvs-realserver/up").Contains(examined.Virtual.ToString()) ? null :
        [
            .. SysctlFiles.Missing(examined.Host, ["net.ipv4.conf.all.arp_ignore"], value: 1),
            .. SysctlFiles.Missing(examined.Host, ["net.ipv4.conf.all.arp_announce"], value: 2),
        ];

    /// <summary>Tutorials set it for lo, where nobody asks.</summary>
    private static string OfLo(Host host, string name) =>
        host.Own("lo", name) > 0 ? " (that of lo does not count: it is the interface of the question that does)" : "";
}
