using System.Buffers;
using Ldirectord.Platform;
using static Ldirectord.Ipvs.IpvsConstants;
using static Ldirectord.Ipvs.NetlinkConstants;

namespace Ldirectord.Ipvs;

/// <summary>
/// One exchange with the kernel's netlink family "IPVS". Each exchange opens a session of its own, so that a failed one leaves no replies
/// behind, and the family is found again after the module was reloaded under another number.
/// </summary>
internal sealed class IpvsSession : IDisposable
{
    // All replies to one send must fit into the socket's receive buffer, 212,992 bytes by default. A refused change takes about 900 bytes
    // of it, a service more than a page.
    private const int ChangesPerSend = 64;
    private const int ReadsPerSend = 16;

    private const int DumpAttempts = 10;

    private delegate void Write<T>(ref NetlinkWriter writer, T of);

    private readonly NetlinkSocket _socket = new();
    private readonly byte[] _requests = ArrayPool<byte>.Shared.Rent(ChangesPerSend * IpvsRequestWriter.MaxLength);
    private uint _sequence;
    private ushort _family;

    private IpvsSession()
    {
    }

    /// <returns>Null if the kernel has no IPVS. For an unknown family the kernel itself tries to load the module.</returns>
    public static IpvsSession? Open()
    {
        var session = new IpvsSession();
        try
        {
            session._family = session.FindFamily(IPVS_GENL_NAME);
        }
        catch (IpvsException)
        {
            session.Dispose();
            throw;
        }
        if (session._family != 0)
            return session;
        session.Dispose();
        return null;
    }

    public void Dispose()
    {
        _socket.Dispose();
        ArrayPool<byte>.Shared.Return(_requests);
    }

    /// <summary>These services without their destinations. A service that is not in the table is left out.</summary>
    public List<ServiceEntry> GetServices(IReadOnlyCollection<ServiceId> ids)
    {
        var found = new List<ServiceEntry>(ids.Count);
        foreach (var some in ids.Chunk(ReadsPerSend))
        {
            var replies = Request(
                some,
                _ => IPVS_CMD_GET_SERVICE,
                (ref writer, id) => IpvsRequestWriter.WriteService(ref writer, id, null),
                attributes => found.Add(IpvsReplyParser.ReadService(attributes)));
            foreach (var reply in replies.Where(reply => reply.Errno != Errno.NoSuchProcess))
                ThrowIfRefused(reply);
        }

        return found;
    }

    public List<ServiceEntry> DumpServices() => Dump(IPVS_CMD_GET_SERVICE, null, IpvsReplyParser.ReadService);

    /// <summary>The destinations of a service; none if the table does not hold the service.</summary>
    public List<DestinationEntry> DumpDestinations(ServiceId id) =>
        Dump(IPVS_CMD_GET_DEST, id, attributes => IpvsReplyParser.ReadDestination(attributes, id.Family));

    /// <summary>Tries all operations in order, many per send.</summary>
    /// <returns>The reply to each, in order.</returns>
    public KernelReply[] Change(IReadOnlyList<IpvsOperation> operations) =>
    [
        .. operations.Chunk(ChangesPerSend).SelectMany(some => Request(
            some, IpvsRequestWriter.Command, (ref writer, operation) => IpvsRequestWriter.Write(ref writer, operation))),
    ];

    public ConnectionTimeouts GetTimeouts()
    {
        var (tcp, tcpFin, udp) = (0u, 0u, 0u);
        var (reply, _) = Ask(IPVS_CMD_GET_CONFIG, NLM_F_ACK, null, attributes =>
        {
            var attribute = new NetlinkAttributeReader(attributes);
            while (attribute.Next())
            {
                switch (attribute.Type)
                {
                    case IPVS_CMD_ATTR_TIMEOUT_TCP: tcp = attribute.UInt32(); break;
                    case IPVS_CMD_ATTR_TIMEOUT_TCP_FIN: tcpFin = attribute.UInt32(); break;
                    case IPVS_CMD_ATTR_TIMEOUT_UDP: udp = attribute.UInt32(); break;
                }
            }
        });
        return reply.IsOk
            ? new ConnectionTimeouts((int)tcp, (int)tcpFin, (int)udp)
            : throw new IpvsException($"the IPVS timeouts cannot be read: {KernelErrors.Of(reply)}");
    }

