using System.Net.Sockets;
using Ldirectord.Ipvs;

namespace Ldirectord.Tests.Ipvs;

/// <summary>Reading ends with a value or an IpvsException, whatever the bytes.</summary>
public class MalformedMessageTests
{
    private static readonly byte[] Service = NetlinkMessageTests.Hex(
        "5000 0100 0600 0100 0200 0000 0600 0200 0600 0000 1400 0300 0a000001 00000000 00000000 00000000 0600 0400 0050 0000"
        + "0800 0600 72720000 1800 0c80 0c00 0100 0000000001000000 0800 0500 09000000");

    private static readonly byte[] Destination = NetlinkMessageTests.Hex(
        "2800 0200 1400 0100 0a000002 00000000 00000000 00000000 0600 0200 0050 0000 0800 0300 03000000");

    [Fact]
    public void EveryTruncation_IsNoticedOrRead()
    {
        for (var length = 0; length <= Service.Length; length++)
            ReadAll(Service.AsSpan(0, length));
        for (var length = 0; length <= Destination.Length; length++)
            ReadAll(Destination.AsSpan(0, length));
    }

    [Fact]
    public void EveryByteReplaced_IsNoticedOrRead()
    {
        foreach (var sample in (byte[][])[Service, Destination])
        {
            for (var at = 0; at < sample.Length; at++)
            {
                foreach (var value in (byte[])[0, 1, 3, 4, 5, 0x7F, 0x80, 0xFF])
                {
                    var bytes = sample.ToArray();
                    bytes[at] = value;
                    ReadAll(bytes);
                }
            }
        }
    }

    [Fact]
    public void RandomBytes_AreNoticedOrRead()
    {
        var random = new Random(20261120);
        var bytes = new byte[256];
        for (var round = 0; round < 20_000; round++)
        {
            random.NextBytes(bytes);
            // Small lengths, so that reading goes past the first attribute.
            for (var at = 0; at < bytes.Length; at += 8)
                BitConverter.TryWriteBytes(bytes.AsSpan(at), (ushort)random.Next(0, 24));
            ReadAll(bytes.AsSpan(0, random.Next(bytes.Length)));
        }
    }

    [Theory]
    [InlineData("0300 0100", "an attribute does not fit into its message")]
    [InlineData("0900 0100 00000000", "an attribute does not fit into its message")]
    [InlineData("0800 01", "an attribute is cut off")]
    [InlineData("0800 0500 00000000", "attribute 1 is missing")]
    [InlineData("0900 0100 0500 0100 02", "attribute 1 has 1 bytes, not 2")]
    [InlineData("0c00 0100 0600 0100 0200 0000", "an address has 0 bytes, not 4")]
    public void MalformedService_IsNamedSo(string hex, string why) =>
        Assert.Equal(
            $"the kernel's netlink answer is malformed: {why}",
            Assert.Throws<IpvsException>(() => IpvsReplyParser.ReadService(NetlinkMessageTests.Hex(hex))).Message);

    private static void ReadAll(ReadOnlySpan<byte> bytes)
    {
        Quietly(bytes, static span => IpvsReplyParser.ReadService(span));
        Quietly(bytes, static span => IpvsReplyParser.ReadDestination(span, AddressFamily.InterNetworkV6));
        Quietly(bytes, static span => new NetlinkReplies(0, 1, static answer => IpvsReplyParser.ReadService(answer)).Take(span));
        var message = NetlinkRepliesTests.Message(NetlinkConstants.NLMSG_ERROR, NetlinkConstants.NLM_F_ACK_TLVS, 0, bytes.ToArray());
        Quietly(message, static span =>
            new NetlinkReplies(0, 1).Take(span));
    }

    private static void Quietly(ReadOnlySpan<byte> bytes, Action<ReadOnlySpan<byte>> read)
    {
        try
        {
            read(bytes);
        }
        catch (IpvsException)
        {
            // The expected end.
        }
    }
}
