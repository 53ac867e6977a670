using System.Net;
using Ldirectord.Checks;
using Ldirectord.Config;
using Ldirectord.Ipvs;
using static Ldirectord.Tests.Config.Reading;

namespace Ldirectord.Tests.Config;

/// <summary>tun=, protocol = sctp and persistenceengine = sip: what they are for the kernel, and with what they are refused.</summary>
public class TransportTests
{
    [Theory]
    [InlineData("real=127.0.0.2:81 ipip 3 l:1 u:2 tun=gue:6080:csum", "gue:6080:csum", "127.0.0.2:81")]
    [InlineData("real=127.0.0.2:81 ipip tun=gre check=127.0.0.9:7", "gre", "127.0.0.9:7")]
    [InlineData("real=127.0.0.2:81 ipip check=127.0.0.9:7 tun=gue:65535", "gue:65535", "127.0.0.9:7")]
    [InlineData("real=127.0.0.2:81 ipip \"/\", \"tun=gre\"", null, "127.0.0.2:81")]
    public void Tunnel_IsTheDestinations(string section, string? tunnel, string target)
    {
        var server = Server(section);
        Assert.Equal(tunnel, server.Destination.Tunnel?.ToString());
        Assert.Equal(IPEndPoint.Parse(target), server.Check.Target);
    }

    [Theory]
    [InlineData("connect", "", typeof(SctpConnectCheck))]
    [InlineData("connect", "|checkprotocol=tcp", typeof(ConnectCheck))]
    [InlineData("connect", "|checkprotocol=udp", typeof(PingCheck))]
    [InlineData("ping", "", typeof(PingCheck))]
    [InlineData("on", "", typeof(AlwaysUpCheck))]
    [InlineData("negotiate", "|checkprotocol=tcp|service=http|checkport=8080", typeof(HttpCheck))]
    public void SctpService_HasAChecksThatFits(string type, string settings, Type check)
    {
        var service = Service($"protocol=sctp|checktype={type}{settings}|real=127.0.0.2:81 masq|fallback=127.0.0.3:82 masq");
        Assert.Equal(ServiceId.Sctp(IPEndPoint.Parse("127.0.0.1:80")), service.Id);
        Assert.Equal("sctp:127.0.0.1:80", service.CheckId);
        Assert.IsType(check, Assert.Single(service.RealServers).Check);
        Assert.Equal(IPEndPoint.Parse("127.0.0.3:82"), service.Fallback!.EndPoint);
    }

    [Fact]
    public void ConnectCheckOfAMark_MayBeOverSctp() =>
        Assert.IsType<SctpConnectCheck>(
            Server("checktype=connect|checkprotocol=sctp|real=127.0.0.2:81 masq", head: "virtual = 8").Check);

    [Fact]
    public void SctpServiceBesideTcp_IsAServiceOfItsOwn()
    {
        const string Section = "\treal=127.0.0.2:81 gate\n\tchecktype=connect\n";
        var services = ReadConfig($"virtual=127.0.0.1:80\n{Section}\nvirtual=127.0.0.1:80\n{Section}\tprotocol=sctp\n").VirtualServices;
        Assert.Equal(["tcp:127.0.0.1:80", "sctp:127.0.0.1:80"], services.Select(service => service.CheckId));
        Assert.Equal(80, services[1].RealServers[0].Destination.EndPoint.Port);
    }

    [Fact]
    public void Engine_IsTheServices()
    {
        Assert.Equal("sip", Service("protocol=udp|persistent=60|persistenceengine=sip").Service.PersistenceEngine);
        Assert.Null(Service("protocol=udp|persistent=60").Service.PersistenceEngine);
    }

    [Theory]
    [InlineData("real=127.0.0.2:81 ipip tun=gue", "invalid tunnel \"gue\": expected tun=gue:PORT", 2, 29)]
    [InlineData("real=127.0.0.2:81 ipip tun=gue:0", "invalid tunnel \"gue:0\"", 2, 29)]
    [InlineData("real=127.0.0.2:81 ipip tun=gue:65536", "invalid tunnel", 2, 29)]
    [InlineData("real=127.0.0.2:81 ipip tun=gue:6080:crc", "invalid tunnel", 2, 29)]
    [InlineData("real=127.0.0.2:81 ipip tun=gre:remcsum", "invalid tunnel", 2, 29)]
    [InlineData("real=127.0.0.2:81 ipip tun=GRE", "invalid tunnel", 2, 29)]
    [InlineData("real=127.0.0.2:81 ipip tun=", "invalid tunnel \"\"", 2, 29)]
    [InlineData("real=127.0.0.2:81 ipip tun=gre tun=gue:1", "a second tun=", 2, 37)]
    [InlineData("real=127.0.0.2:81 gate tun=gre", "tun= with gate, which has no tunnel: expected ipip", 2, 29)]
    [InlineData("real=127.0.0.2:81 masq tun=gre", "tun= with masq", 2, 29)]
    [InlineData("protocol=sctp", "no negotiate check (the default) goes over SCTP", 2, 11)]
    [InlineData("protocol=sctp|checktype=3", "no negotiate check", 2, 11)]
    [InlineData("protocol=sctp|checktype=connect,negotiate|service=http", "no negotiate check", 2, 11)]
    [InlineData("checkprotocol=sctp|service=http", "checkprotocol = sctp with a negotiate check", 2, 16)]
    [InlineData("persistenceengine=sip", "persistenceengine = sip reads the Call-ID", 2, 20)]
    [InlineData("persistenceengine=sip|persistent=60", "persistenceengine = sip reads the Call-ID", 2, 20)]
    [InlineData("persistenceengine=sip|protocol=udp", "persistenceengine = sip reads the Call-ID", 2, 20)]
    [InlineData("persistenceengine=rtp|protocol=udp|persistent=60", "invalid persistenceengine \"rtp\": expected sip", 2, 20)]
    public void Mistake_IsNamedWithItsPlace(string section, string message, int line, int column)
    {
        var read = Read(FileWith(section));
        Assert.Null(read.Config);
        var error = Assert.Single(read.Diagnostics, diagnostic => diagnostic.Severity == Severity.Error);
        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
        Assert.Equal((line, column), (error.Line, error.Column));
    }

    [Fact]
    public void EngineOfAMark_IsRefused() => Assert.Contains(
        Read(FileWith("persistent=60|persistenceengine=sip", head: "virtual = 8")).Errors,
        error => error.Message.StartsWith("persistenceengine = sip reads", StringComparison.Ordinal));

    [Fact]
    public void CheckprotocolSctpOfAPing_IsWarnedOf() => Assert.Contains(
        Read(FileWith("checktype=ping|checkprotocol=sctp|real=127.0.0.2:81 masq")).Diagnostics,
        diagnostic => diagnostic.Message == "checkprotocol has no effect without a negotiate check");

    [Theory]
    [InlineData("protocol=sctp|checktype=on", "Perl ldirectord does not know protocol = sctp")]
    [InlineData("protocol=udp|persistent=60|persistenceengine=sip", "Perl ldirectord does not know persistenceengine")]
    [InlineData("real=127.0.0.2:81 ipip tun=gre", "Perl ldirectord does not know tun= on a real server's line")]
    public void WhatIsOurs_IsWarnedOf(string section, string message) =>
        Assert.Contains(Read(FileWith(section)).Diagnostics, diagnostic => diagnostic.Message == message);
}
