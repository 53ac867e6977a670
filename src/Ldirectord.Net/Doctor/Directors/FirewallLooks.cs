using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Ldirectord.Config;
using Ldirectord.Ipvs;

namespace Ldirectord.Doctor;

/// <summary>The director's firewall: IPVS takes packets behind INPUT, and answers of masq servers pass FORWARD.</summary>
internal static class FirewallLooks
{
    /// <summary>Answers of masq servers are dropped.</summary>
    public static IEnumerable<Finding>? Forward(DirectorCase examined)
    {
        var masq = examined.With(ForwardingMethod.Masq).Where(real => real.Route is { IsLocal: false }).ToList();
        if (masq.Count == 0)
            return null;
        var host = examined.Host;
        // Without it connection tracking has forgotten the request when the answer comes.
        var state = host.Number("net/ipv4/vs/conntrack") == 1 ? "established" : "invalid";
        return Unseen(examined) ?? (
            from real in masq.DistinctBy(real => (real.Address, real.Service.Id.Protocol))
            let packet = new Packet(
                host.NameOf(real.Route!.Value.Device), real.Address, null, Protocol(real), 0,
                real.Server.Destination.EndPoint.Port, state)
            let fate = host.Firewall.Of(real.Address.AddressFamily).Through("forward", packet)
            where fate.Fate == Fate.Dropped
            select new Finding(
                Level.Failure, real.Address.ToString(), $"the firewall drops the answers of the masq server: {fate.Why}",
                $"{Program(real.Address)} -I FORWARD -s {AddressLooks.Alone(real.Address)} -j ACCEPT"));
    }

    /// <summary>Requests of clients are dropped.</summary>
    public static IEnumerable<Finding>? Input(DirectorCase examined)
    {
        List<VirtualService> services = [.. examined.Config.VirtualServices.Where(service => service.Id.EndPoint is not null)];
        return services.Count == 0 ? null : Unseen(examined) ?? (
            from service in services
            let end = service.Id.EndPoint!
            let packet = new Packet(
                examined.LinksOf(end.Address).FirstOrDefault()?.Name, null, end.Address, service.Id.ProtocolName, end.Port, 0, "new")
            let fate = examined.Host.Firewall.Of(end.AddressFamily).Through("input", packet)
            where fate.Fate == Fate.Dropped
            let port = end.Port == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" --dport {end.Port}")
            select new Finding(
                Level.Failure, service.CheckId, $"the firewall drops the requests of clients before IPVS sees them: {fate.Why}",
                $"{Program(end.Address)} -I INPUT -d {AddressLooks.Alone(end.Address)} -p {service.Id.ProtocolName}{port} -j ACCEPT"));
    }

    /// <summary>keepalived drops everything to the addresses that it moves.</summary>
    public static IEnumerable<Finding>? VrrpStrict(DirectorCase examined)
    {
        if (!examined.Host.Programs.Any(program => program.Name == "keepalived"))
            return null;
        return Unseen(examined) ?? (
            from address in examined.Virtuals
                // Nobody but vrrp_strict drops echo requests and everything else to one address alone.
            let packet = new Packet(null, s_anybody, address, "icmp", 0, 0, "new")
            let fate = examined.Host.Firewall.Of(address.AddressFamily).Through("input", packet)
            where fate.Fate == Fate.Dropped && (fate.Why.Contains("keepalived", StringComparison.Ordinal)
                || fate.Why.Contains(address.ToString(), StringComparison.Ordinal))
            select new Finding(
                Level.Failure, address.ToString(),
                $"keepalived drops all packets to the virtual address ({fate.Why}): expected its configuration without vrrp_strict"));
    }

    /// <summary>No rule gives packets the mark of a service.</summary>
    public static IEnumerable<Finding>? Marks(DirectorCase examined)
    {
        List<VirtualService> marked = [.. examined.Config.VirtualServices.Where(service => service.Id.IsFirewallMark)];
        return marked.Count == 0 ? null : Unseen(examined) ?? (
            from service in marked
            where !examined.Host.Firewall.Of(service.Id.Family).Rules.Any(rule => rule.Mark == service.Id.FirewallMark)
            select new Finding(
                Level.Warning, service.CheckId,
                $"no rule of the firewall gives packets the mark {service.Id.FirewallMark}, so the service gets none: expected one such as "
                + $"{(service.Id.Family == AddressFamily.InterNetworkV6 ? "ip6tables" : "iptables")} -t mangle -A PREROUTING -d ADDRESS "
                + $"-p tcp --dport PORT -j MARK --set-mark {service.Id.FirewallMark}"));
    }

    private static readonly IPAddress s_anybody = IPAddress.Parse("198.51.100.1");

    /// <summary>"tcp", or of a firewall mark what its check speaks.</summary>
    public static string Protocol(RealCase real) =>
        real.Service.Id.IsFirewallMark ? "tcp" : real.Service.Id.ProtocolName;

    private static string Program(IPAddress address) =>
        address.AddressFamily == AddressFamily.InterNetworkV6 ? "ip6tables" : "iptables";

    private static Finding[]? Unseen(DirectorCase examined) => examined.Host.Firewall.Problem is { } problem
        ? [new Finding(Level.Note, "firewall", $"its rules, or a part of them, could not be read: {problem}")] : null;
}
