using System.Net;
using System.Net.NetworkInformation;
using Ldirectord.Networking;

namespace Ldirectord.Tests.Networking;

/// <summary>Messages of the kernel about links, neighbours and ARP, byte by byte.</summary>
public class LinkMessagesTests
{
    // ip link of a dummy, cut to what is read: struct ifinfomsg, IFLA_IFNAME, IFLA_MTU, IFLA_ADDRESS, IFLA_LINKINFO with IFLA_INFO_KIND.
    private static readonly byte[] s_link = Convert.FromHexString(
        "0000010005000000C3000100FFFFFFFF" + "0B000300" + "64756D6D793100" + "00" + "08000400" + "DC050000"
        + "0A000100" + "525400123456" + "0000" + "10001280" + "0A000100" + "64756D6D7900" + "0000");

    // struct ndmsg, NDA_DST, NDA_LLADDR.
    private static readonly byte[] s_neighbour = Convert.FromHexString(
        "0200000002000000" + "02000001" + "08000100" + "0A02000B" + "0A000200" + "525400123456" + "0000");

    [Fact]
    public void Link_IsRead() => Assert.Equal(
        new NetworkLink(5, "dummy1", 0x100C3, 1500, PhysicalAddress.Parse("525400123456"), "dummy"), NetworkLink.Read(s_link));

    [Fact]
    public void Neighbour_IsRead() => Assert.Equal(
        new Neighbour(2, IPAddress.Parse("10.2.0.11"), PhysicalAddress.Parse("525400123456"), HasFailed: false),
        Neighbour.Read(s_neighbour));

    [Fact]
    public void FailedNeighbour_HasNoHardwareAddress()
    {
        byte[] message = [.. s_neighbour[..20]];
        message[8] = 0x20;
        Assert.Equal(new Neighbour(2, IPAddress.Parse("10.2.0.11"), null, HasFailed: true), Neighbour.Read(message));
    }

    /// <summary>A message that is cut off anywhere is no error.</summary>
    [Fact]
    public void CutOffMessages_AreNotRead()
    {
        for (var length = 0; length < s_link.Length - 1; length++)
            _ = NetworkLink.Read(s_link.AsSpan(0, length));
        for (var length = 0; length < 12; length++)
            Assert.Null(Neighbour.Read(s_neighbour.AsSpan(0, length)));
    }

    [Fact]
    public void Probe_AsksFromNobodysAddress() => Assert.Equal(
        "0001080006040001" + "525400123456" + "00000000" + "000000000000" + "C000020A",
        Convert.ToHexString(ArpMessage.Probe(PhysicalAddress.Parse("525400123456"), IPAddress.Parse("192.0.2.10"))));

    [Theory]
    [InlineData("0001080006040002" + "525400123456" + "C000020A" + "020000000001" + "00000000", "192.0.2.10")]
    [InlineData("0001080006040001" + "525400123456" + "C000020A" + "020000000001" + "00000000", null)] // a question
    [InlineData("0001080006040002" + "525400123456" + "C000020A", null)]
    [InlineData("0006080006040002" + "525400123456" + "C000020A" + "020000000001" + "00000000", null)] // another hardware
    public void Reply_IsReadByItsForm(string message, string? address)
    {
        var answer = ArpMessage.ReadReply(Convert.FromHexString(message));
        Assert.Equal(address, answer?.Address.ToString());
        if (answer is not null)
            Assert.Equal("52:54:00:12:34:56", ArpAnswer.Text(answer.Hardware));
    }
}
