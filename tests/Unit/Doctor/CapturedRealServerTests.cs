using System.Net;
using Ldirectord.Doctor;
using Ldirectord.Ipvs;
using Ldirectord.Networking;
using static Ldirectord.Tests.Doctor.CapturedHost;

namespace Ldirectord.Tests.Doctor;

/// <summary>Mistakes of a real server that cannot be made, or not be mended, in a guest.</summary>
public class CapturedRealServerTests
{
    private const string Counters = "TcpExt: SyncookiesSent IPReversePathFilter\nTcpExt: 0 ";

    private static readonly IPAddress s_virtual = IPAddress.Parse("192.0.2.10");

    /// <summary>eth0 has no address of its own: then the one of lo is taken, unless it is for the host alone.</summary>
    [Fact]
    public void VirtualAddressAsSource_GetsTheScopeOfTheHost()
    {
        var unnumbered = Right with
        {
            Addresses = [Address("127.0.0.1", 1, 8), Address("192.0.2.10", 1, 32)],
            RouteTo = target => target.Equals(s_virtual) ? new RouteAnswer(1, target, IsLocal: true)
                : new RouteAnswer(2, s_virtual, IsLocal: false) { Gateway = IPAddress.Parse("192.0.2.254") },
        };
        Assert.Contains(
            "Warning R15 192.0.2.10: ip addr del 192.0.2.10/32 dev lo && ip addr add 192.0.2.10/32 dev lo scope host",
            OfServer(unnumbered));
        var own = unnumbered with { Addresses = unnumbered.Addresses.Add(Address("192.0.2.11", 2, 24)) };
        Assert.Contains("Warning R15 192.0.2.10: ip route replace default via 192.0.2.254 src 192.0.2.11", OfServer(own));
    }

    [Theory]
    [InlineData("17", true)]
    [InlineData("0", false)]
    public void PacketsThatAReversePathFilterDropped_AreANote(string count, bool isNote) => Assert.Equal(
        isNote, OfServer(Right.WithFiles(("/proc/self/net/netstat", $"{Counters}{count}\n")))
            .Any(finding => finding.StartsWith($"Note R18 rp_filter: {count} packets were dropped", StringComparison.Ordinal)));

    private static IReadOnlyList<string> OfServer(Host host) =>
    [
        .. Diagnosis.Of(RealServerLooks.All, new RealServerCase(host, s_virtual, 80, ForwardingMethod.Gate, null))
            .Where(one => one.Finding.Level != Level.Ok)
            .Select(one => $"{one.Finding.Level} {one.Id} {one.Finding.Subject}: {one.Finding.Remedy ?? one.Finding.Sentence}"),
    ];
}
