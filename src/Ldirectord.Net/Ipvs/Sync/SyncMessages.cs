using System.Net;
using static Ldirectord.Ipvs.IpvsConstants;

namespace Ldirectord.Ipvs;

/// <summary>Sync daemons as attributes of linux/ip_vs.h (IPVS_CMD_ATTR_DAEMON).</summary>
internal static class SyncMessages
{
    public static void WriteStart(ref NetlinkWriter writer, SyncDaemon daemon)
    {
        var nested = writer.BeginNested(IPVS_CMD_ATTR_DAEMON);
        writer.Number(IPVS_DAEMON_ATTR_STATE, (uint)daemon.Role);
        writer.Text(IPVS_DAEMON_ATTR_MCAST_IFN, daemon.Interface);
        writer.Number(IPVS_DAEMON_ATTR_SYNC_ID, (uint)daemon.SyncId);
        if (daemon.MaxLength is { } length)
            writer.Number(IPVS_DAEMON_ATTR_SYNC_MAXLEN, (ushort)length);
        var group = daemon.Group.GetAddressBytes();
        group.CopyTo(writer.Attribute(group.Length == 4 ? IPVS_DAEMON_ATTR_MCAST_GROUP : IPVS_DAEMON_ATTR_MCAST_GROUP6, group.Length));
        // In the machine's byte order, unlike the ports of services.
        writer.Number(IPVS_DAEMON_ATTR_MCAST_PORT, (ushort)daemon.Port);
        writer.Number(IPVS_DAEMON_ATTR_MCAST_TTL, (byte)daemon.Ttl);
        writer.EndNested(nested);
    }

    public static void WriteStop(ref NetlinkWriter writer, SyncRole role)
    {
        var nested = writer.BeginNested(IPVS_CMD_ATTR_DAEMON);
        writer.Number(IPVS_DAEMON_ATTR_STATE, (uint)role);
        writer.EndNested(nested);
    }

    /// <summary>What a kernel before 4.3 does not send is its default.</summary>
    public static SyncDaemon Read(ReadOnlySpan<byte> attributes)
    {
        var daemon = new SyncDaemon(0, "", 0);
        var attribute = new NetlinkAttributeReader(IpvsReplyParser.Nested(attributes, IPVS_CMD_ATTR_DAEMON));
        while (attribute.Next())
        {
            switch (attribute.Type)
            {
                case IPVS_DAEMON_ATTR_STATE: daemon = daemon with { Role = (SyncRole)attribute.UInt32() }; break;
                case IPVS_DAEMON_ATTR_MCAST_IFN: daemon = daemon with { Interface = attribute.Text() }; break;
                case IPVS_DAEMON_ATTR_SYNC_ID: daemon = daemon with { SyncId = (int)attribute.UInt32() }; break;
                case IPVS_DAEMON_ATTR_SYNC_MAXLEN: daemon = daemon with { MaxLength = attribute.UInt16() }; break;
                case IPVS_DAEMON_ATTR_MCAST_GROUP: daemon = daemon with { Group = new IPAddress(attribute.First(4)) }; break;
                case IPVS_DAEMON_ATTR_MCAST_GROUP6: daemon = daemon with { Group = new IPAddress(attribute.First(16)) }; break;
                case IPVS_DAEMON_ATTR_MCAST_PORT: daemon = daemon with { Port = attribute.UInt16() }; break;
                case IPVS_DAEMON_ATTR_MCAST_TTL: daemon = daemon with { Ttl = attribute.UInt8() }; break;
            }
        }

        return daemon;
    }
}
