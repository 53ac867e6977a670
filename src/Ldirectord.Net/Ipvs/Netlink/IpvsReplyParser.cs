using System.Net;
using System.Net.Sockets;
using static Ldirectord.Ipvs.IpvsConstants;

namespace Ldirectord.Ipvs;

/// <summary>Reads services and destinations from the attributes of linux/ip_vs.h.</summary>
internal static class IpvsReplyParser
{
    private const ushort AF_INET6 = 10;

    /// <summary>A service without its destinations.</summary>
    public static ServiceEntry ReadService(ReadOnlySpan<byte> attributes)
    {
        var family = AddressFamily.InterNetwork;
        TransportProtocol protocol = 0;
        ReadOnlySpan<byte> address = [];
        int port = 0;
        uint mark = 0, flags = 0, timeout = 0, netmask = 0;
        string scheduler = "", engine = "";
        ReadOnlySpan<byte> statistics = [], statistics64 = [];

        var attribute = new NetlinkAttributeReader(Nested(attributes, IPVS_CMD_ATTR_SERVICE));
        while (attribute.Next())
        {
            switch (attribute.Type)
            {
                case IPVS_SVC_ATTR_AF: family = Family(attribute.UInt16()); break;
                case IPVS_SVC_ATTR_PROTOCOL: protocol = (TransportProtocol)attribute.UInt16(); break;
                case IPVS_SVC_ATTR_ADDR: address = attribute.Value; break;
                case IPVS_SVC_ATTR_PORT: port = attribute.Port(); break;
                case IPVS_SVC_ATTR_FWMARK: mark = attribute.UInt32(); break;
                case IPVS_SVC_ATTR_SCHED_NAME: scheduler = attribute.Text(); break;
                case IPVS_SVC_ATTR_FLAGS: flags = attribute.UInt32(); break;
                case IPVS_SVC_ATTR_TIMEOUT: timeout = attribute.UInt32(); break;
                case IPVS_SVC_ATTR_NETMASK: netmask = attribute.UInt32(); break;
                case IPVS_SVC_ATTR_PE_NAME: engine = attribute.Text(); break;
                case IPVS_SVC_ATTR_STATS: statistics = attribute.Value; break;
                case IPVS_SVC_ATTR_STATS64: statistics64 = attribute.Value; break;
            }
        }

        var id = mark != 0
            ? ServiceId.Mark(mark, family)
            : new ServiceId(protocol, new IPEndPoint(Address(address, family), port), 0, family);
        // Without persistence the kernel's timeout and netmask mean nothing.
        var service = (flags & (uint)ServiceFlags.Persistent) != 0
            ? new Service(id, scheduler, Flags(flags), timeout, PrefixMask.ToPrefix(family, netmask))
            : new Service(id, scheduler, Flags(flags), 0, PrefixMask.Longest(family));
        if (engine.Length > 0)
            service = service with { PersistenceEngine = engine };
        return new ServiceEntry(service, [], ReadStatistics(statistics64.IsEmpty ? statistics : statistics64));
    }

