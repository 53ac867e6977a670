using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Ldirectord.Config;
using Ldirectord.Ipvs;
using Ldirectord.Text;

namespace Ldirectord.Import;

/// <summary>A virtual service of a table, with the line that added it.</summary>
internal sealed record TableService(Service Service, Origin From)
{
    public List<TableServer> Servers { get; init; } = [];
}

/// <summary>A real server of a table, with the line that added it.</summary>
internal sealed record TableServer(Destination Destination, Origin From);

/// <summary>A table of the kernel as ldirectord.cf: it has no checks, so that each service gets the plainest one that fits.</summary>
internal static class TableImport
{
    /// <summary>The running table.</summary>
    public static Translation OfKernel(IpvsTable table, ConnectionTimeouts? timeouts, IEnumerable<SyncDaemon> daemons)
    {
        var translation = new Translation("the kernel's table");
        if (timeouts is { } kernel && kernel != new ConnectionTimeouts(900, 120, 300))
            translation.Global.Directive(
                "ipvstimeouts", string.Create(CultureInfo.InvariantCulture, $"{kernel.Tcp},{kernel.TcpFin},{kernel.Udp}"), default,
                "the kernel's timeouts are not its defaults");
        foreach (var daemon in daemons)
            translation.Global.Directive(
                "syncdaemon",
                string.Create(CultureInfo.InvariantCulture, $"{daemon.RoleName} interface {daemon.Interface} syncid {daemon.SyncId}"),
                default, "the kernel runs it");
        Write(translation, table.Services.Select(entry => new TableService(entry.Service, default)
        {
            Servers = [.. entry.Destinations.Select(one => new TableServer(one.Destination, default))],
        }));
        return Proof.Of(translation);
    }

    public static void Write(Translation translation, IEnumerable<TableService> services)
    {
        foreach (var service in services)
            Write(translation, service);
    }

    private static void Write(Translation translation, TableService table)
    {
        var (service, from) = (table.Service, table.From);
        var isIPv6 = service.Id.Family == AddressFamily.InterNetworkV6;
        var where = from.Line > 0 ? $"{from}: " : "";
        var part = translation.Service(
            $"{(isIPv6 ? "virtual6" : "virtual")} = {service.Id}", $"{where}ipvsadm -A {IpvsadmFormat.Name(service.Id)}", from);
        if (!service.Id.IsFirewallMark)
            part.Directive("protocol", service.Id.ProtocolName, from, "the service's protocol");
        part.Directive("scheduler", service.Scheduler, from, "-s, wlc without it");
        Flags(part, service, from);
        if (service.Flags.HasFlag(ServiceFlags.Persistent))
        {
            part.Directive(
                "persistent", service.PersistenceTimeout.ToString(CultureInfo.InvariantCulture), from, "-p, 360 without a number");
            if (service.NetmaskBits != PrefixMask.Longest(service.Id.Family))
                part.Directive("netmask", Mask(service), from, "-M");
            if (service.PersistenceEngine is { } engine)
                part.Directive("persistenceengine", engine, from, "--pe");
        }

        Check(part, service, from);
        part.Directive("quiescent", "no", from, "a failed server leaves the table");
        foreach (var server in table.Servers)
            Server(part, service, server, isIPv6);
    }

    /// <summary>"255.255.255.0", or the prefix length of IPv6.</summary>
    private static string Mask(Service service) => service.Id.Family == AddressFamily.InterNetworkV6
        ? service.NetmaskBits.ToString(CultureInfo.InvariantCulture)
        : new IPAddress(PrefixMask.FromPrefix(service.Id.Family, service.NetmaskBits)).ToString();

    private static void Flags(CfPart part, Service service, Origin from)
    {
        (ServiceFlags Flag, string Word)[] words =
            [(ServiceFlags.Scheduler1, "flag-1"), (ServiceFlags.Scheduler2, "flag-2"), (ServiceFlags.Scheduler3, "flag-3")];
        string[] set = [.. words.Where(one => service.Flags.HasFlag(one.Flag)).Select(one => one.Word)];
        if (set.Length > 0)
            part.Directive("schedflags", string.Join(',', set), from, "-b");
        if (service.Flags.HasFlag(ServiceFlags.OnePacket))
            part.Directive("ops", "yes", from, "-o");
    }

    private static void Check(CfPart part, Service service, Origin from)
    {
        if (service.Id is { Protocol: TransportProtocol.Tcp, EndPoint.Port: > 0 })
        {
            part.Directive(
                "checktype", "connect", from, "a table has no checks: a connection is the plainest; service = and request = say more");
            return;
        }

        part.Directive("checktype", "on", from, "a table has no checks");
        part.Loss(
            from, $"ipvsadm -A {IpvsadmFormat.Name(service.Id)}",
            "its servers are not checked: which check fits is not to be seen; checktype, service and checkport say it");
    }

    private static void Server(CfPart part, Service service, TableServer server, bool isIPv6)
    {
        var ((endPoint, method, weight, upper, lower), from) = (server.Destination, server.From);
        var text = $"-a {IpvsadmFormat.Name(service.Id)} -r {endPoint}";
        if (endPoint.AddressFamily == AddressFamily.InterNetworkV6 != isIPv6)
        {
            part.Loss(from, text, "its address family is not the virtual service's");
            return;
        }

        if (method is not (ForwardingMethod.Masq or ForwardingMethod.Gate or ForwardingMethod.Ipip))
        {
            part.Remark(from, text, "this machine itself, which the kernel sees by its address: expected gate");
            method = ForwardingMethod.Gate;
        }

        var virtualPort = service.Id.EndPoint?.Port ?? 0;
        var port = method == ForwardingMethod.Masq || virtualPort == 0 ? endPoint.Port : virtualPort;
        if (port != endPoint.Port)
            part.Remark(from, text, $"only masq changes ports: clients reach port {port}");
        var line = BracketedAddress.Of(endPoint.Address)
            + (port == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $":{port}"))
            + $" {ForwardingMethodNames.Name(method)}"
            + (weight == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $" {weight}"))
            + (lower == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" l:{lower}"))
            + (upper == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" u:{upper}"))
            + (server.Destination.Tunnel is { } tunnel ? $" tun={tunnel}" : "");
        part.Directive(isIPv6 ? "real6" : "real", line, from, "-a");
    }
}
