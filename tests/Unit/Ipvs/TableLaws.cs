using System.Net;
using System.Net.Sockets;
using Ldirectord.Ipvs;

namespace Ldirectord.Tests.Ipvs;

/// <summary>
/// What a sequence of operations does to an empty table. The kernel's table and the one in memory are both held against these laws.
/// </summary>
/// <param name="Steps">Each operation with the reason why it is refused; null if it is done.</param>
/// <param name="Table">The table after all steps, as ipvsadm -Sn prints it.</param>
internal sealed record TableLaw(string Name, (IpvsOperation Operation, string? Reason)[] Steps, string Table)
{
    private static readonly ServiceId Web = ServiceId.Tcp(IPEndPoint.Parse("10.0.0.1:80"));
    private static readonly ServiceId Web6 = ServiceId.Tcp(IPEndPoint.Parse("[2001:db8::1]:80"));
    private static readonly Service WebService = new(Web, "wrr");
    private static readonly Service Web6Service = new(Web6, "wrr", NetmaskBits: 128);

    public static TableLaw[] All =>
    [
        new("a service is added once",
            [
                (new AddService(WebService), null), (new AddService(WebService), "already there"),
                (new AddService(new Service(Web, "rr")), "already there"),
            ],
            "-A -t 10.0.0.1:80 -s wrr\n"),
        new("tcp and udp, IPv4 and IPv6 marks are different services",
            [
                (new AddService(WebService), null), (new AddService(new Service(ServiceId.Udp(Web.EndPoint!), "rr")), null),
                (new AddService(new Service(ServiceId.Mark(1), "rr")), null),
                (new AddService(new Service(ServiceId.Mark(1, AddressFamily.InterNetworkV6), "rr", NetmaskBits: 128)), null),
            ],
            "-A -t 10.0.0.1:80 -s wrr\n-A -u 10.0.0.1:80 -s rr\n-A -f 1 -s rr\n-A -f 1 -6 -s rr\n"),
        new("a missing service cannot be changed",
            [
                (new EditService(WebService), "no such service"), (new DeleteService(Web), "no such service"),
                (new AddDestination(Web, Server(2)), "no such service"), (new EditDestination(Web, Server(2)), "no such service"),
                (new DeleteDestination(Web, Server(2).EndPoint), "no such service"),
            ],
            ""),
        new("an edited service keeps its destinations",
            [
                (new AddService(WebService), null), (new AddDestination(Web, Server(2)), null),
                (new EditService(new Service(Web, "rr", ServiceFlags.Persistent, 300, 24)), null),
            ],
            "-A -t 10.0.0.1:80 -s rr -p 300 -M 255.255.255.0\n-a -t 10.0.0.1:80 -r 10.0.0.2:80 -g -w 1\n"),
        new("a deleted service takes its destinations along",
            [
                (new AddService(WebService), null), (new AddDestination(Web, Server(2)), null), (new DeleteService(Web), null),
                (new AddService(WebService), null),
            ],
            "-A -t 10.0.0.1:80 -s wrr\n"),
        new("a destination is added once, by address and port",
            [
                (new AddService(WebService), null), (new AddDestination(Web, Server(2)), null),
                (new AddDestination(Web, Server(2)), "already there"),
                (new AddDestination(Web, Server(2) with { Method = ForwardingMethod.Masq, Weight = 7 }), "already there"),
                (new AddDestination(Web, new Destination(IPEndPoint.Parse("10.0.0.2:81"), ForwardingMethod.Masq, 1)), null),
            ],
            "-A -t 10.0.0.1:80 -s wrr\n-a -t 10.0.0.1:80 -r 10.0.0.2:80 -g -w 1\n-a -t 10.0.0.1:80 -r 10.0.0.2:81 -m -w 1\n"),
        new("a missing destination cannot be changed",
            [
                (new AddService(WebService), null), (new EditDestination(Web, Server(2)), "no such destination"),
                (new DeleteDestination(Web, Server(2).EndPoint), "no such destination"),
            ],
            "-A -t 10.0.0.1:80 -s wrr\n"),
        new("an edited destination takes over everything",
            [
                (new AddService(WebService), null), (new AddDestination(Web, Server(2)), null),
                (
                    new EditDestination(
                        Web, Server(2) with { Method = ForwardingMethod.Ipip, Weight = 0, UpperThreshold = 9, LowerThreshold = 9 }),
                    null),
            ],
            "-A -t 10.0.0.1:80 -s wrr\n-a -t 10.0.0.1:80 -r 10.0.0.2:80 -i -w 0 --tun-type ipip\n"),
        new("a refused operation does not hold up the next",
            [
                (new DeleteDestination(Web, Server(2).EndPoint), "no such service"), (new AddService(WebService), null),
                (new AddDestination(Web, Server(2)), null), (new AddService(WebService), "already there"),
                (new DeleteDestination(Web, Server(2).EndPoint), null),
            ],
            "-A -t 10.0.0.1:80 -s wrr\n"),
        new("a lower threshold above the upper one is refused",
            [
                (new AddService(WebService), null),
                (
                    new AddDestination(Web, Server(2) with { UpperThreshold = 3, LowerThreshold = 4 }),
                    "the lower threshold 4 is above the upper threshold 3"),
                (new AddDestination(Web, Server(2) with { LowerThreshold = 4 }), "the lower threshold 4 is above the upper threshold 0"),
            ],
            "-A -t 10.0.0.1:80 -s wrr\n"),
        new("a weight below zero is refused",
            [(new AddService(WebService), null), (new AddDestination(Web, Server(2) with { Weight = -1 }), "weight -1 is below 0")],
            "-A -t 10.0.0.1:80 -s wrr\n"),
        new("only ipip crosses address families",
            [
                (new AddService(Web6Service), null),
                (new AddDestination(Web6, Server(2)), "a destination of the other address family needs ipip"),
                (new AddDestination(Web6, Server(2) with { Method = ForwardingMethod.Ipip }), null),
            ],
            "-A -t [2001:db8::1]:80 -s wrr\n-a -t [2001:db8::1]:80 -r 10.0.0.2:80 -i -w 1 --tun-type ipip\n"),
        new("an IPv6 prefix has 1 to 128 bits",
            [
                (new AddService(Web6Service with { NetmaskBits = 0 }), "an IPv6 persistence prefix has 1 to 128 bits, not 0"),
                (new AddService(Web6Service with { NetmaskBits = 129 }), "an IPv6 persistence prefix has 1 to 128 bits, not 129"),
                (new AddService(Web6Service), null),
                (new EditService(Web6Service with { NetmaskBits = 129 }), "an IPv6 persistence prefix has 1 to 128 bits, not 129"),
            ],
            "-A -t [2001:db8::1]:80 -s wrr\n"),
        new("a scheduler's name is bounded",
            [
                (new AddService(WebService with { Scheduler = "sixteencharacter" }), "a scheduler's name has 1 to 15 characters, not 16"),
                (
                    new AddService(WebService with { Scheduler = new string('x', 5000) }),
                    "a scheduler's name has 1 to 15 characters, not 5000"),
            ],
            ""),
    ];

    /// <summary>Applies the steps one by one, and checks the replies and the table.</summary>
    public void Hold(IIpvs table)
    {
        foreach (var (operation, reason) in Steps)
            Assert.Equal([reason], table.Apply([operation]));
        Assert.Equal(Table, IpvsadmFormat.Save(table.Read()));
    }

    /// <summary>Applies all steps at once, and checks the replies and the table.</summary>
    public void HoldAtOnce(IIpvs table)
    {
        Assert.Equal(Steps.Select(step => step.Reason), table.Apply([.. Steps.Select(step => step.Operation)]));
        Assert.Equal(Table, IpvsadmFormat.Save(table.Read()));
        foreach (var entry in table.Read().Services)
            Assert.Equal(IpvsadmFormat.Save(new IpvsTable([entry])), IpvsadmFormat.Save(new IpvsTable(table.Read([entry.Service.Id]))));
        Assert.Empty(table.Read([ServiceId.Mark(4294967295)]));
    }

    private static Destination Server(int number) => new(new IPEndPoint(IPAddress.Parse($"10.0.0.{number}"), 80), ForwardingMethod.Gate, 1);
}
