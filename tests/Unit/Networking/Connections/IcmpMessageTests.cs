using System.Net.Sockets;
using Ldirectord.Networking;

namespace Ldirectord.Tests.Networking;

public class IcmpMessageTests
{
    private const ulong Token = 0x0102_0304_0506_0708;

    [Fact]
    public void Ipv4Request_IsAsInTheRfc()
    {
        var message = new byte[IcmpMessage.Size];

        IcmpMessage.WriteRequest(message, AddressFamily.InterNetwork, 0xABCD, Token);

        Assert.Equal("0800", Convert.ToHexString(message, 0, 2));
        Assert.Equal("ABCD07080102030405060708", Convert.ToHexString(message, 4, 12));
        Assert.Equal(0, IcmpMessage.Checksum(message)); // RFC 1071: with its checksum in place the sum is all ones
    }

    [Theory]
    [InlineData(AddressFamily.InterNetwork, 0)]
    [InlineData(AddressFamily.InterNetworkV6, 129)]
    public void ReplyToOurs_IsKnownByItsToken(AddressFamily family, byte type)
    {
        Assert.True(IcmpMessage.TryReadReply(Reply(family, type), family, false, 0xABCD, out var token));
        Assert.Equal(Token, token);
    }

    [Fact]
    public void Ipv4Header_IsSkipped_WhateverItsLength()
    {
        var packet = new byte[24 + IcmpMessage.Size];
        packet[0] = 0x46;
        Reply(AddressFamily.InterNetwork, 0).CopyTo(packet, 24);

        Assert.True(IcmpMessage.TryReadReply(packet, AddressFamily.InterNetwork, true, 0xABCD, out _));
    }

    [Theory]
    [InlineData("type", 0, 8)]
    [InlineData("identifier", 5, 0)]
    [InlineData("sequence", 7, 0)]
    public void OtherMessage_IsNotOurs(string what, int at, byte value)
    {
        var reply = Reply(AddressFamily.InterNetwork, 0);
        reply[at] = value;

        Assert.False(IcmpMessage.TryReadReply(reply, AddressFamily.InterNetwork, false, 0xABCD, out _), what);
    }

    [Fact]
    public void EveryTruncation_IsRefused()
    {
        var packet = new byte[20 + IcmpMessage.Size];
        packet[0] = 0x45;
        Reply(AddressFamily.InterNetwork, 0).CopyTo(packet, 20);

        for (var length = 0; length < packet.Length; length++)
            Assert.False(IcmpMessage.TryReadReply(packet.AsSpan(0, length), AddressFamily.InterNetwork, true, 0xABCD, out _));
    }

    private static byte[] Reply(AddressFamily family, byte type)
    {
        var message = new byte[IcmpMessage.Size];
        IcmpMessage.WriteRequest(message, family, 0xABCD, Token);
        message[0] = type;
        return message;
    }
}
