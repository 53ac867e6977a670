using System.Net;
using System.Net.Sockets;
using Ldirectord.Ipvs;

namespace Ldirectord.Tests.Ipvs;

/// <summary>Messages as bytes of a little-endian machine.</summary>
public class NetlinkMessageTests
{
    [Fact]
    public void AddedService_IsTheseBytes() => Assert.Equal(
        Hex("""
            68000000 2000 0500 07000000 00000000  01 01 0000
            5400 0180
              0600 0100 0200 0000
              0600 0200 0600 0000
              1400 0300 0a000001 00000000 00000000 00000000
              0600 0400 0050 0000
              0800 0600 77727200
              0c00 0700 01000000 ffffffff
              0800 0800 2c010000
              0800 0900 ffffff00
            """),
        Written(new AddService(new Service(ServiceId.Tcp(IPEndPoint.Parse("10.0.0.1:80")), "wrr", ServiceFlags.Persistent, 300, 24))));

    [Fact]
    public void AddedIpv6Destination_IsTheseBytes() => Assert.Equal(
        Hex("""
            70000000 2000 0500 07000000 00000000  05 01 0000
            1400 0180
              0600 0100 0a00 0000
              0800 0500 05000000
            4800 0280
              1400 0100 20010db8 00000000 00000000 00000002
              0600 0200 1f90 0000
              0600 0b00 0a00 0000
              0800 0300 02000000
              0800 0400 64000000
              0800 0500 14000000
              0800 0600 0a000000
            """),
        Written(new AddDestination(
            ServiceId.Mark(5, AddressFamily.InterNetworkV6),
            new Destination(IPEndPoint.Parse("[2001:db8::2]:8080"), ForwardingMethod.Ipip, 100, 20, 10))));

    [Fact]
    public void DeletedDestination_IsNamedByItsAddressAndPort() => Assert.Equal(
        Hex("""
            6c000000 2000 0500 07000000 00000000  07 01 0000
            3000 0180
              0600 0100 0200 0000
              0600 0200 1100 0000
              1400 0300 0a000001 00000000 00000000 00000000
              0600 0400 0035 0000
            2800 0280
              1400 0100 0a000002 00000000 00000000 00000000
              0600 0200 0035 0000
              0600 0b00 0200 0000
            """),
        Written(new DeleteDestination(ServiceId.Udp(IPEndPoint.Parse("10.0.0.1:53")), IPEndPoint.Parse("10.0.0.2:53"))));

    [Fact]
    public void ServiceTheKernelSends_IsReadFieldByField()
    {
        var entry = IpvsReplyParser.ReadService(Hex("""
            7c00 0100
              0600 0100 0200 0000
              0600 0200 1100 0000
              1400 0300 0a000001 00000000 00000000 00000000
              0600 0400 0035 0000
              0700 0600 736800 00
              0c00 0700 17000000 ffffffff
              0800 0800 3c000000
              0800 0900 ffff0000
              0c00 0a00 0800 0100 63000000
              1c00 0c80 0c00 0100 0000000001000000 0c00 0500 0900000000000000
            """));
        Assert.Equal(
            new Service(
                ServiceId.Udp(IPEndPoint.Parse("10.0.0.1:53")),
                "sh",
                ServiceFlags.Persistent | ServiceFlags.OnePacket | ServiceFlags.Scheduler2,
                60,
                16),
            entry.Service);
        Assert.Equal(new TrafficStatistics(4294967296, 0, 0, 0, 9, 0, 0, 0, 0, 0), entry.Statistics);
    }

    [Fact]
    public void StatisticsOfAnOlderKernel_AreReadIn32Bits() => Assert.Equal(
        new TrafficStatistics(99, 0, 0, 7, 0, 0, 0, 0, 0, 0),
        IpvsReplyParser.ReadService(Hex("""
            3c00 0100
              0600 0100 0200 0000
              0800 0500 01000000
              0700 0600 727200 00
              1800 0a00 0800 0100 63000000 0c00 0400 0700000000000000
              0800 ff00 00000000
            """)).Statistics);

    [Fact]
    public void DestinationTheKernelSends_IsReadFieldByField() => Assert.Equal(
        new DestinationEntry(new Destination(IPEndPoint.Parse("[2001:db8::2]:80"), ForwardingMethod.Gate, 5, 20, 10), 1, 2, 3, default),
        IpvsReplyParser.ReadDestination(
            Hex("""
                5800 0200
                  1400 0100 20010db8 00000000 00000000 00000002
                  0600 0200 0050 0000
                  0800 0300 03000000
                  0800 0400 05000000
                  0800 0500 14000000
                  0800 0600 0a000000
                  0800 0700 01000000
                  0800 0800 02000000
                  0800 0900 03000000
                """),
            AddressFamily.InterNetworkV6));

    [Theory]
    [InlineData(0, "0.0.0.0")]
    [InlineData(1, "128.0.0.0")]
    [InlineData(23, "255.255.254.0")]
    [InlineData(24, "255.255.255.0")]
    [InlineData(32, "255.255.255.255")]
    public void Ipv4Prefix_IsAMaskAndBack(byte bits, string mask)
    {
        var netmask = PrefixMask.FromPrefix(AddressFamily.InterNetwork, bits);
        Assert.Equal(mask, new IPAddress(netmask).ToString());
        Assert.Equal(bits, PrefixMask.ToPrefix(AddressFamily.InterNetwork, netmask));
    }

    [Fact]
    public void MaskWithHoles_IsReadUpToTheFirst() =>
        Assert.Equal(
            8, PrefixMask.ToPrefix(AddressFamily.InterNetwork, BitConverter.ToUInt32(IPAddress.Parse("255.0.255.0").GetAddressBytes())));

    [Fact]
    public void NameLongerThanTheBuffer_DoesNotReachBeyondIt() =>
        Assert.Equal(Written(Named(16)).Length, Written(Named(100_000)).Length);

    [Fact]
    public void WritingPastTheEnd_Throws() => Assert.Throws<ArgumentOutOfRangeException>(() =>
    {
        var writer = new NetlinkWriter(new byte[24]);
        writer.BeginMessage(1, 1, 1, 1, 1);
        writer.Text(1, "a");
    });

    private static AddService Named(int length) => new(new Service(ServiceId.Mark(1), new string('x', length)));

    internal static byte[] Written(IpvsOperation operation)
    {
        var writer = new NetlinkWriter(new byte[IpvsRequestWriter.MaxLength]);
        writer.BeginMessage(0x20, NetlinkConstants.NLM_F_REQUEST | NetlinkConstants.NLM_F_ACK, 7, IpvsRequestWriter.Command(operation), 1);
        IpvsRequestWriter.Write(ref writer, operation);
        writer.EndMessage();
        return writer.Written.ToArray();
    }

    internal static byte[] Hex(string text) => Convert.FromHexString(string.Concat(text.Where(char.IsAsciiHexDigit)));
}
