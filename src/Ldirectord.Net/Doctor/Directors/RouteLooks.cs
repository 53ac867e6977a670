using System.Net;
using Ldirectord.Checks;
using Ldirectord.Config;
using Ldirectord.Ipvs;
using Ldirectord.Networking;
using Ldirectord.Planning;

namespace Ldirectord.Doctor;

/// <summary>The ways from the director to its real servers.</summary>
internal static class RouteLooks
{
    /// <summary>A documentation address (RFC 5737) stands for a client beyond the routers.</summary>
    private static readonly IPAddress s_far = IPAddress.Parse("198.51.100.1");

    /// <summary>Bytes that a tunnel adds to a packet.</summary>
    private const int TunnelHeader = 20;

    private const int LongestPacket = 1500;

    /// <summary>Direct routing to a server behind a router.</summary>
    public static IEnumerable<Finding>? GateBehindRouter(DirectorCase examined)
    {
        var gates = DirectorCase.Once(examined.With(ForwardingMethod.Gate)).ToList();
        return gates.Count == 0 ? null :
            from real in gates
            where real.Route is { Gateway: not null, IsLocal: false }
            select new Finding(
                Level.Failure, real.Address.ToString(),
                $"the real server is behind the router {real.Route!.Value.Gateway}, and gate reaches servers of the same segment only: "
                + "expected ipip or masq on its line");
    }

    /// <summary>Checks that would leave with a virtual address, which the server has too, so that its answer never comes back.</summary>
    public static IEnumerable<Finding>? CheckedFromVirtual(DirectorCase examined)
    {
        var direct = DirectorCase.Once(examined.Direct).ToList();
        HashSet<IPAddress> virtuals = [.. examined.Virtuals];
        return direct.Count == 0 ? null :
            from real in direct
            where real.Route is { IsLocal: false, Source: { } source } && virtuals.Contains(source)
            let route = real.Route!.Value
            let others = CheckSources.Choose(
                real.Address, route, [.. examined.Host.Addresses.Select(place => place.At)], [.. virtuals])
            let name = examined.Host.NameOf(route.Device)
            select others is { } other
                ? new Finding(Level.Note, real.Address.ToString(),
                    $"the kernel would send checks of it from the virtual address {route.Source}; ldirectord sends them from {other}")
                : new Finding(Level.Failure, real.Address.ToString(),
                    $"checks of it leave with the virtual address {route.Source}, to which the real server answers itself: "
                    + $"expected another address on {name}, and the virtual one as {AddressLooks.Alone(route.Source!)}");
    }

    /// <summary>Packets that a strict reverse path filter drops.</summary>
    public static IEnumerable<Finding>? ReversePath(DirectorCase examined)
    {
        var host = examined.Host;
        if (!examined.Virtuals4.Any())
            return null;
        var asymmetric =
            from address in examined.Virtuals4
            from link in examined.LinksOf(address)
            where link.UsesArp && host.Highest(link.Name, "rp_filter") == 1
            let back = host.RouteTo(s_far)
            where back is { IsLocal: false } && back.Value.Device != link.Index && back.Value.Gateway is not null
            select new Finding(
                Level.Warning, link.Name,
                $"rp_filter is 1, and clients of {address} that are beyond a router would be answered by {host.NameOf(back.Value.Device)}: "
                + $"their packets are dropped if they come by {link.Name}",
                $"sysctl -w {InterfaceRules.SettingOf(link.Name, "rp_filter")}=2");
        var checks =
            from problem in ViaAdvice.Of(examined.Config, InterfaceSettings.Read)
            let parts = problem.Split(": ")
            select new Finding(Level.Failure, "checkvia = virtual", string.Join(": ", parts[..^1]), parts[^1]);
        return asymmetric.Concat(checks);
    }

    /// <summary>A real server that is the director itself.</summary>
    public static IEnumerable<Finding>? ThisMachine(DirectorCase examined) => examined.Reals.IsEmpty ? null :
        from real in DirectorCase.Once(examined.Reals)
        where real.Route is { IsLocal: true }
        select new Finding(
            Level.Note, real.Server.EndPoint.ToString(),
            "the real server is this machine: its packets stay here whatever its method, and its program must listen on the virtual "
            + "address");

