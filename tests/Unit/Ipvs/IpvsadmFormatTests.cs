using System.Net;
using System.Net.Sockets;
using Ldirectord.Ipvs;

namespace Ldirectord.Tests.Ipvs;

/// <summary>The format as literal text; tests/Kernel compares it with ipvsadm itself.</summary>
public class IpvsadmFormatTests
{
    private static readonly ServiceId Web = ServiceId.Tcp(IPEndPoint.Parse("10.0.0.1:80"));
    private static readonly IPEndPoint Server = IPEndPoint.Parse("10.0.0.2:80");

    public static TheoryData<string> Commands => [.. Operations.Keys];

    private static readonly Dictionary<string, IpvsOperation> Operations = new()
    {
        ["ipvsadm -A -t 10.0.0.1:80 -s wrr"] = new AddService(new Service(Web, "wrr")),
        ["ipvsadm -E -t 10.0.0.1:80 -s rr -p 300 -M 255.255.255.0"] =
            new EditService(new Service(Web, "rr", ServiceFlags.Persistent, 300, 24)),
        ["ipvsadm -D -f 7"] = new DeleteService(ServiceId.Mark(7)),
        ["ipvsadm -A -f 4294967295 -6 -s rr -p 10 -M 64"] =
            new AddService(new Service(ServiceId.Mark(uint.MaxValue, AddressFamily.InterNetworkV6), "rr", ServiceFlags.Persistent, 10, 64)),
        ["ipvsadm -A -u [2001:db8::1]:53 -s rr -o"] =
            new AddService(new Service(ServiceId.Udp(IPEndPoint.Parse("[2001:db8::1]:53")), "rr", ServiceFlags.OnePacket, 0, 128)),
        ["ipvsadm -A -t 10.0.0.1:80 -s sh -b sh-fallback,sh-port"] =
            new AddService(new Service(Web, "sh", ServiceFlags.Scheduler1 | ServiceFlags.Scheduler2)),
        ["ipvsadm -A -t 10.0.0.1:80 -s mh -b mh-port"] = new AddService(new Service(Web, "mh", ServiceFlags.Scheduler2)),
        ["ipvsadm -A -t 10.0.0.1:80 -s wlc -b flag-1,flag-3"] =
            new AddService(new Service(Web, "wlc", ServiceFlags.Scheduler1 | ServiceFlags.Scheduler3)),
        ["ipvsadm -a -t 10.0.0.1:80 -r 10.0.0.2:80 -g -w 1"] = new AddDestination(Web, new Destination(Server, ForwardingMethod.Gate, 1)),
        ["ipvsadm -e -t 10.0.0.1:80 -r 10.0.0.2:80 -m -w 0 -x 20 -y 10"] =
            new EditDestination(Web, new Destination(Server, ForwardingMethod.Masq, 0, 20, 10)),
        ["ipvsadm -a -t 10.0.0.1:80 -r [2001:db8::2]:80 -i -w 1"] =
            new AddDestination(Web, new Destination(IPEndPoint.Parse("[2001:db8::2]:80"), ForwardingMethod.Ipip, 1)),
        ["ipvsadm -d -t 10.0.0.1:80 -r 10.0.0.2:80"] = new DeleteDestination(Web, Server),
    };

    [Theory, MemberData(nameof(Commands))]
    public void Operation_IsACommand(string command) => Assert.Equal(command, IpvsadmFormat.Command(Operations[command]));

    [Fact]
    public void Table_IsListedInTheToolsColumnsAndOrder() => Assert.Equal(
        """
        Prot LocalAddress:Port Scheduler Flags
          -> RemoteAddress:Port           Forward Weight ActiveConn InActConn
        TCP  10.0.0.1:80 wrr persistent 300 mask 255.255.255.0
          -> 10.0.0.2:80                  Route   1      0          0         
          -> 10.0.0.10:8080               Masq    65536  4294967295 12        
          -> [2001:db8:1111:2222:3333:4444:5555:6666]:65535 Tunnel  1      0          0         
        UDP  10.0.0.1:53 sh (sh-port) persistent 60 ops
        TCP  [2001:db8::1]:80 wlc
        FWM  5 rr
        FWM  5 IPv6 rr persistent 10 mask 64

        """.ReplaceLineEndings("\n"),
        IpvsadmFormat.List(Table));

    [Fact]
    public void Table_IsSavedAsTheToolSavesIt() => Assert.Equal(
        """
        -A -t 10.0.0.1:80 -s wrr -p 300 -M 255.255.255.0
        -a -t 10.0.0.1:80 -r 10.0.0.2:80 -g -w 1
        -a -t 10.0.0.1:80 -r 10.0.0.10:8080 -m -w 65536
        -a -t 10.0.0.1:80 -r [2001:db8:1111:2222:3333:4444:5555:6666]:65535 -i -w 1 --tun-type ipip
        -A -u 10.0.0.1:53 -s sh -p 60 -o -b sh-port
        -A -t [2001:db8::1]:80 -s wlc
        -A -f 5 -s rr
        -A -f 5 -6 -s rr -p 10 -M 64

        """.ReplaceLineEndings("\n"),
        IpvsadmFormat.Save(Table));

    [Fact]
    public void EmptyTable_IsTwoHeaderLines() => Assert.Equal(
        "Prot LocalAddress:Port Scheduler Flags\n  -> RemoteAddress:Port           Forward Weight ActiveConn InActConn\n",
        IpvsadmFormat.List(IpvsTable.Empty));

    private static IpvsTable Table => new(
    [
        new ServiceEntry(new Service(ServiceId.Mark(5, AddressFamily.InterNetworkV6), "rr", ServiceFlags.Persistent, 10, 64)),
        new ServiceEntry(new Service(ServiceId.Mark(5), "rr")),
        new ServiceEntry(new Service(ServiceId.Tcp(IPEndPoint.Parse("[2001:db8::1]:80")), "wlc", NetmaskBits: 128)),
        new ServiceEntry(new Service(
            ServiceId.Udp(IPEndPoint.Parse("10.0.0.1:53")),
            "sh",
            ServiceFlags.Persistent | ServiceFlags.OnePacket | ServiceFlags.Scheduler2,
            60)),
        new ServiceEntry(
            new Service(Web, "wrr", ServiceFlags.Persistent, 300, 24),
            new DestinationEntry(
                new Destination(IPEndPoint.Parse("[2001:db8:1111:2222:3333:4444:5555:6666]:65535"), ForwardingMethod.Ipip, 1)),
            new DestinationEntry(
                new Destination(IPEndPoint.Parse("10.0.0.10:8080"), ForwardingMethod.Masq, 65536), uint.MaxValue, 12, 0, default),
            new DestinationEntry(new Destination(Server, ForwardingMethod.Gate, 1))),
    ]);
}
