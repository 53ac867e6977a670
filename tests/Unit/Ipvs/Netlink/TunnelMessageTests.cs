using System.Net;
using System.Net.Sockets;
using Ldirectord.Ipvs;
using static Ldirectord.Tests.Ipvs.NetlinkMessageTests;

namespace Ldirectord.Tests.Ipvs;

/// <summary>Tunnels and persistence engines in messages, as bytes of a little-endian machine, and in ipvsadm's words.</summary>
public class TunnelMessageTests
{
    private static readonly IPEndPoint s_server = IPEndPoint.Parse("10.0.0.2:80");

    [Theory]
    [InlineData(TunnelKind.Gue, "IP_VS_CONN_F_TUNNEL_TYPE_GUE")]
    [InlineData(TunnelKind.Gre, "IP_VS_CONN_F_TUNNEL_TYPE_GRE")]
    internal void TunnelKind_HasTheHeadersValue(TunnelKind kind, string name) =>
        Assert.Equal(KernelHeader.Read("ip_vs.h").Number(name), (long)kind);

    [Theory]
    [InlineData(TunnelChecksum.None, "IP_VS_TUNNEL_ENCAP_FLAG_NOCSUM")]
    [InlineData(TunnelChecksum.Full, "IP_VS_TUNNEL_ENCAP_FLAG_CSUM")]
    [InlineData(TunnelChecksum.Remote, "IP_VS_TUNNEL_ENCAP_FLAG_REMCSUM")]
    internal void TunnelChecksum_HasTheHeadersValue(TunnelChecksum checksum, string name) =>
        Assert.Equal(KernelHeader.Read("ip_vs.h").Number(name), (long)checksum);

    [Fact]
    public void Engine_FitsTheKernelsName() =>
        Assert.True(Ldirectord.Config.KernelLimits.PersistenceEngine.Length < KernelHeader.Read("ip_vs.h").Number("IP_VS_PENAME_MAXLEN"));

    [Fact]
    public void AddedTunnel_EndsWithTheseBytes() =>
        Assert.EndsWith(
            Convert.ToHexString(Hex("0800 0600 00000000  0500 0d00 01000000  0600 0e00 17c0 0000  0600 0f00 0200 0000")),
            Convert.ToHexString(Written(new AddDestination(ServiceId.Mark(5), Gue(6080, TunnelChecksum.Remote)))),
            StringComparison.Ordinal);

    [Fact]
    public void ServiceWithAnEngine_EndsWithTheseBytes() =>
        Assert.EndsWith(
            Convert.ToHexString(Hex("0800 0900 ffffffff  0800 0b00 73697000")),
            Convert.ToHexString(Written(new EditService(
                new Service(ServiceId.Udp(IPEndPoint.Parse("10.0.0.1:5060")), "rr", ServiceFlags.Persistent, 60)
                {
                    PersistenceEngine = "sip",
                }))),
            StringComparison.Ordinal);

    [Theory]
    [InlineData(2, 1, 0x17c0, 1, "gue:6080:csum")]
    [InlineData(2, 1, 0x17c0, 0, "gue:6080")]
    [InlineData(2, 2, 0x17c0, 0, "gre")]
    [InlineData(2, 2, 0, 1, "gre:csum")]
    [InlineData(2, 9, 0, 2, "type-9:remcsum")]
    [InlineData(2, 0, 0x17c0, 1, null)]
    [InlineData(0, 1, 0x17c0, 1, null)]
    public void TunnelTheKernelSends_IsReadFieldByField(byte method, byte kind, int port, byte flags, string? expected)
    {
        var entry = IpvsReplyParser.ReadDestination(
            Hex($"4000 0200 1400 0100 0a000002 00000000 00000000 00000000 0600 0200 0050 0000 0800 0300 {method:x2}000000 "
                + $"0500 0d00 {kind:x2}000000 0600 0e00 {port:x4} 0000 0600 0f00 {flags:x2}00 0000"),
            AddressFamily.InterNetwork);
        Assert.Equal(expected, entry.Destination.Tunnel?.ToString());
        Assert.Equal(s_server, entry.Destination.EndPoint);
    }

    [Theory]
    [InlineData("gue:6080", "-i -w 1 --tun-type gue --tun-port 6080 --tun-nocsum")]
    [InlineData("gue:6080:csum", "-i -w 1 --tun-type gue --tun-port 6080 --tun-csum")]
    [InlineData("gue:6080:remcsum", "-i -w 1 --tun-type gue --tun-port 6080 --tun-remcsum")]
    [InlineData("gre", "-i -w 1 --tun-type gre --tun-nocsum")]
    [InlineData("gre:csum", "-i -w 1 --tun-type gre --tun-csum")]
    public void Tunnel_IsTheseOptionsOfIpvsadm(string written, string options)
    {
        var server = Config.Reading.Server($"real=10.0.0.2:80 ipip tun={written}");
        Assert.Equal(written, server.Destination.Tunnel!.ToString());
        Assert.Equal(options, IpvsadmFormat.Options(server.Destination));
    }

    [Fact]
    public void GueWithoutAPort_IsRefusedInMemoryToo()
    {
        var ipvs = new InMemoryIpvs();
        Assert.Equal([null, "a gue tunnel needs a port from 1", null], ipvs.Apply(
        [
            new AddService(new Service(ServiceId.Mark(5), "rr")),
            new AddDestination(ServiceId.Mark(5), Gue(0, TunnelChecksum.None)),
            new AddDestination(ServiceId.Mark(5), Gue(1, TunnelChecksum.None)),
        ]));
    }

    private static Destination Gue(int port, TunnelChecksum checksum) =>
        new(s_server, ForwardingMethod.Ipip, 1) { Tunnel = new Tunnel(TunnelKind.Gue, port, checksum) };
}