    /// <summary>Clients of the servers' own network get answers from the servers' addresses.</summary>
    public static IEnumerable<Finding>? ClientsBesideServers(DirectorCase examined)
    {
        var masq = examined.With(ForwardingMethod.Masq).Where(real => real.Service.Id.EndPoint is not null).ToList();
        return masq.Count == 0 ? null :
            from real in masq.DistinctBy(real => (real.Service.Id.EndPoint!.Address, real.Route?.Device))
            where real.Route is { IsLocal: false, Gateway: null } route
                && examined.Host.NetworkOf(real.Service.Id.EndPoint!.Address)?.Index == route.Device
                && examined.Host.NetworkOf(real.Address)?.Index == route.Device
            select new Finding(
                Level.Note, real.Service.CheckId,
                "the virtual address and its masq servers are in one network: clients of that network are answered past the director and "
                + "drop the answer: expected gate for them");
    }

    /// <summary>A tunnelled packet of full length does not fit.</summary>
    public static IEnumerable<Finding>? TunnelTooNarrow(DirectorCase examined)
    {
        var host = examined.Host;
        var tunnels = DirectorCase.Once(examined.With(ForwardingMethod.Ipip)).ToList();
        var discovers = host.Number("net/ipv4/vs/pmtu_disc") is not 0;
        return tunnels.Count == 0 ? null :
            from real in tunnels
            where real.Route is { IsLocal: false }
            let route = real.Route!.Value
            let mtu = route.Mtu > 0 ? route.Mtu : host.Link(route.Device)?.Mtu ?? LongestPacket + TunnelHeader
            where mtu < LongestPacket + TunnelHeader
            select discovers
                ? new Finding(Level.Note, host.NameOf(route.Device),
                    $"packets to {real.Address} may have {mtu} bytes, and ipip takes {TunnelHeader} of them: clients learn it by ICMP, "
                    + "which no firewall on the way may drop")
                : new Finding(Level.Warning, host.NameOf(route.Device),
                    $"packets to {real.Address} may have {mtu} bytes, ipip takes {TunnelHeader} of them, and pmtu_disc is 0: long packets "
                    + "are cut in two", "sysctl -w net.ipv4.vs.pmtu_disc=1");
    }

    /// <summary>A server of the same segment that does not answer ARP.</summary>
    public static IEnumerable<Finding>? Unreachable(DirectorCase examined)
    {
        var near = DirectorCase.Once(examined.Reals).Where(real => real.Route is { IsLocal: false }).ToList();
        var failed = examined.Host.Neighbours.Where(neighbour => neighbour.HasFailed)
            .Select(neighbour => (neighbour.Device, neighbour.Address)).ToHashSet();
        return near.Count == 0 ? null :
            from real in near
            let route = real.Route!.Value
            let next = route.Gateway ?? real.Address
            where failed.Contains((route.Device, next))
            select new Finding(
                Level.Warning, real.Address.ToString(),
                $"{(route.Gateway is null ? "the real server" : $"its router {next}")} does not answer "
                + $"{(real.IsIPv4 ? "ARP" : "neighbour discovery")} on {examined.Host.NameOf(route.Device)}: it is off, or on another "
                + "segment");
    }

    /// <summary>A server that no client reaches through the virtual address.</summary>
    public static IEnumerable<Finding>? Through(DirectorCase examined) => examined.Through is not { IsEmpty: false } results ? null :
    [
        .. results.Where(tried => tried.Result.Code == StatusCode.LocalUnfit)
            .Select(tried => (tried.Service.CheckId, tried.Result.Detail)).Distinct()
            .Select(not => new Finding(Level.Note, not.CheckId, $"clients' way to the servers could not be tried: {not.Detail}")),
        .. from tried in results
           where !tried.Result.IsUp && tried.Result.Code != StatusCode.LocalUnfit
           select new Finding(
               Level.Failure, $"{tried.Server.EndPoint} in {tried.Service.CheckId}",
               $"a connection to the virtual address that goes to this server fails: {tried.Result.Detail}: look there with "
               + $"ldirectord doctor --real-server {tried.Service.Id.EndPoint} --mode "
               + ForwardingMethodNames.Name(tried.Server.Destination.Method)),
    ];
}
