using System.Collections.Immutable;
using Ldirectord.Config;
using Ldirectord.Ipvs;

namespace Ldirectord.Doctor;

/// <summary>The services as the file says, and as the kernel has them.</summary>
internal static class ServiceLooks
{
    /// <summary>Ports of protocols whose connections are idle for long: ssh, imap, ldap, imaps, ldaps, databases, message queues.</summary>
    private static readonly int[] s_idlePorts = [22, 143, 389, 636, 993, 1433, 1521, 3306, 5432, 5672, 6379];

    /// <summary>Makers of clouds as their machines say it (DMI).</summary>
    private static readonly string[] s_clouds = ["Amazon", "OpenStack", "Google", "Microsoft", "Alibaba", "DigitalOcean", "Hetzner"];

    /// <summary>A port that the kernel does not use.</summary>
    public static IEnumerable<Finding>? OtherPort(DirectorCase examined) => !examined.Direct.Any() ? null :
        from real in examined.Direct
        where real.Service.Id.EndPoint is { Port: > 0 } end && real.Server.EndPoint.Port is > 0 && real.Server.EndPoint.Port != end.Port
        let method = ForwardingMethodNames.Name(real.Method)
        select new Finding(
            Level.Warning, real.Server.EndPoint.ToString(),
            $"{method} cannot change ports: clients reach port {real.Service.Id.EndPoint!.Port} of the server, the check port "
            + $"{real.Server.Check.Target.Port}: expected the virtual service's port, or masq");

    /// <summary>Idle connections that the kernel forgets.</summary>
    public static IEnumerable<Finding>? IdleTimeout(DirectorCase examined)
    {
        List<VirtualService> idle = [.. examined.Config.VirtualServices.Where(
            service => service.Id is { Protocol: TransportProtocol.Tcp, EndPoint: { } end } && s_idlePorts.Contains(end.Port))];
        if (idle.Count == 0 || examined.Host.Ipvs.Timeouts is not { } kernel)
            return null;
        var timeouts = examined.Config.IpvsTimeouts is { } own ? own.Over(kernel) : kernel;
        return timeouts.Tcp > 3600 ? [] : idle.Select(service => new Finding(
            Level.Note, service.CheckId,
            $"the kernel forgets connections that are idle for {timeouts.Tcp} s: expected keep-alive messages sooner, or ipvstimeouts"));
    }

    /// <summary>UDP clients that stay with a failed server.</summary>
    public static IEnumerable<Finding>? StickyUdp(DirectorCase examined)
    {
        List<VirtualService> udp = [.. examined.Config.VirtualServices.Where(service => service.Id.Protocol == TransportProtocol.Udp)];
        return udp.Count == 0 ? null :
            from service in udp
            where service.Quiescent && !service.Service.Flags.HasFlag(ServiceFlags.OnePacket)
            let seconds = (examined.Config.IpvsTimeouts ?? examined.Host.Ipvs.Timeouts)?.Udp ?? 300
            where seconds is 0 or > 10
            select new Finding(
                Level.Note, service.CheckId,
                $"a client that sends from one port stays with a failed server until it pauses for {(seconds == 0 ? 300 : seconds)} s: "
                + "expected quiescent = no, ops = yes or a shorter timeout in ipvstimeouts");
    }

    /// <summary>A program of the director's own that waits at a virtual address.</summary>
    public static IEnumerable<Finding>? OwnListener(DirectorCase examined)
    {
        List<VirtualService> services = [.. examined.Config.VirtualServices.Where(service => service.Id.EndPoint is not null)];
        return services.Count == 0 ? null :
            from service in services
            let end = service.Id.EndPoint!
            where examined.Host.Listeners.Any(listener => listener.Takes(service.Id.ProtocolName, end.Address, end.Port))
            select new Finding(
                Level.Note, service.CheckId,
                "a program of this machine listens there: it gets the clients while the service is not in the table, when ldirectord is "
                + "stopped, say");
    }

    /// <summary>Networks of clouds that drop packets to addresses which they do not know.</summary>
    public static IEnumerable<Finding>? Cloud(DirectorCase examined)
    {
        var vendor = examined.Host.File("/sys/class/dmi/id/sys_vendor")?.Trim() ?? "";
        return !examined.Direct.Any() ? null : Array.Find(s_clouds, cloud => vendor.Contains(cloud, StringComparison.OrdinalIgnoreCase))
            is not { } cloud ? [] :
            [
                new Finding(
                    Level.Note, cloud, "gate and ipip work in a cloud only if its network lets packets with the virtual address through: "
                    + "switch the source/destination check off, or allow the address for the ports of director and servers"),
            ];
    }

    /// <summary>A service whose servers all have weight 0.</summary>
    public static IEnumerable<Finding>? AllWeightsZero(DirectorCase examined)
    {
        ImmutableArray<ServiceEntry> table = examined.Host.Ipvs.Table.Services;
        return table.IsEmpty ? null :
            from entry in table
            where !entry.Destinations.IsEmpty && entry.Destinations.All(one => one.Destination.Weight == 0)
            select new Finding(
                Level.Warning, entry.Service.Id.FullName, "all its servers have weight 0 in the table: new clients are refused; look at "
                + "ldirectord show");
    }
}
