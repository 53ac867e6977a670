using Ldirectord.Ipvs;

namespace Ldirectord.Config;

/// <summary>The words gate, masq and ipip, and the destination's port in the kernel by method.</summary>
internal static class ForwardingMethodNames
{
    public static ForwardingMethod? Parse(string word) => word switch
    {
        "gate" => ForwardingMethod.Gate,
        "masq" => ForwardingMethod.Masq,
        "ipip" => ForwardingMethod.Ipip,
        _ => null,
    };

    /// <summary>The words, for messages.</summary>
    public const string Expected = "gate (direct routing), masq (NAT) or ipip (tunnel)";

    /// <summary>The method's word in the file.</summary>
    public static string Name(ForwardingMethod method) => method switch
    {
        ForwardingMethod.Gate => "gate",
        ForwardingMethod.Ipip => "ipip",
        _ => "masq",
    };

    /// <summary>
    /// A destination's port in the kernel: only masq rewrites ports, and a firewall mark has no port (ipvsadm(8), --real-server).
    /// </summary>
    public static int KernelPort(ServiceId service, ForwardingMethod method, int port) =>
        service.EndPoint is { } virtualEndPoint && method != ForwardingMethod.Masq ? virtualEndPoint.Port : port;
}
