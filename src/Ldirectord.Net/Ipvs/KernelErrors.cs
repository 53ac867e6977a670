using System.Net.Sockets;
using System.Runtime.InteropServices;
using Ldirectord.Platform;

namespace Ldirectord.Ipvs;

/// <summary>
/// Why the kernel refused an operation, in words for an operator. The meaning of an error number depends on the operation
/// (ip_vs_genl_set_cmd in the kernel's ip_vs_ctl.c).
/// </summary>
internal static class KernelErrors
{
    /// <returns>Null if <paramref name="reply"/> is a success.</returns>
    public static string? Of(IpvsOperation operation, KernelReply reply) => (operation, reply.Errno) switch
    {
        (_, 0) => null,
        (_, Errno.NoSuchProcess) => "no such service",
        (_, Errno.AlreadyExists) => "already there",
        (AddService add, Errno.NoEntry) => NoModule(add.Service),
        (EditService edit, Errno.NoEntry) => NoModule(edit.Service),
        (_, Errno.NoEntry) => "no such destination",
        (AddService add, Errno.InvalidArgument or Errno.OutOfRange) => InvalidService(add.Service, reply),
        (EditService edit, Errno.InvalidArgument or Errno.OutOfRange) => InvalidService(edit.Service, reply),
        (AddDestination add, Errno.InvalidArgument or Errno.OutOfRange) => InvalidDestination(add.ServiceId, add.Destination, reply),
        (EditDestination edit, Errno.InvalidArgument or Errno.OutOfRange) => InvalidDestination(edit.ServiceId, edit.Destination, reply),
        _ => Of(reply),
    };

    /// <summary>The reason as far as the reply alone tells it.</summary>
    public static string Of(KernelReply reply) => reply switch
    {
        { Errno: Errno.NotPermitted } => "not permitted: requires root or CAP_NET_ADMIN",
        { Errno: Errno.FamilyNotSupported } => "this kernel's IPVS has no IPv6",
        { Words: { } words } => words,
        _ => Marshal.GetPInvokeErrorMessage(reply.Errno),
    };

    // The kernel does not tell which of the two it lacks.
    private static string NoModule(Service service) => service is { Scheduler: var name, PersistenceEngine: { } engine }
        ? $"the scheduler {name} or the persistence engine {engine} is not in this kernel: modprobe -a ip_vs_{name} ip_vs_pe_{engine}"
        : $"the scheduler {service.Scheduler} is not in this kernel: modprobe ip_vs_{service.Scheduler}";

    private static string InvalidService(Service service, KernelReply reply) => service switch
    {
        { Scheduler.Length: 0 or >= IpvsConstants.IP_VS_SCHEDNAME_MAXLEN } =>
            $"a scheduler's name has 1 to {IpvsConstants.IP_VS_SCHEDNAME_MAXLEN - 1} characters, not {service.Scheduler.Length}",
        { Id.Family: AddressFamily.InterNetworkV6, NetmaskBits: 0 or > 128 } =>
            $"an IPv6 persistence prefix has 1 to 128 bits, not {service.NetmaskBits}",
        _ => Of(reply),
    };

    private static string InvalidDestination(ServiceId service, Destination destination, KernelReply reply) => destination switch
    {
        { Weight: < 0 } => $"weight {destination.Weight} is below 0",
        { Tunnel: { Kind: TunnelKind.Gue, Port: 0 } } => "a gue tunnel needs a port from 1",
        _ when destination.LowerThreshold > destination.UpperThreshold =>
            $"the lower threshold {destination.LowerThreshold} is above the upper threshold {destination.UpperThreshold}",
        { Method: ForwardingMethod.Ipip } when destination.EndPoint.AddressFamily != service.Family =>
            "a destination of the other address family is not possible while a sync daemon runs",
        _ when destination.EndPoint.AddressFamily != service.Family => "a destination of the other address family needs ipip",
        _ => Of(reply),
    };
}
