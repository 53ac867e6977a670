using System.Globalization;
using System.Net;
using Ldirectord.Ipvs;

namespace Ldirectord.Doctor;

/// <summary>The ways of packets to and from a real server.</summary>
internal static class WayLooks
{
    /// <summary>Clients' packets that the firewall drops.</summary>
    public static IEnumerable<Finding>? Firewall(RealServerCase examined)
    {
        var host = examined.Host;
        if (host.Firewall.Problem is { } problem)
            return [new Finding(Level.Note, "firewall", $"its rules, or a part of them, could not be read: {problem}")];
        var rules = host.Firewall.Of(examined.Virtual.AddressFamily);
        var program = examined.IsIPv4 ? "iptables" : "ip6tables";
        var found = new List<Finding>();
        if (examined is { Method: ForwardingMethod.Ipip, IsIPv4: true })
        {
            var tunnelled = new Packet(null, examined.Director, null, "ipencap", 0, 0, "new");
            if (rules.Through("input", tunnelled) is (Fate.Dropped, var why))
                found.Add(new Finding(
                    Level.Failure, "ipip", $"the firewall drops the director's tunnelled packets (protocol 4): {why}",
                    $"{program} -I INPUT -p 4 -j ACCEPT"));
        }

        if (examined is { IsDirect: true, Port: { } port })
        {
            var device = examined.Method == ForwardingMethod.Ipip ? examined.Tunnels.FirstOrDefault()?.Name : null;
            var request = new Packet(device, null, examined.Virtual, "tcp", port, 0, "new");
            if (rules.Through("input", request) is (Fate.Dropped, var why))
                found.Add(new Finding(
                    Level.Failure, new IPEndPoint(examined.Virtual, port).ToString(), $"the firewall drops the requests of clients: {why}",
                    string.Create(
                        CultureInfo.InvariantCulture, $"{program} -I INPUT -d {examined.Alone} -p tcp --dport {port} -j ACCEPT")));
        }

        return found;
    }

    /// <summary>Answers of a masq server that do not go through the director.</summary>
    public static IEnumerable<Finding>? NotByDirector(RealServerCase examined)
    {
        if (examined.Method != ForwardingMethod.Masq)
            return null;
        if (examined.Outside is not { Gateway: { } gateway })
        {
            return
            [
                new Finding(
                    Level.Failure, "default route", "there is none, so clients get no answer: expected one by the director",
                    examined.Director is { } by ? $"ip route replace default via {by}" : null),
            ];
        }

        return examined.Director switch
        {
            null => [new Finding(
                Level.Note, "default route", $"it goes by {gateway}: with masq that must be the director (--director ADDRESS judges it)")],
            { } director when director.Equals(gateway) => [],
            { } director => [new Finding(
                Level.Failure, "default route",
                $"it goes by {gateway}, not by the director {director}: clients get answers from an address that they did not ask",
                $"ip route replace default via {director}")],
        };
    }

    /// <summary>Answers of a gate or ipip server that the director drops, because their sender is its own address.</summary>
    public static IEnumerable<Finding>? ByDirector(RealServerCase examined) =>
        !examined.IsDirect || examined.Director is null ? null
        : examined.OutsideFromVirtual is { Gateway: { } gateway } && gateway.Equals(examined.Director)
            ? [new Finding(
                Level.Failure, "default route",
                $"answers from the virtual address go by the director {gateway}, which drops packets that have its own virtual address as "
                + "their sender: expected the router of the network")] : [];

    /// <summary>A program that does not listen on the virtual address.</summary>
    public static IEnumerable<Finding>? NotListening(RealServerCase examined)
    {
        if (!examined.IsDirect || examined.Port is not { } port)
            return null;
        var host = examined.Host;
        if (host.Listeners.Any(listener => listener.Takes("tcp", examined.Virtual, port) || listener.Takes("udp", examined.Virtual, port)))
            return [];
        List<string> others = [.. host.Listeners.Where(listener => listener.EndPoint.Port == port)
            .Select(listener => listener.EndPoint.ToString()).Distinct().Take(3)];
        return
        [
            new Finding(
                Level.Failure, new IPEndPoint(examined.Virtual, port).ToString(),
                others.Count == 0 ? "no program listens on this port"
                    : $"no program listens there, only on {string.Join(", ", others)}: expected the virtual address too, or every address"),
        ];
    }

    /// <summary>An interface that answers neighbour discovery for others.</summary>
    public static IEnumerable<Finding>? NeighbourProxy(RealServerCase examined) => examined.IsIPv4 || !examined.IsDirect ? null :
        from link in examined.Asked
        where examined.Host.Number($"net/ipv6/conf/{link.Name}/proxy_ndp") is > 0
        select new Finding(
            Level.Note, link.Name, "proxy_ndp is 1: it answers for the addresses that \"ip neighbour show proxy\" lists",
            $"sysctl -w {InterfaceRules.SettingOf(link.Name, "proxy_ndp", "ipv6")}=0");

    /// <summary>Packets that a reverse path filter has dropped.</summary>
    public static IEnumerable<Finding>? Dropped(RealServerCase examined)
    {
        var counters = (examined.Host.File("/proc/self/net/netstat") ?? "").Split('\n');
        var names = Array.Find(counters, line => line.StartsWith("TcpExt:", StringComparison.Ordinal))?.Split(' ') ?? [];
        var values = Array.FindLast(counters, line => line.StartsWith("TcpExt:", StringComparison.Ordinal))?.Split(' ') ?? [];
        var at = Array.IndexOf(names, "IPReversePathFilter");
        if (at < 0 || at >= values.Length || !long.TryParse(values[at], NumberStyles.None, CultureInfo.InvariantCulture, out var dropped))
            return null;
        return dropped == 0 ? [] :
        [
            new Finding(
                Level.Note, "rp_filter",
                $"{dropped} packets were dropped since the network began because their answers would have gone another way: "
                + "look which interface has rp_filter = 1"),
        ];
    }
}
