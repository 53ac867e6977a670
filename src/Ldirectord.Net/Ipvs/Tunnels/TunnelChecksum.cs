namespace Ldirectord.Ipvs;

/// <summary>The checksum in the header of a tunnel; values are IP_VS_TUNNEL_ENCAP_FLAG_* (linux/ip_vs.h).</summary>
internal enum TunnelChecksum : ushort
{
    None = 0,

    /// <summary>Over the wrapped packet (ipvsadm --tun-csum).</summary>
    Full = 1,

    /// <summary>Remote checksum offload, of gue alone (ipvsadm --tun-remcsum).</summary>
    Remote = 2,
}
