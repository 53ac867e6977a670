using System.Net;
using System.Net.Sockets;
using Ldirectord.Ipvs;
using static Ldirectord.Tests.Config.Reading;

namespace Ldirectord.Tests.Config;

/// <summary>What a virtual section makes of the virtual service itself.</summary>
public class SectionDirectivesTests
{
    [Fact]
    public void EmptySection_HasEveryDefault()
    {
        var service = Service("");
        Assert.Equal(new Service(ServiceId.Tcp(new IPEndPoint(IPAddress.Loopback, 80)), "wrr"), service.Service);
        Assert.Empty(service.RealServers);
        Assert.Null(service.Fallback);
        Assert.Null(service.FallbackCommand);
        Assert.False(service.IsOff);
        Assert.False(service.Quiescent);
        Assert.True(service.CleanStop);
        Assert.Equal(1, service.FailureCount);
        Assert.Equal(TimeSpan.FromSeconds(10), service.CheckInterval);
        Assert.Null(service.MonitorFile);
    }

    [Theory]
    [InlineData("virtual=127.0.0.1:80", "127.0.0.1:80", TransportProtocol.Tcp)]
    [InlineData("virtual = localhost:http", "127.0.0.1:80", TransportProtocol.Tcp)]
    [InlineData("virtual\t=\t127.0.0.1:80 whatever", "127.0.0.1:80", TransportProtocol.Tcp)]
    [InlineData("virtual=127.0.0.1:53", "127.0.0.1:53", TransportProtocol.Udp)]
    [InlineData("virtual=127.0.0.1:domain", "127.0.0.1:53", TransportProtocol.Udp)]
    [InlineData("virtual=127.1:080", "127.0.0.1:80", TransportProtocol.Tcp)]
    [InlineData("virtual6=[0::1]:80", "[::1]:80", TransportProtocol.Tcp)]
    [InlineData("virtual=7", "7", TransportProtocol.None)]
    [InlineData("virtual6=7", "7", TransportProtocol.None)]
    internal void VirtualLine_NamesAServiceOfTheKernel(string head, string id, TransportProtocol protocol)
    {
        var service = Service("", head: head);
        Assert.Equal(id, service.Id.ToString());
        Assert.Equal(protocol, service.Id.Protocol);
        Assert.Equal(
            head.StartsWith("virtual6", StringComparison.Ordinal) ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork,
            service.Id.Family);
    }

    [Theory]
    [InlineData("protocol=udp", "virtual=127.0.0.1:tftp", TransportProtocol.Udp, 69)]
    [InlineData("protocol=udp|protocol=tcp", "virtual=127.0.0.1:53", TransportProtocol.Tcp, 53)]
    internal void Protocol_DecidesWhereAServiceNameIsLookedUp(string section, string head, TransportProtocol protocol, int port)
    {
        var id = Service(section, head: head).Id;
        Assert.Equal((protocol, port), (id.Protocol, id.EndPoint!.Port));
    }

    [Theory]
    [InlineData("scheduler=sh|schedflags=sh-port", "sh", ServiceFlags.Scheduler2)]
    [InlineData("schedflags=sh-fallback,sh-port|scheduler=sh", "sh", ServiceFlags.Scheduler1 | ServiceFlags.Scheduler2)]
    [InlineData("scheduler=mh|schedflags=mh-fallback,flag-3", "mh", ServiceFlags.Scheduler1 | ServiceFlags.Scheduler3)]
    [InlineData("schedflags=\"flag-1\" and more", "wrr", ServiceFlags.Scheduler1)]
    [InlineData("persistent=60", "wrr", ServiceFlags.Persistent)]
    [InlineData("ops=yes", "wrr", ServiceFlags.None)]
    [InlineData("ops=yes|protocol=udp", "wrr", ServiceFlags.OnePacket)]
    [InlineData("ops=no|protocol=udp", "wrr", ServiceFlags.None)]
    internal void FlagsOfTheService_AreTheKernels(string section, string scheduler, ServiceFlags flags)
    {
        var service = Service(section).Service;
        Assert.Equal((scheduler, flags), (service.Scheduler, service.Flags));
    }

