using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Ldirectord.Ipvs;

/// <summary>
/// The identity of a virtual service in IPVS: protocol, address and port, or firewall mark and address family (struct ip_vs_service_user,
/// linux/ip_vs.h).
/// </summary>
/// <param name="EndPoint">Virtual address and port (0..65535); null for a firewall mark.</param>
/// <param name="FirewallMark">1..4294967295; 0 for a service without a firewall mark.</param>
internal sealed record ServiceId(TransportProtocol Protocol, IPEndPoint? EndPoint, uint FirewallMark, AddressFamily Family)
{
    public static ServiceId Tcp(IPEndPoint endPoint) => new(TransportProtocol.Tcp, endPoint, 0, endPoint.AddressFamily);

    public static ServiceId Udp(IPEndPoint endPoint) => new(TransportProtocol.Udp, endPoint, 0, endPoint.AddressFamily);

    public static ServiceId Sctp(IPEndPoint endPoint) => new(TransportProtocol.Sctp, endPoint, 0, endPoint.AddressFamily);

    public static ServiceId Mark(uint mark, AddressFamily family = AddressFamily.InterNetwork) =>
        new(TransportProtocol.None, null, mark, family);

    public bool IsFirewallMark => EndPoint is null;

    /// <summary>"tcp", "udp", "sctp" or "fwm".</summary>
    public string ProtocolName => this switch
    {
        { IsFirewallMark: true } => "fwm",
        { Protocol: TransportProtocol.Udp } => "udp",
        { Protocol: TransportProtocol.Sctp } => "sctp",
        _ => "tcp",
    };

    /// <summary>"tcp:10.0.0.1:80", "udp:…", "sctp:…", "fwm:1" or "fwm6:1".</summary>
    public string FullName =>
        $"{ProtocolName}{(this is { IsFirewallMark: true, Family: AddressFamily.InterNetworkV6 } ? "6" : "")}:{this}";

    /// <summary>"10.0.0.1:80", "[2001:db8::1]:80" or the mark: the name of the service in log lines and messages.</summary>
    public override string ToString() => EndPoint?.ToString() ?? FirewallMark.ToString(CultureInfo.InvariantCulture);
}
