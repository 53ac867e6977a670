using System.Buffers;
using static Ldirectord.Ipvs.IpvsConstants;
using static Ldirectord.Ipvs.NetlinkConstants;

namespace Ldirectord.Ipvs;

/// <summary>
/// One exchange with the kernel's "IPVS" family: opened, used and closed, so that nothing of a failed one is left for the next, and a module that was loaded
/// anew, under a new family number, is found again.
/// </summary>
internal sealed class IpvsConversation : IDisposable
{
    // As many acknowledgements as surely fit into a socket's receive buffer of the default size (212,992 bytes, some 900 for each).
    private const int RequestsInOneSend = 64;
    private const int DumpAttempts = 10;

    private readonly NetlinkSocket _socket = new();
    private readonly byte[] _requests = ArrayPool<byte>.Shared.Rent(RequestsInOneSend * IpvsRequest.MaxLength);
    private uint _sequence;
    private ushort _family;

    private IpvsConversation()
    {
    }

    /// <returns>null where the kernel has no IPVS, also after trying to load it itself, as it does for an unknown family.</returns>
    public static IpvsConversation? Open()
    {
        var conversation = new IpvsConversation();
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

    /// <summary>The service with this identity, without its destinations; null where there is none.</summary>
    public ServiceEntry? GetService(ServiceId id)
    {
        ServiceEntry? found = null;
        var (verdict, _) = Ask(IPVS_CMD_GET_SERVICE, NLM_F_ACK, id, answer => found = IpvsAnswer.ReadService(answer));
        if (verdict.Errno == KernelWords.ESRCH)
            return null;
        ThrowIfRefused(verdict);
        return found;
    }

    public List<ServiceEntry> DumpServices() => Dump(IPVS_CMD_GET_SERVICE, null, IpvsAnswer.ReadService);

    /// <summary>Empty, too, where there is no such service.</summary>
    public List<DestinationEntry> DumpDestinations(ServiceId id) =>
        Dump(IPVS_CMD_GET_DEST, id, answer => IpvsAnswer.ReadDestination(answer, id.Family));

    /// <summary>Carries out the operations in order, many in one send, each acknowledged.</summary>
    public KernelVerdict[] Change(IReadOnlyList<IpvsOperation> operations)
    {
        var verdicts = new KernelVerdict[operations.Count];
        for (var done = 0; done < operations.Count; done += RequestsInOneSend)
        {
            var count = Math.Min(RequestsInOneSend, operations.Count - done);
            var first = _sequence + 1;
            var writer = new NetlinkWriter(_requests);
            for (var i = 0; i < count; i++)
            {
                var operation = operations[done + i];
                writer.BeginMessage(_family, NLM_F_REQUEST | NLM_F_ACK, ++_sequence, IpvsRequest.Command(operation), IPVS_GENL_VERSION);
                IpvsRequest.Write(ref writer, operation);
                writer.EndMessage();
            }
            var replies = Gather(writer.Written, new NetlinkReplies(first, count));
            for (var i = 0; i < count; i++)
                verdicts[done + i] = replies[i];
        }
        return verdicts;
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

    private (KernelVerdict Verdict, bool Interrupted) Ask(byte command, ushort flags, ServiceId? service, Action<ReadOnlySpan<byte>> data)
    {
        var writer = new NetlinkWriter(_requests);
        writer.BeginMessage(_family, (ushort)(NLM_F_REQUEST | flags), ++_sequence, command, IPVS_GENL_VERSION);
        if (service is not null)
            IpvsRequest.WriteService(ref writer, service, null);
        writer.EndMessage();
        var replies = Gather(writer.Written, new NetlinkReplies(_sequence, 1, data));
        return (replies[0], replies.WasInterrupted);
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

    private static void ThrowIfRefused(KernelVerdict verdict)
    {
        if (!verdict.IsOk)
            throw new IpvsException($"the IPVS table cannot be read: {KernelWords.Of(verdict)}");
    }
}