    [Theory]
    [InlineData("virtual=127.0.0.1:80", "", 32)]
    [InlineData("virtual=127.0.0.1:80", "netmask=255.255.255.0", 32)]
    [InlineData("virtual=127.0.0.1:80", "netmask=255.255.255.0|persistent=5", 24)]
    [InlineData("virtual=127.0.0.1:80", "netmask=0.0.0.0|persistent=5", 0)]
    [InlineData("virtual6=[::1]:80", "", 128)]
    [InlineData("virtual6=[::1]:80", "persistent=5|netmask=64", 64)]
    public void Netmask_CountsOnlyWithPersistence(string head, string section, int bits) => Assert.Equal(
        bits, Service(section, head: head).Service.NetmaskBits);

    [Theory]
    [InlineData("fallback=127.0.0.9", "127.0.0.9:80 Gate")]
    [InlineData("fallback=127.0.0.9:81", "127.0.0.9:80 Gate")]
    [InlineData("fallback=127.0.0.9:81 masq", "127.0.0.9:81 Masq")]
    [InlineData("fallback=127.0.0.9 ipip", "127.0.0.9:80 Ipip")]
    [InlineData("fallback=localhost:www masq", "127.0.0.1:80 Masq")]
    [InlineData("fallback=and then 127.0.0.9 masq", "127.0.0.9:80 Masq")]
    [InlineData("fallback=127.0.0.9 0", "127.0.0.9:80 Gate")]
    [InlineData("fallback=127.0.0.8|fallback=127.0.0.9", "127.0.0.9:80 Gate")]
    public void Fallback_HasTheVirtualPort_UnlessItIsMasquerading(string section, string expected)
    {
        var fallback = Service(section, "fallback=127.0.0.7").Fallback!;
        Assert.Equal(expected, $"{fallback.EndPoint} {fallback.Method}");
        Assert.Equal((1, 0u, 0u), (fallback.Weight, fallback.UpperThreshold, fallback.LowerThreshold));
    }

    [Fact]
    public void FirewallMarksFallback_KeepsItsOwnPort() =>
        Assert.Equal("127.0.0.9:81", Service("fallback=127.0.0.9:81 gate", head: "virtual=1").Fallback!.EndPoint.ToString());

    [Fact]
    public void FilesFallback_IsOfTheServicesFamily()
    {
        const string global = "fallback=127.0.0.7:70 masq|fallback6=[::7]:76 masq";
        Assert.Equal("127.0.0.7:70", Service("", global).Fallback!.EndPoint.ToString());
        Assert.Equal("[::7]:76", Service("", global, "virtual6=[::1]:80").Fallback!.EndPoint.ToString());
        Assert.Null(Service("", "fallback=127.0.0.7", "virtual6=[::1]:80").Fallback);
    }

    [Theory]
    [InlineData("fallbackcommand=/bin/a", "/bin/a")]
    [InlineData("fallbackcommand=\"/bin/a b\"", "/bin/a b")]
    [InlineData("fallbackcommand=\"/bin/a b\" c", "/bin/a b")]
    [InlineData("", "/bin/g")]
    public void FallbackCommandOfTheSection_OverridesTheGlobalOne(string section, string expected) =>
        Assert.Equal(expected, Service(section, "fallbackcommand=/bin/g").FallbackCommand);

    [Fact]
    public void ChecktypeOff_PutsNothingIn() => Assert.True(Service("checktype=off|real=127.0.0.2:80 gate").IsOff);

    [Fact]
    public void MonitorFile_IsTakenAsWritten() => Assert.Equal("/dev/null", Service("monitorfile=\"/dev/null\"").MonitorFile);

    [Fact]
    public void Comments_AreNoDirectives()
    {
        var service = Assert.Single(ReadConfig(
            "virtual=127.0.0.1:80\n# column one\n\tscheduler=rr # after\n\t#indented\n  # anywhere\n\tquiescent=yes\n").VirtualServices);
        Assert.Equal(("rr", true), (service.Service.Scheduler, service.Quiescent));
    }

    [Fact]
    public void SpacesAndATab_Indent()
    {
        foreach (string indent in new[] { "\t", "    ", " \t", "\t\t", "      " })
            Assert.Equal(
                "rr", Assert.Single(ReadConfig($"virtual=127.0.0.1:80\n{indent}scheduler=rr\n").VirtualServices).Service.Scheduler);
    }
}
