using System.Net;
using System.Net.Sockets;
using Ldirectord.Ipvs;

namespace Ldirectord.Kernel.Ipvs;

/// <summary>Every kind of service and destination that a configuration can ask for.</summary>
internal static class Samples
{
    public static readonly string[] Schedulers = ["rr", "wrr", "lc", "wlc", "lblc", "lblcr", "dh", "sh", "sed", "nq", "fo", "ovf", "mh"];

    public static ServiceId[] Ids =>
    [
        ServiceId.Tcp(IPEndPoint.Parse("10.0.0.1:80")),
        ServiceId.Udp(IPEndPoint.Parse("10.0.0.1:53")),
        ServiceId.Sctp(IPEndPoint.Parse("10.0.0.1:80")),
        ServiceId.Mark(5),
        ServiceId.Tcp(IPEndPoint.Parse("[2001:db8::1]:80")),
        ServiceId.Udp(IPEndPoint.Parse("[2001:db8:1111:2222:3333:4444:5555:6666]:65535")),
        ServiceId.Mark(5, AddressFamily.InterNetworkV6),
    ];

    /// <summary>Each identity × scheduler, then each identity × persistence and flags.</summary>
    public static IEnumerable<Service> Services()
    {
        foreach (var id in Ids)
        {
            var longest = id.Family == AddressFamily.InterNetworkV6 ? (byte)128 : (byte)32;
            foreach (var scheduler in Schedulers)
                yield return new Service(id, scheduler, NetmaskBits: longest);
            yield return new Service(id, "rr", ServiceFlags.Persistent, 1, longest);
            yield return new Service(id, "rr", ServiceFlags.Persistent, 86400, longest);
            foreach (var bits in longest == 32 ? (byte[])[0, 1, 8, 23, 24, 31] : [1, 47, 48, 64, 127])
                yield return new Service(id, "wrr", ServiceFlags.Persistent, 300, bits);
            yield return new Service(id, "sh", ServiceFlags.Scheduler1, NetmaskBits: longest);
            yield return new Service(id, "sh", ServiceFlags.Scheduler2, NetmaskBits: longest);
            yield return new Service(id, "sh", ServiceFlags.Scheduler1 | ServiceFlags.Scheduler2 | ServiceFlags.Persistent, 60, longest);
            yield return new Service(id, "mh", ServiceFlags.Scheduler1 | ServiceFlags.Scheduler2, NetmaskBits: longest);
            yield return new Service(id, "wrr", ServiceFlags.Scheduler1 | ServiceFlags.Scheduler3, NetmaskBits: longest);
            if (id.Protocol == TransportProtocol.Udp)
            {
                yield return new Service(id, "rr", ServiceFlags.OnePacket, NetmaskBits: longest);
                yield return new Service(id, "sh", ServiceFlags.OnePacket | ServiceFlags.Persistent | ServiceFlags.Scheduler2, 10,
                    (byte)(longest - 8));
                yield return new Service(id, "rr", ServiceFlags.Persistent, 60, longest) { PersistenceEngine = "sip" };
                var flags = ServiceFlags.OnePacket | ServiceFlags.Persistent | ServiceFlags.Scheduler1;
                yield return new Service(id, "mh", flags, 60, (byte)(longest - 8)) { PersistenceEngine = "sip" };
                yield return new Service(id, "rr", ServiceFlags.Persistent, 60, longest);
            }
        }
    }

    /// <summary>Plain IP in IP, and each tunnel × checksum, with the smallest and the largest port.</summary>
    public static readonly Tunnel?[] Tunnels =
    [
        null,
        new(TunnelKind.Gue, 1, TunnelChecksum.None),
        new(TunnelKind.Gue, 6080, TunnelChecksum.Full),
        new(TunnelKind.Gue, 65535, TunnelChecksum.Remote),
        new(TunnelKind.Gre, 0, TunnelChecksum.None),
        new(TunnelKind.Gre, 0, TunnelChecksum.Full),
    ];

    /// <summary>Each method × weights and thresholds, all for one service; ipip with each tunnel.</summary>
    public static IEnumerable<Destination> Destinations(ServiceId id)
    {
        (int Weight, uint Upper, uint Lower)[] settings =
            [(1, 0, 0), (0, 0, 0), (100, 0, 0), (65536, 20, 0), (int.MaxValue, int.MaxValue, int.MaxValue), (7, 20, 10)];
        var number = 0;
        foreach (var method in (ForwardingMethod[])[ForwardingMethod.Masq, ForwardingMethod.Gate, ForwardingMethod.Ipip])
        {
            foreach (var (weight, upper, lower) in settings)
            {
                number++;
                var address = IPAddress.Parse(id.Family == AddressFamily.InterNetworkV6 ? $"2001:db8:1::{number:x}"
                    : $"192.168.0.{number}");
                // ipvsadm knows other ports than the service's only with masq or a mark.
                var port = method == ForwardingMethod.Masq || id.IsFirewallMark ? 8000 + number : id.EndPoint!.Port;
                var tunnel = method == ForwardingMethod.Ipip ? Tunnels[number % Tunnels.Length] : null;
                yield return new Destination(new IPEndPoint(address, port), method, weight, upper, lower) { Tunnel = tunnel };
            }
        }
    }
}
