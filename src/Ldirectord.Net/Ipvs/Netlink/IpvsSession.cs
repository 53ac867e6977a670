using System.Buffers;
using static Ldirectord.Ipvs.IpvsConstants;
using static Ldirectord.Ipvs.NetlinkConstants;

namespace Ldirectord.Ipvs;

/// <summary>
/// One exchange with the kernel's "IPVS" family: opened, used and closed, so that nothing of a failed one is left for the next, and a module that was loaded
/// anew, under a new family number, is found again.
/// </summary>
internal sealed class IpvsSession : IDisposable
{
    // As many answers as surely fit into a socket's receive buffer of the default size (212,992 bytes): some 900 for each error, a page and more for each service.
    private const int RequestsInOneSend = 64;
    private const int QuestionsInOneSend = 16;

    private const int DumpAttempts = 10;

    private delegate void Write<T>(ref NetlinkWriter writer, T of);

    private readonly NetlinkSocket _socket = new();
    private readonly byte[] _requests = ArrayPool<byte>.Shared.Rent(RequestsInOneSend * IpvsRequestWriter.MaxLength);
    private uint _sequence;
    private ushort _family;

    private IpvsSession()
    {
    }

    /// <returns>null where the kernel has no IPVS, also after trying to load it itself, as it does for an unknown family.</returns>
    public static IpvsSession? Open()
    {
        var conversation = new IpvsSession();
        try
        {
            conversation._family = conversation.FindFamily(IPVS_GENL_NAME);
        }
        catch (IpvsException)
        {
            conversation.Dispose();
            throw;
        }
        if (conversation._family != 0)
            return conversation;
        conversation.Dispose();
        return null;
    }

    public void Dispose()
    {
        _socket.Dispose();
        ArrayPool<byte>.Shared.Return(_requests);
    }

    /// <summary>The services with these identities, those of them that there are, without their destinations.</summary>
    public List<ServiceEntry> GetServices(IReadOnlyCollection<ServiceId> ids)
    {
        var found = new List<ServiceEntry>(ids.Count);
        foreach (var some in ids.Chunk(QuestionsInOneSend))
        {
            var verdicts = Request(
                some,
                _ => IPVS_CMD_GET_SERVICE,
                (ref writer, id) => IpvsRequestWriter.WriteService(ref writer, id, null),
                answer => found.Add(IpvsReplyParser.ReadService(answer)));
            foreach (var verdict in verdicts.Where(verdict => verdict.Errno != KernelErrors.ESRCH))
                ThrowIfRefused(verdict);
        }

        return found;
    }

    public List<ServiceEntry> DumpServices() => Dump(IPVS_CMD_GET_SERVICE, null, IpvsReplyParser.ReadService);

    /// <summary>Empty, too, where there is no such service.</summary>
    public List<DestinationEntry> DumpDestinations(ServiceId id) =>
        Dump(IPVS_CMD_GET_DEST, id, answer => IpvsReplyParser.ReadDestination(answer, id.Family));

    /// <summary>Carries out the operations in order, many in one send.</summary>
    /// <returns>How each ended.</returns>
    public KernelReply[] Change(IReadOnlyList<IpvsOperation> operations) =>
    [
        .. operations.Chunk(RequestsInOneSend).SelectMany(some => Request(
            some, IpvsRequestWriter.Command, (ref writer, operation) => IpvsRequestWriter.Write(ref writer, operation))),
    ];

    /// <summary>Sends requests that the kernel carries out in order. Only the last asks for an acknowledgement: each would be one more answer to receive.</summary>
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

        return Gather(writer.Written, new NetlinkReplies(first, all.Length, data)).Verdicts;
    }

    private List<T> Dump<T>(byte command, ServiceId? service, Func<ReadOnlySpan<byte>, T> read)
    {
        var entries = new List<T>();
        for (var attempt = 0; attempt < DumpAttempts; attempt++)
        {
            entries.Clear();
            var (verdict, interrupted) = Ask(command, NLM_F_DUMP, service, answer => entries.Add(read(answer)));
            ThrowIfRefused(verdict);
            if (!interrupted)
                return entries;
        }
        throw new IpvsException($"the IPVS table changed during each of {DumpAttempts} readings");
    }

    private (KernelReply Verdict, bool Interrupted) Ask(byte command, ushort flags, ServiceId? service, Action<ReadOnlySpan<byte>> data)
    {
        var writer = new NetlinkWriter(_requests);
        writer.BeginMessage(_family, (ushort)(NLM_F_REQUEST | flags), ++_sequence, command, IPVS_GENL_VERSION);
        if (service is not null)
            IpvsRequestWriter.WriteService(ref writer, service, null);
        writer.EndMessage();
        var replies = Gather(writer.Written, new NetlinkReplies(_sequence, 1, data));
        return (replies.Verdicts[0], replies.WasInterrupted);
    }

    private ushort FindFamily(string name)
    {
        ushort family = 0;
        var writer = new NetlinkWriter(_requests);
        writer.BeginMessage(GENL_ID_CTRL, NLM_F_REQUEST | NLM_F_ACK, ++_sequence, CTRL_CMD_GETFAMILY, 1);
        writer.Text(CTRL_ATTR_FAMILY_NAME, name);
        writer.EndMessage();
        Gather(writer.Written, new NetlinkReplies(_sequence, 1, answer =>
        {
            var attribute = new NetlinkAttributeReader(answer);
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

    private static void ThrowIfRefused(KernelReply verdict)
    {
        if (!verdict.IsOk)
            throw new IpvsException($"the IPVS table cannot be read: {KernelErrors.Of(verdict)}");
    }
}
