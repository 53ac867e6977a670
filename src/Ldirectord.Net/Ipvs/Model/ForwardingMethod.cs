namespace Ldirectord.Ipvs;

/// <summary>How packets reach a real server; values are IP_VS_CONN_F_* (linux/ip_vs.h).</summary>
internal enum ForwardingMethod : uint
{
    /// <summary>Network address translation (ipvsadm -m).</summary>
    Masq = 0,

    /// <summary>IP-in-IP tunnel (ipvsadm -i).</summary>
    Ipip = 2,

    /// <summary>Direct routing (ipvsadm -g).</summary>
    Gate = 3,
}
