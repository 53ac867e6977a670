
using Ldirectord.Ipvs;

namespace Ldirectord.Config;

/// <summary>The words gate, masq and ipip, and what a method does to a destination's port.</summary>
internal static class ForwardingMethodNames
{
    public static ForwardingMethod? Parse(string word) => word switch
    {
        "gate" => ForwardingMethod.Gate,
        "masq" => ForwardingMethod.Masq,
        "ipip" => ForwardingMethod.Ipip,
        _ => null,
    };

    /// <summary>What is expected of a method, in words.</summary>
    public const string Expected = "gate (direct routing), masq (NAT) or ipip (tunnel)";

    /// <summary>The word for it in the file.</summary>
    public static string Name(ForwardingMethod method) => method switch
    {
        ForwardingMethod.Gate => "gate",
        ForwardingMethod.Ipip => "ipip",
        _ => "masq",
    };

    /// <summary>
    /// The port the kernel has for a destination: only masq rewrites ports, and a firewall mark has none of its own (ipvsadm(8), --real-server).
    /// </summary>
    public static int KernelPort(ServiceId service, ForwardingMethod method, int port) =>
        service.EndPoint is { } virtualEndPoint && method != ForwardingMethod.Masq ? virtualEndPoint.Port : port;
}
