using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Ldirectord.Ipvs;

/// <summary>Why an operation was refused, in words for an operator; what errno means depends on the operation (ip_vs_genl_set_cmd in the kernel's ip_vs_ctl.c).</summary>
internal static class KernelErrors
{
    public const int EPERM = 1;
    public const int ENOENT = 2;
    public const int ESRCH = 3;
    public const int EEXIST = 17;
    public const int EINVAL = 22;
    public const int ERANGE = 34;
    public const int EAFNOSUPPORT = 97;

    /// <returns>null when <paramref name="verdict"/> is no error.</returns>
    public static string? Of(IpvsOperation operation, KernelReply verdict) => (operation, verdict.Errno) switch
    {
        (_, 0) => null,
        (_, ESRCH) => "no such service",
        (_, EEXIST) => "already there",
        (AddService { Service.Scheduler: var name }, ENOENT) => NoScheduler(name),
        (EditService { Service.Scheduler: var name }, ENOENT) => NoScheduler(name),
        (_, ENOENT) => "no such destination",
        (AddService { Service: var service }, EINVAL or ERANGE) => Unfit(service, verdict),
        (EditService { Service: var service }, EINVAL or ERANGE) => Unfit(service, verdict),
        (AddDestination { Destination: var destination }, EINVAL or ERANGE) => Unfit(operation.ServiceId, destination, verdict),
        (EditDestination { Destination: var destination }, EINVAL or ERANGE) => Unfit(operation.ServiceId, destination, verdict),
        _ => Of(verdict),
    };

    /// <summary>What can be said without knowing the request.</summary>
    public static string Of(KernelReply verdict) => verdict switch
    {
        { Errno: EPERM } => "not permitted: only root (or who has CAP_NET_ADMIN) may",
        { Errno: EAFNOSUPPORT } => "this kernel's IPVS has no IPv6",
        { Words: { } words } => words,
        _ => Marshal.GetPInvokeErrorMessage(verdict.Errno),
    };

    private static string NoScheduler(string name) => $"the scheduler {name} is not in this kernel: modprobe ip_vs_{name}";

    private static string Unfit(Service service, KernelReply verdict) => service switch
    {
        { Scheduler.Length: 0 or >= IpvsConstants.IP_VS_SCHEDNAME_MAXLEN } =>
            $"a scheduler's name has 1 to {IpvsConstants.IP_VS_SCHEDNAME_MAXLEN - 1} characters, not {service.Scheduler.Length}",
        { Id.Family: AddressFamily.InterNetworkV6, NetmaskBits: 0 or > 128 } =>
            $"an IPv6 persistence prefix has 1 to 128 bits, not {service.NetmaskBits}",
        _ => Of(verdict),
    };

    private static string Unfit(ServiceId service, Destination destination, KernelReply verdict) => destination switch
    {
        { Weight: < 0 } => $"weight {destination.Weight} is below 0",
        _ when destination.LowerThreshold > destination.UpperThreshold =>
            $"the lower threshold {destination.LowerThreshold} is above the upper threshold {destination.UpperThreshold}",
        _ when destination.EndPoint.AddressFamily != service.Family => "only ipip reaches a destination of the other address family",
        _ => Of(verdict),
    };
}