    public void SetTimeouts(ConnectionTimeouts wanted)
    {
        var writer = new NetlinkWriter(_requests);
        writer.BeginMessage(_family, NLM_F_REQUEST | NLM_F_ACK, ++_sequence, IPVS_CMD_SET_CONFIG, IPVS_GENL_VERSION);
        writer.Number(IPVS_CMD_ATTR_TIMEOUT_TCP, (uint)wanted.Tcp);
        writer.Number(IPVS_CMD_ATTR_TIMEOUT_TCP_FIN, (uint)wanted.TcpFin);
        writer.Number(IPVS_CMD_ATTR_TIMEOUT_UDP, (uint)wanted.Udp);
        writer.EndMessage();
        if (Gather(writer.Written, new NetlinkReplies(_sequence, 1, null)).All[0] is { IsOk: false } refused)
            throw new IpvsException(KernelErrors.Of(refused));
    }

    public List<SyncDaemon> DumpSyncDaemons() => Dump(IPVS_CMD_GET_DAEMON, null, SyncMessages.Read);

    public KernelReply Start(SyncDaemon daemon) =>
        Request([daemon], _ => IPVS_CMD_NEW_DAEMON, (ref writer, one) => SyncMessages.WriteStart(ref writer, one))[0];

    public KernelReply Stop(SyncRole role) =>
        Request([role], _ => IPVS_CMD_DEL_DAEMON, (ref writer, one) => SyncMessages.WriteStop(ref writer, one))[0];

    /// <summary>
    /// Sends requests, which the kernel handles in order. Only the last asks for an acknowledgement: every acknowledgement is one more
    /// reply to receive.
    /// </summary>
    private IReadOnlyList<KernelReply> Request<T>(T[] all, Func<T, byte> command, Write<T> write, Action<ReadOnlySpan<byte>>? data = null)
    {
        var first = _sequence + 1;
        var writer = new NetlinkWriter(_requests);
        for (var i = 0; i < all.Length; i++)
        {
            var acknowledge = i == all.Length - 1 ? NLM_F_ACK : 0;
            writer.BeginMessage(_family, (ushort)(NLM_F_REQUEST | acknowledge), ++_sequence, command(all[i]), IPVS_GENL_VERSION);
            write(ref writer, all[i]);
            writer.EndMessage();
        }

        return Gather(writer.Written, new NetlinkReplies(first, all.Length, data)).All;
    }

    private List<T> Dump<T>(byte command, ServiceId? service, Func<ReadOnlySpan<byte>, T> read)
    {
        var entries = new List<T>();
        for (var attempt = 0; attempt < DumpAttempts; attempt++)
        {
            entries.Clear();
            var (reply, interrupted) = Ask(command, NLM_F_DUMP, service, attributes => entries.Add(read(attributes)));
            ThrowIfRefused(reply);
            if (!interrupted)
                return entries;
        }
        throw new IpvsException($"the IPVS table changed during each of {DumpAttempts} reads");
    }

    private (KernelReply Reply, bool Interrupted) Ask(byte command, ushort flags, ServiceId? service, Action<ReadOnlySpan<byte>> data)
    {
        var writer = new NetlinkWriter(_requests);
        writer.BeginMessage(_family, (ushort)(NLM_F_REQUEST | flags), ++_sequence, command, IPVS_GENL_VERSION);
        if (service is not null)
            IpvsRequestWriter.WriteService(ref writer, service, null);
        writer.EndMessage();
        var replies = Gather(writer.Written, new NetlinkReplies(_sequence, 1, data));
        return (replies.All[0], replies.WasInterrupted);
    }

    private ushort FindFamily(string name)
    {
        ushort family = 0;
        var writer = new NetlinkWriter(_requests);
        writer.BeginMessage(GENL_ID_CTRL, NLM_F_REQUEST | NLM_F_ACK, ++_sequence, CTRL_CMD_GETFAMILY, 1);
        writer.Text(CTRL_ATTR_FAMILY_NAME, name);
        writer.EndMessage();
        Gather(writer.Written, new NetlinkReplies(_sequence, 1, attributes =>
        {
            var attribute = new NetlinkAttributeReader(attributes);
            while (attribute.Next())
            {
                if (attribute.Type == CTRL_ATTR_FAMILY_ID)
                    family = attribute.UInt16();
            }
        }));
        return family;
    }

    private NetlinkReplies Gather(ReadOnlySpan<byte> requests, NetlinkReplies replies)
    {
        _socket.Send(requests);
        while (!replies.IsComplete)
            replies.Take(_socket.Receive());
        return replies;
    }

    private static void ThrowIfRefused(KernelReply reply)
    {
        if (!reply.IsOk)
            throw new IpvsException($"the IPVS table cannot be read: {KernelErrors.Of(reply)}");
    }
}
