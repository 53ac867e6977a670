using System.Text;
using Ldirectord.Ipvs;
using static Ldirectord.Ipvs.NetlinkConstants;

namespace Ldirectord.Tests.Ipvs;

public class NetlinkRepliesTests
{
    [Fact]
    public void ReplyAndItsAcknowledgement_ComeAsSeparateDatagrams()
    {
        var data = new List<string>();
        var replies = new NetlinkReplies(7, 1, answer => data.Add(Convert.ToHexString(answer)));
        replies.Take(Message(0x20, 0, 7, [1, 1, 0, 0, 0xAA, 0xBB]));
        Assert.False(replies.IsComplete);
        replies.Take(Error(7, 0));
        Assert.True(replies.IsComplete);
        Assert.True(replies.All[0].IsOk);
        Assert.Equal(["AABB"], data);
    }

    [Fact]
    public void ManyRequests_EachGetTheirOwnReply()
    {
        var replies = new NetlinkReplies(uint.MaxValue, 3);
        replies.Take([.. Error(uint.MaxValue, 0), .. Error(0, 17)]);
        Assert.False(replies.IsComplete);
        replies.Take(Error(1, 3));
        Assert.True(replies.IsComplete);
        Assert.Equal([0, 17, 3], replies.All.Select(reply => reply.Errno));
    }

    [Fact]
    public void RequestsThatAskedForNoAcknowledgement_HaveSucceededWhereNoErrorCame()
    {
        var replies = new NetlinkReplies(7, 4);
        replies.Take(Error(8, 3));
        Assert.False(replies.IsComplete);
        replies.Take(Error(10, 0));
        Assert.True(replies.IsComplete);
        Assert.Equal([0, 3, 0, 0], replies.All.Select(reply => reply.Errno));
    }

    [Fact]
    public void QuestionsOfWhichOneHasNoAnswer_AreOverWithTheLastOnesAcknowledgement()
    {
        var data = new List<string>();
        var replies = new NetlinkReplies(7, 3, answer => data.Add(Convert.ToHexString(answer)));
        replies.Take(Message(0x20, 0, 7, [1, 1, 0, 0, 0xAA]));
        replies.Take(Error(8, 3));
        replies.Take(Message(0x20, 0, 9, [1, 1, 0, 0, 0xBB]));
        Assert.False(replies.IsComplete);
        replies.Take(Error(9, 0));
        Assert.Equal([0, 3, 0], replies.All.Select(reply => reply.Errno));
        Assert.Equal(["AA", "BB"], data);
    }

    [Fact]
    public void MessagesOfOtherSequenceNumbers_AreIgnored()
    {
        var replies = new NetlinkReplies(7, 1, _ => Assert.Fail("not ours"));
        replies.Take([.. Error(6, 3), .. Error(8, 3), .. Message(0x20, 2, 6, new byte[8])]);
        Assert.False(replies.IsComplete);
        replies.Take(Error(7, 0));
        replies.Take(Error(7, 3));
        Assert.True(replies.All[0].IsOk);
    }

    [Fact]
    public void Dump_EndsWithDone_AndSaysWhenItWasInterrupted()
    {
        var count = 0;
        var replies = new NetlinkReplies(7, 1, _ => count++);
        replies.Take([.. Message(0x20, 2, 7, new byte[8]), .. Message(0x20, 2, 7, new byte[8])]);
        Assert.False(replies.WasInterrupted);
        replies.Take(Message(0x20, 2 | NLM_F_DUMP_INTR, 7, new byte[8]));
        replies.Take(Message(NLMSG_DONE, 2, 7, BitConverter.GetBytes(0)));
        Assert.True(replies.IsComplete);
        Assert.True(replies.WasInterrupted);
        Assert.Equal(3, count);
    }

    [Fact]
    public void DumpThatFails_CarriesItsErrnoInDone()
    {
        var replies = new NetlinkReplies(7, 1);
        replies.Take(Message(NLMSG_DONE, 2, 7, BitConverter.GetBytes(-1)));
        Assert.Equal(1, replies.All[0].Errno);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void KernelsOwnWords_AreFoundBehindTheRequestItMayEcho(bool capped)
    {
        var words = new byte[24];
        BitConverter.TryWriteBytes(words, (ushort)(4 + "Wrong scheduler\0".Length));
        BitConverter.TryWriteBytes(words.AsSpan(2), NLMSGERR_ATTR_MSG);
        Encoding.ASCII.GetBytes("Wrong scheduler").CopyTo(words, 4);
        byte[] payload = [.. BitConverter.GetBytes(-22), .. Message(0x20, 5, 7, new byte[12])];
        payload = capped ? [.. payload[..20], .. words] : [.. payload, .. words];

        var replies = new NetlinkReplies(7, 1);
        replies.Take(Message(NLMSG_ERROR, (ushort)(NLM_F_ACK_TLVS | (capped ? NLM_F_CAPPED : 0)), 7, payload));

        Assert.Equal(new KernelReply(22, "Wrong scheduler"), replies.All[0]);
    }

    [Fact]
    public void Overrun_IsAnError()
    {
        var replies = new NetlinkReplies(7, 1);
        Assert.Throws<IpvsException>(() => replies.Take(Message(NLMSG_OVERRUN, 0, 7, [])));
    }

    internal static byte[] Error(uint sequence, int errno) =>
        Message(NLMSG_ERROR, NLM_F_CAPPED, sequence, [.. BitConverter.GetBytes(-errno), .. Message(0x20, 5, sequence, [])]);

    internal static byte[] Message(ushort type, ushort flags, uint sequence, byte[] payload) =>
    [
        .. BitConverter.GetBytes((uint)(16 + payload.Length)), .. BitConverter.GetBytes(type), .. BitConverter.GetBytes(flags),
        .. BitConverter.GetBytes(sequence), .. new byte[4], .. payload, .. new byte[NetlinkWriter.Align(payload.Length) - payload.Length],
    ];
}
