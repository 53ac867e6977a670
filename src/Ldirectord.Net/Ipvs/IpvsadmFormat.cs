using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Numerics;
using System.Text;

namespace Ldirectord.Ipvs;

/// <summary>Services, destinations and operations as ipvsadm 1.31 writes and lists them, character by character (ipvsadm(8)).</summary>
internal static class IpvsadmFormat
{
    /// <summary>Header of the services of a list.</summary>
    public const string ServiceHeader = "Prot LocalAddress:Port Scheduler Flags";

    /// <summary>Width of the column of destinations in ipvsadm; longer addresses push the other columns to the right.</summary>
    public const int AddressWidth = 28;

    // A configuration cannot ask for these methods; the kernel's table may hold them (linux/ip_vs.h).
    private const ForwardingMethod Local = (ForwardingMethod)IpvsConstants.IP_VS_CONN_F_LOCALNODE;
    private const ForwardingMethod Bypass = (ForwardingMethod)IpvsConstants.IP_VS_CONN_F_BYPASS;

    /// <summary>The command of an operation: "ipvsadm -a -t 10.0.0.1:80 -r 10.0.0.2:80 -g -w 1".</summary>
    public static string Command(IpvsOperation operation) => "ipvsadm " + operation switch
    {
        AddService(var service) => $"-A {Name(service.Id)} {Options(service)}",
        EditService(var service) => $"-E {Name(service.Id)} {Options(service)}",
        DeleteService(var id) => $"-D {Name(id)}",
        AddDestination(var id, var destination) => $"-a {Name(id)} -r {destination.EndPoint} {Options(destination)}",
        EditDestination(var id, var destination) => $"-e {Name(id)} -r {destination.EndPoint} {Options(destination)}",
        DeleteDestination(var id, var endPoint) => $"-d {Name(id)} -r {endPoint}",
        _ => throw new ArgumentException($"no ipvsadm command for {operation.GetType().Name}", nameof(operation)),
    };

    /// <summary>The table as "ipvsadm -Sn" prints it; ipvsadm leaves out thresholds.</summary>
    public static string Save(IpvsTable table)
    {
        var text = new StringBuilder();
        foreach (var (service, destinations) in Sorted(table))
        {
            text.Append(CultureInfo.InvariantCulture, $"-A {Name(service.Id)} {Options(service)}\n");
            foreach (var (destination, _, _, _, _) in destinations)
            {
                var tunnel = destination.Method != ForwardingMethod.Ipip ? ""
                    : destination.Tunnel is null ? " --tun-type ipip"
                    : TunnelOptions(destination);
                text.Append(
                    CultureInfo.InvariantCulture, $"-a {Name(service.Id)} -r {destination.EndPoint} {Forwarding(destination)}{tunnel}\n");
            }
        }
        return text.ToString();
    }

    /// <summary>The table as "ipvsadm -Ln" prints it, without the first line, which is ipvsadm's version.</summary>
    public static string List(IpvsTable table)
    {
        var text = new StringBuilder($"{ServiceHeader}\n{DestinationHeader().TrimEnd()}\n");
        foreach (var (service, destinations) in Sorted(table))
        {
            text.Append(ListLine(service)).Append('\n');
            foreach (var destination in destinations)
                text.Append(ListLine(destination)).Append('\n');
        }
        return text.ToString();
    }

    /// <summary>"TCP  10.0.0.1:80 wrr persistent 300 mask 255.255.255.0".</summary>
    public static string ListLine(Service service)
    {
        var line = new StringBuilder($"{service.Id.ProtocolName.ToUpperInvariant(),-4} {service.Id}");
        if (service.Id is { IsFirewallMark: true, Family: AddressFamily.InterNetworkV6 })
            line.Append(" IPv6");
        line.Append(' ').Append(service.Scheduler);
        if (SchedulerFlags(service) is { } flags)
            line.Append(CultureInfo.InvariantCulture, $" ({flags})");
        if (service.Flags.HasFlag(ServiceFlags.Persistent))
            line.Append(CultureInfo.InvariantCulture, $" persistent {service.PersistenceTimeout}");
        if (Mask(service) is { } mask)
            line.Append(CultureInfo.InvariantCulture, $" mask {mask}");
        if (service is { PersistenceEngine: { } engine } && service.Flags.HasFlag(ServiceFlags.Persistent))
            line.Append(CultureInfo.InvariantCulture, $" pe {engine}");
        if (service.Flags.HasFlag(ServiceFlags.OnePacket))
            line.Append(" ops");
        return line.ToString();
    }

    /// <summary>"  -> 10.0.0.2:80                  Route   1      0          0         ", padded to the end as the tool does.</summary>
    public static string ListLine(DestinationEntry entry) => DestinationRow(
        entry.Destination.EndPoint.ToString(),
        AddressWidth,
        MethodName(entry.Destination.Method),
        entry.Destination.Weight.ToString(CultureInfo.InvariantCulture),
        entry.ActiveConnections.ToString(CultureInfo.InvariantCulture),
        entry.InactiveConnections.ToString(CultureInfo.InvariantCulture));

    /// <summary>Header of the destinations of a list.</summary>
    public static string DestinationHeader(int addressWidth = AddressWidth) =>
        DestinationRow("RemoteAddress:Port", addressWidth, "Forward", "Weight", "ActiveConn", "InActConn");

    /// <summary>The columns of a destination, padded.</summary>
    public static string DestinationRow(string address, int addressWidth, string method, string weight, string active, string inactive) =>
        $"  -> {address.PadRight(addressWidth)} {method,-7} {weight,-6} {active,-10} {inactive,-10}";

