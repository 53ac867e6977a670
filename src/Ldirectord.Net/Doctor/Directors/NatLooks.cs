using Ldirectord.Ipvs;

namespace Ldirectord.Doctor;

/// <summary>What masq needs of the director: packets in both directions go through it.</summary>
internal static class NatLooks
{
    /// <summary>Answers that the director does not forward.</summary>
    public static IEnumerable<Finding>? Forwarding(DirectorCase examined)
    {
        var masq = Masq(examined);
        if (masq.Count == 0)
            return null;
        var host = examined.Host;
        return
            from real in masq
            let family = real.IsIPv4 ? "ipv4" : "ipv6"
            let name = host.NameOf(real.Route!.Value.Device)
            where host.Number($"net/{family}/conf/{name}/forwarding") == 0
            // IPv6 forwards by the setting of all interfaces, IPv4 by each one's own.
            let all = real.IsIPv4 ? host.Number("net/ipv4/ip_forward") : 0
            let setting = !real.IsIPv4 ? "net.ipv6.conf.all.forwarding"
                : all == 0 ? "net.ipv4.ip_forward" : InterfaceRules.SettingOf(name, "forwarding")
            select new Finding(
                Level.Failure, setting, "it is 0, so the answers of masq servers go no further than this machine",
                $"sysctl -w {setting}=1");
    }

    /// <summary>Servers that are told a shorter way to the client, past the director.</summary>
    public static IEnumerable<Finding>? Redirects(DirectorCase examined)
    {
        var masq = Masq(examined).Where(real => real.IsIPv4).ToList();
        if (masq.Count == 0)
            return null;
        var host = examined.Host;
        return
            from real in masq
            let name = host.NameOf(real.Route!.Value.Device)
            where real.Service.Id.EndPoint is { } end
                && examined.LinksOf(end.Address).Any(link => link.Index == real.Route!.Value.Device) && host.Either(name, "send_redirects")
            select new Finding(
                Level.Warning, name,
                "clients and masq servers are on one segment, and send_redirects is 1: the director tells the servers to answer past it",
                $"sysctl -w net.ipv4.conf.all.send_redirects=0 {InterfaceRules.SettingOf(name, "send_redirects")}=0");
    }

    /// <summary>Rules that give packets another source do not see those of IPVS.</summary>
    public static IEnumerable<Finding>? SourceRules(DirectorCase examined)
    {
        var masq = Masq(examined);
        if (masq.Count == 0)
            return null;
        if (examined.Host.Number("net/ipv4/vs/conntrack") is not 0)
            return [];
        return
            from real in masq
            let packet = new Packet(
                null, null, real.Address, FirewallLooks.Protocol(real), real.Server.Destination.EndPoint.Port, 0, "new")
            from chain in examined.Host.Firewall.Of(real.Address.AddressFamily).Chains
            from rule in chain.Rules
            where rule.ChangesSource && rule.Fits(packet) != false
            select new Finding(
                Level.Note, "net.ipv4.vs.conntrack", $"it is 0, so IPVS passes by the rule {rule.Text}",
                "sysctl -w net.ipv4.vs.conntrack=1");
    }

    /// <summary>A full table of connection tracking.</summary>
    public static IEnumerable<Finding>? ConnectionTracking(DirectorCase examined)
    {
        var host = examined.Host;
        if (host.Number("net/netfilter/nf_conntrack_count") is not { } count
            || host.Number("net/netfilter/nf_conntrack_max") is not { } max || max <= 0)
            return null;
        return count < 0.9 * max ? [] :
        [
            new Finding(
                Level.Warning, "net.netfilter.nf_conntrack_max",
                $"the table of connection tracking is full: {count} of {max}; new connections are dropped at random",
                $"sysctl -w net.netfilter.nf_conntrack_max={4L * max}"),
        ];
    }

    private static List<RealCase> Masq(DirectorCase examined) =>
        [.. examined.With(ForwardingMethod.Masq).Where(real => real.Route is { IsLocal: false })];
}
