namespace Ldirectord.Ipvs;

/// <summary>How a packet to a real server is wrapped; values are IP_VS_CONN_F_TUNNEL_TYPE_* (linux/ip_vs.h).</summary>
internal enum TunnelKind : byte
{
    /// <summary>Generic UDP encapsulation, from Linux 5.2 (ipvsadm --tun-type gue).</summary>
    Gue = 1,

    /// <summary>Generic routing encapsulation, from Linux 5.3 (ipvsadm --tun-type gre).</summary>
    Gre = 2,
}