    /// <summary>The forwarding method as ipvsadm lists it: "Masq", "Tunnel" (ipip), "Route" (gate), "Local" or "Bypass".</summary>
    public static string MethodName(ForwardingMethod method) => method switch
    {
        ForwardingMethod.Masq => "Masq",
        ForwardingMethod.Ipip => "Tunnel",
        Local => "Local",
        Bypass => "Bypass",
        _ => "Route",
    };

    /// <summary>"-t 10.0.0.1:80", "-u [2001:db8::1]:53", "-f 5" or "-f 5 -6".</summary>
    public static string Name(ServiceId id) => id switch
    {
        { IsFirewallMark: true, Family: AddressFamily.InterNetworkV6 } => $"-f {id} -6",
        { IsFirewallMark: true } => $"-f {id}",
        { Protocol: TransportProtocol.Udp } => $"-u {id}",
        { Protocol: TransportProtocol.Sctp } => $"--sctp-service {id}",
        _ => $"-t {id}",
    };

    /// <summary>"-s wrr -p 300 -M 255.255.255.0".</summary>
    public static string Options(Service service)
    {
        var text = new StringBuilder($"-s {service.Scheduler}");
        if (service.Flags.HasFlag(ServiceFlags.Persistent))
            text.Append(CultureInfo.InvariantCulture, $" -p {service.PersistenceTimeout}");
        if (Mask(service) is { } mask)
            text.Append(CultureInfo.InvariantCulture, $" -M {mask}");
        if (service.PersistenceEngine is { } engine)
            text.Append(CultureInfo.InvariantCulture, $" --pe {engine}");
        if (service.Flags.HasFlag(ServiceFlags.OnePacket))
            text.Append(" -o");
        if (SchedulerFlags(service) is { } flags)
            text.Append(CultureInfo.InvariantCulture, $" -b {flags}");
        return text.ToString();
    }

    /// <summary>"-m -w 1 -x 9 -y 2", "-i -w 1 --tun-type gue --tun-port 6080 --tun-csum".</summary>
    public static string Options(Destination destination) =>
        $"{Forwarding(destination)}{TunnelOptions(destination)}{Thresholds(destination)}";

    private static string Forwarding(Destination destination)
    {
        var method = destination.Method switch
        {
            ForwardingMethod.Masq => "-m",
            ForwardingMethod.Ipip => "-i",
            _ => "-g",
        };
        return string.Create(CultureInfo.InvariantCulture, $"{method} -w {destination.Weight}");
    }

    private static string TunnelOptions(Destination destination)
    {
        if (destination.Tunnel is not { } tunnel)
            return "";
        var kind = tunnel.Kind switch
        {
            TunnelKind.Gue => string.Create(CultureInfo.InvariantCulture, $"gue --tun-port {tunnel.Port}"),
            TunnelKind.Gre => "gre",
            _ => ((int)tunnel.Kind).ToString(CultureInfo.InvariantCulture),
        };
        var checksum = tunnel.Checksum switch
        {
            TunnelChecksum.None => "nocsum",
            TunnelChecksum.Remote => "remcsum",
            _ => "csum",
        };
        return $" --tun-type {kind} --tun-{checksum}";
    }

    private static string Thresholds(Destination destination)
    {
        var upper = destination.UpperThreshold == 0 ? "" : $" -x {destination.UpperThreshold}";
        return destination.LowerThreshold == 0 ? upper : $"{upper} -y {destination.LowerThreshold}";
    }

    /// <summary>The persistence mask; null if the service is not persistent or the mask is the default.</summary>
    private static string? Mask(Service service) =>
        !service.Flags.HasFlag(ServiceFlags.Persistent) || service.NetmaskBits == PrefixMask.Longest(service.Id.Family) ? null
        : service.Id.Family == AddressFamily.InterNetworkV6 ? service.NetmaskBits.ToString(CultureInfo.InvariantCulture)
        : new IPAddress(PrefixMask.FromPrefix(AddressFamily.InterNetwork, service.NetmaskBits)).ToString();

    private static string? SchedulerFlags(Service service)
    {
        string[] names = service.Scheduler switch
        {
            "sh" => ["sh-fallback", "sh-port", "flag-3"],
            "mh" => ["mh-fallback", "mh-port", "flag-3"],
            _ => ["flag-1", "flag-2", "flag-3"],
        };
        ServiceFlags[] flags = [ServiceFlags.Scheduler1, ServiceFlags.Scheduler2, ServiceFlags.Scheduler3];
        var set = string.Join(',', names.Where((_, i) => service.Flags.HasFlag(flags[i])));
        return set.Length == 0 ? null : set;
    }

    private static IEnumerable<(Service, IEnumerable<DestinationEntry>)> Sorted(IpvsTable table) =>
        table.Services
            .OrderBy(entry => entry.Service.Id.FirewallMark)
            .ThenBy(entry => entry.Service.Id.Family)
            .ThenBy(entry => entry.Service.Id.Protocol)
            .ThenBy(entry => Number(entry.Service.Id.EndPoint?.Address))
            .ThenBy(entry => entry.Service.Id.EndPoint?.Port ?? 0)
            .Select(entry => (entry.Service, (IEnumerable<DestinationEntry>)entry.Destinations
                .OrderBy(destination => destination.Destination.EndPoint.AddressFamily)
                .ThenBy(destination => Number(destination.Destination.EndPoint.Address))
                .ThenBy(destination => destination.Destination.EndPoint.Port)));

    private static BigInteger Number(IPAddress? address) =>
        address is null ? BigInteger.Zero : new BigInteger(address.GetAddressBytes(), isUnsigned: true, isBigEndian: true);
}
