using System.Runtime.InteropServices;
using static Ldirectord.Ipvs.NetlinkConstants;

namespace Ldirectord.Ipvs;

/// <summary>
/// Gathers the kernel's replies to <paramref name="count"/> requests with consecutive sequence numbers, datagram by datagram, until the
/// last request has ended in ACK, DONE or ERROR. The kernel handles requests in order and reports every error, so an earlier request
/// without a reply has succeeded. Messages with other sequence numbers are ignored.
/// </summary>
/// <param name="data">Called with the attributes of each reply that has some.</param>
internal sealed class NetlinkReplies(uint firstSequence, int count, Action<ReadOnlySpan<byte>>? data = null)
{
    private readonly KernelReply[] _replies = new KernelReply[count];

    /// <summary>Number of requests that have ended, counted from the first.</summary>
    private uint _ended;

    public bool IsComplete => _ended == count;

    /// <summary>The table changed during the dump (NLM_F_DUMP_INTR).</summary>
    public bool WasInterrupted { get; private set; }

    /// <summary>The reply to each request, in order. Call only when complete.</summary>
    public IReadOnlyList<KernelReply> All => IsComplete ? _replies : throw new InvalidOperationException("not answered yet");

    public void Take(ReadOnlySpan<byte> datagram)
    {
        var message = new NetlinkMessageReader(datagram);
        while (message.Next())
        {
            var request = message.Sequence - firstSequence;
            if (request < _ended || request >= count)
                continue;
            WasInterrupted |= (message.Flags & NLM_F_DUMP_INTR) != 0;
            switch (message.Type)
            {
                case NLMSG_ERROR:
                    End(request, ReadError(message.Payload, message.Flags));
                    break;
                case NLMSG_DONE:
                    End(request, new KernelReply(message.Payload.Length >= 4 ? -MemoryMarshal.Read<int>(message.Payload) : 0, null));
                    break;
                case NLMSG_OVERRUN:
                    throw new IpvsException("the kernel lost part of its netlink answer");
                case >= NLMSG_MIN_TYPE when message.Payload.Length >= NetlinkWriter.GenericHeaderLength:
                    data?.Invoke(message.Payload[NetlinkWriter.GenericHeaderLength..]);
                    break;
            }
        }
    }

    private void End(uint request, KernelReply reply)
    {
        _replies[request] = reply;
        _ended = request + 1;
    }

    // struct nlmsgerr: error, header of the request, rest of the request unless capped, attributes.
    private static KernelReply ReadError(ReadOnlySpan<byte> payload, ushort flags)
    {
        const int fixedLength = sizeof(int) + NetlinkWriter.HeaderLength;
        if (payload.Length < fixedLength)
            throw new IpvsException("the kernel's netlink answer is malformed: an error is cut off");
        var errno = -MemoryMarshal.Read<int>(payload);
        if (errno == 0 || (flags & NLM_F_ACK_TLVS) == 0)
            return new KernelReply(errno, null);
        var request = MemoryMarshal.Read<uint>(payload[sizeof(int)..]);
        var echoed = (flags & NLM_F_CAPPED) != 0
            ? 0
            : NetlinkWriter.Align((int)Math.Min(request, payload.Length)) - NetlinkWriter.HeaderLength;
        var attribute = new NetlinkAttributeReader(payload[Math.Clamp(fixedLength + echoed, fixedLength, payload.Length)..]);
        while (attribute.Next())
        {
            if (attribute.Type == NLMSGERR_ATTR_MSG)
                return new KernelReply(errno, attribute.Text());
        }
        return new KernelReply(errno, null);
    }
}
