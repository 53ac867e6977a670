namespace Ldirectord.Ipvs;

/// <summary>Transport protocol of a virtual service; values are IPPROTO_* (netinet/in.h).</summary>
internal enum TransportProtocol : ushort
{
    /// <summary>A firewall-mark service has no protocol of its own.</summary>
    None = 0,
    Tcp = 6,
    Udp = 17,
    Sctp = 132,
}