    /// <param name="serviceFamily">The destination's family if the kernel does not send one (before 3.18).</param>
    public static DestinationEntry ReadDestination(ReadOnlySpan<byte> attributes, AddressFamily serviceFamily)
    {
        var family = serviceFamily;
        ReadOnlySpan<byte> address = [];
        int port = 0;
        uint method = 0, weight = 0, upper = 0, lower = 0, active = 0, inactive = 0, persistent = 0;
        byte tunnelKind = 0;
        ushort tunnelPort = 0, tunnelFlags = 0;
        ReadOnlySpan<byte> statistics = [], statistics64 = [];

        var attribute = new NetlinkAttributeReader(Nested(attributes, IPVS_CMD_ATTR_DEST));
        while (attribute.Next())
        {
            switch (attribute.Type)
            {
                case IPVS_DEST_ATTR_ADDR: address = attribute.Value; break;
                case IPVS_DEST_ATTR_PORT: port = attribute.Port(); break;
                case IPVS_DEST_ATTR_ADDR_FAMILY: family = Family(attribute.UInt16()); break;
                case IPVS_DEST_ATTR_FWD_METHOD: method = attribute.UInt32(); break;
                case IPVS_DEST_ATTR_WEIGHT: weight = attribute.UInt32(); break;
                case IPVS_DEST_ATTR_U_THRESH: upper = attribute.UInt32(); break;
                case IPVS_DEST_ATTR_L_THRESH: lower = attribute.UInt32(); break;
                case IPVS_DEST_ATTR_ACTIVE_CONNS: active = attribute.UInt32(); break;
                case IPVS_DEST_ATTR_INACT_CONNS: inactive = attribute.UInt32(); break;
                case IPVS_DEST_ATTR_PERSIST_CONNS: persistent = attribute.UInt32(); break;
                case IPVS_DEST_ATTR_TUN_TYPE: tunnelKind = attribute.UInt8(); break;
                case IPVS_DEST_ATTR_TUN_PORT: tunnelPort = attribute.Port(); break;
                case IPVS_DEST_ATTR_TUN_FLAGS: tunnelFlags = attribute.UInt16(); break;
                case IPVS_DEST_ATTR_STATS: statistics = attribute.Value; break;
                case IPVS_DEST_ATTR_STATS64: statistics64 = attribute.Value; break;
            }
        }

        // LOCALNODE and BYPASS stay in as numbers: no configuration asks for them, so they differ from any wanted method.
        var destination = new Destination(
            new IPEndPoint(Address(address, family), port), (ForwardingMethod)(method & IP_VS_CONN_F_FWD_MASK), (int)weight, upper, lower);
        // Plain IP in IP has no port and no checksum, and the other methods no tunnel, whatever was sent for them once.
        if (tunnelKind != 0 && destination.Method == ForwardingMethod.Ipip)
            destination = destination with { Tunnel = ReadTunnel(tunnelKind, tunnelPort, tunnelFlags) };
        return new DestinationEntry(
            destination, active, inactive, persistent, ReadStatistics(statistics64.IsEmpty ? statistics : statistics64));
    }

    private static Tunnel ReadTunnel(byte kind, ushort port, ushort flags) =>
        new((TunnelKind)kind, (TunnelKind)kind == TunnelKind.Gre ? 0 : port, (TunnelChecksum)flags);

    private static TrafficStatistics ReadStatistics(ReadOnlySpan<byte> nested)
    {
        Span<ulong> counters = stackalloc ulong[IPVS_STATS_ATTR_OUTBPS + 1];
        var attribute = new NetlinkAttributeReader(nested);
        while (attribute.Next())
        {
            if (attribute.Type < counters.Length && attribute.Type != 0)
                counters[attribute.Type] = attribute.Counter();
        }
        return new TrafficStatistics(
            counters[IPVS_STATS_ATTR_CONNS], counters[IPVS_STATS_ATTR_INPKTS], counters[IPVS_STATS_ATTR_OUTPKTS],
            counters[IPVS_STATS_ATTR_INBYTES], counters[IPVS_STATS_ATTR_OUTBYTES],
            counters[IPVS_STATS_ATTR_CPS], counters[IPVS_STATS_ATTR_INPPS], counters[IPVS_STATS_ATTR_OUTPPS],
            counters[IPVS_STATS_ATTR_INBPS], counters[IPVS_STATS_ATTR_OUTBPS]);
    }

    public static ReadOnlySpan<byte> Nested(ReadOnlySpan<byte> attributes, ushort type)
    {
        var attribute = new NetlinkAttributeReader(attributes);
        while (attribute.Next())
        {
            if (attribute.Type == type)
                return attribute.Value;
        }
        throw new IpvsException($"the kernel's netlink answer is malformed: attribute {type} is missing");
    }

    private static ServiceFlags Flags(uint flags) => (ServiceFlags)(flags & ~IP_VS_SVC_F_HASHED);

    private static AddressFamily Family(ushort family) => family == AF_INET6 ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork;

    // union nf_inet_addr: 16 bytes; IPv4 uses the first four.
    private static IPAddress Address(ReadOnlySpan<byte> value, AddressFamily family)
    {
        var length = family == AddressFamily.InterNetworkV6 ? 16 : 4;
        return value.Length >= length
            ? new IPAddress(value[..length])
            : throw new IpvsException($"the kernel's netlink answer is malformed: an address has {value.Length} bytes, not {length}");
    }
}
