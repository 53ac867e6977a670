using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using static Ldirectord.Ipvs.IpvsConstants;

namespace Ldirectord.Ipvs;

/// <summary>Writes operations as attributes of linux/ip_vs.h ("IPVS Generic Netlink interface definitions").</summary>
internal static class IpvsRequestWriter
{
    private const ushort AF_INET = 2;
    private const ushort AF_INET6 = 10;

    /// <summary>Upper bound of a message in bytes: its longest text, the scheduler's name, is cut.</summary>
    public const int MaxLength = 256;

    public static byte Command(IpvsOperation operation) => operation switch
    {
        AddService => IPVS_CMD_NEW_SERVICE,
        EditService => IPVS_CMD_SET_SERVICE,
        DeleteService => IPVS_CMD_DEL_SERVICE,
        AddDestination => IPVS_CMD_NEW_DEST,
        EditDestination => IPVS_CMD_SET_DEST,
        DeleteDestination => IPVS_CMD_DEL_DEST,
        _ => throw new ArgumentException($"no kernel command for {operation.GetType().Name}", nameof(operation)),
    };

    public static void Write(ref NetlinkWriter writer, IpvsOperation operation)
    {
        switch (operation)
        {
            case AddService(var service):
                WriteService(ref writer, service.Id, service);
                break;
            case EditService(var service):
                WriteService(ref writer, service.Id, service);
                break;
            default:
                WriteService(ref writer, operation.ServiceId, null);
                break;
        }

        switch (operation)
        {
            case AddDestination(_, var destination):
                WriteDestination(ref writer, destination.EndPoint, destination);
                break;
            case EditDestination(_, var destination):
                WriteDestination(ref writer, destination.EndPoint, destination);
                break;
            case DeleteDestination(_, var endPoint):
                WriteDestination(ref writer, endPoint, null);
                break;
        }
    }

    /// <param name="settings">Null to write only the identity.</param>
    public static void WriteService(ref NetlinkWriter writer, ServiceId id, Service? settings)
    {
        var nested = writer.BeginNested(IPVS_CMD_ATTR_SERVICE);
        writer.Number(IPVS_SVC_ATTR_AF, Family(id.Family));
        if (id.EndPoint is { } endPoint)
        {
            writer.Number(IPVS_SVC_ATTR_PROTOCOL, (ushort)id.Protocol);
            WriteAddress(ref writer, IPVS_SVC_ATTR_ADDR, endPoint.Address);
            writer.Port(IPVS_SVC_ATTR_PORT, endPoint.Port);
        }
        else
        {
            writer.Number(IPVS_SVC_ATTR_FWMARK, id.FirewallMark);
        }
        if (settings is not null)
            WriteSettings(ref writer, settings);
        writer.EndNested(nested);
    }

    private static void WriteSettings(ref NetlinkWriter writer, Service service)
    {
        // Cut one character above the kernel's limit, so that it refuses a name that is too long instead of finding another scheduler.
        writer.Text(IPVS_SVC_ATTR_SCHED_NAME, service.Scheduler[..Math.Min(service.Scheduler.Length, IP_VS_SCHEDNAME_MAXLEN)]);
        // struct ip_vs_flags: the flags, and the mask of those to change: all.
        var flags = writer.Attribute(IPVS_SVC_ATTR_FLAGS, 2 * sizeof(uint));
        MemoryMarshal.Write(flags, (uint)service.Flags);
        MemoryMarshal.Write(flags[sizeof(uint)..], uint.MaxValue);
        writer.Number(IPVS_SVC_ATTR_TIMEOUT, service.PersistenceTimeout);
        writer.Number(IPVS_SVC_ATTR_NETMASK, PrefixMask.FromPrefix(service.Id.Family, service.NetmaskBits));
        // Without the attribute an edit takes the engine away.
        if (service.PersistenceEngine is { } engine)
            writer.Text(IPVS_SVC_ATTR_PE_NAME, engine);
    }

    private static void WriteDestination(ref NetlinkWriter writer, IPEndPoint endPoint, Destination? settings)
    {
        var nested = writer.BeginNested(IPVS_CMD_ATTR_DEST);
        WriteAddress(ref writer, IPVS_DEST_ATTR_ADDR, endPoint.Address);
        writer.Port(IPVS_DEST_ATTR_PORT, endPoint.Port);
        writer.Number(IPVS_DEST_ATTR_ADDR_FAMILY, Family(endPoint.AddressFamily));
        if (settings is not null)
        {
            writer.Number(IPVS_DEST_ATTR_FWD_METHOD, (uint)settings.Method);
            writer.Number(IPVS_DEST_ATTR_WEIGHT, (uint)settings.Weight);
            writer.Number(IPVS_DEST_ATTR_U_THRESH, settings.UpperThreshold);
            writer.Number(IPVS_DEST_ATTR_L_THRESH, settings.LowerThreshold);
            if (settings.Tunnel is { } tunnel)
                WriteTunnel(ref writer, tunnel);
        }
        writer.EndNested(nested);
    }

    // Without these attributes an edit makes the tunnel plain IP in IP.
    private static void WriteTunnel(ref NetlinkWriter writer, Tunnel tunnel)
    {
        writer.Number(IPVS_DEST_ATTR_TUN_TYPE, (byte)tunnel.Kind);
        writer.Port(IPVS_DEST_ATTR_TUN_PORT, tunnel.Port);
        writer.Number(IPVS_DEST_ATTR_TUN_FLAGS, (ushort)tunnel.Checksum);
    }

    // union nf_inet_addr: 16 bytes for both families.
    private static void WriteAddress(ref NetlinkWriter writer, ushort type, IPAddress address) =>
        address.TryWriteBytes(writer.Attribute(type, 16), out _);

    private static ushort Family(AddressFamily family) => family == AddressFamily.InterNetworkV6 ? AF_INET6 : AF_INET;
}
