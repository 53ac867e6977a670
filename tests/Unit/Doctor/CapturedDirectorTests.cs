using System.Net;
using System.Net.NetworkInformation;
using Ldirectord.Doctor;
using Ldirectord.Ipvs;
using Ldirectord.Networking;
using Ldirectord.Tests.Config;
using Ldirectord.Tests.Support;
using static Ldirectord.Tests.Doctor.CapturedHost;

namespace Ldirectord.Tests.Doctor;

/// <summary>
/// Mistakes that cannot be made in a guest: found in the state of a system that has them, and gone from one that has not.
/// </summary>
public class CapturedDirectorTests
{
    private static readonly PhysicalAddress s_mac = PhysicalAddress.Parse("525400123456");

    [Fact]
    public void RightState_HasNoFinding() => Assert.Empty(Findings(Right));

    [Fact]
    public void KernelWithoutIpvs_IsAFailure_AndOneThatCanLoadItANote()
    {
        using var folder = new TemporaryFolder();
        folder.Write("modules.dep", "kernel/net/ip_vs_rr.ko:\n");
        folder.Write("modules.builtin", "");
        var without = Right with { Ipvs = IpvsState.None, Modules = new KernelModules("/nowhere", folder.FullName) };
        Assert.Contains("Failure D1 ip_vs: modprobe ip_vs", Findings(without));
        Assert.Contains(Findings(without), finding => finding.StartsWith("Failure D2 kernel: ", StringComparison.Ordinal)
            && finding.Contains("ip_vs_wrr", StringComparison.Ordinal));
        Assert.Equal(["Note D1 ip_vs: modprobe ip_vs"], Findings(Right with { Ipvs = IpvsState.None }));
    }

    [Fact]
    public void StandbysAddress_IsANote() => Assert.Equal(
        ["Note D4 192.0.2.10: not an address of this machine now: it is a standby, or announces it later"],
        Findings(
            Right with
            {
                Addresses = Right.Addresses.RemoveAt(2),
                RouteTo = _ => new RouteAnswer(2, IPAddress.Parse("192.0.2.2"), IsLocal: false),
            },
            $"active = vip\n{Configuration}"));

    [Fact]
    public void InterfaceWithoutCarrier_IsAFailure() => Assert.Equal(
        ["Failure D5 192.0.2.10: the virtual address is on eth0, which has no carrier: look at its cable"],
        Findings(Right with { Links = [Right.Links[0], Right.Links[1] with { Flags = 0x1 }] }));

    [Fact]
    public void UnconfirmedIPv6Address_IsAFailure() => Assert.Contains(
        "Failure D39 2001:db8::10: ip addr del 2001:db8::10/64 dev eth0 && ip addr add 2001:db8::10/128 dev eth0 nodad",
        Findings(
            Right with { Addresses = Right.Addresses.Add(Address("2001:db8::10", 2, 64, flags: 0x40)) },
            "virtual6 = [2001:db8::10]:80\n\treal6 = [2001:db8::11]:80 gate\n"));

    [Fact]
    public void AnswersToArp_AreNamedByTheRealServer_OrAreASecondDirectors()
    {
        var answer = new ArpAnswer(IPAddress.Parse("192.0.2.10"), s_mac);
        var server = new ArpReport([answer], [new(s_mac, IPAddress.Parse("192.0.2.11"))], null);
        var finding = Diagnosis.Of(DirectorLooks.All, new DirectorCase(Right, Reading.ReadConfig(Configuration)) { Arp = server })[^1];
        Assert.Equal(("D8", Level.Failure, IPAddress.Parse("192.0.2.11")), (finding.Id, finding.Finding.Level, finding.Finding.RemedyAt));
        Assert.Contains("real server 192.0.2.11 (52:54:00:12:34:56) answers", finding.Finding.Sentence, StringComparison.Ordinal);

        var stranger = Assert.Single(Findings(Right, arp: new ArpReport([answer], [], null)));
        Assert.StartsWith("Failure D9 192.0.2.10: another machine (52:54:00:12:34:56)", stranger, StringComparison.Ordinal);
        // The active director answers where this one is the standby.
        var standby = Right with { Addresses = Right.Addresses.RemoveAt(2) };
        Assert.Empty(Findings(standby, arp: new ArpReport([answer], [], null)));
    }

    [Fact]
    public void VrrpStrict_IsNamed()
    {
        var rules = IptablesRules.Read("*filter\n:INPUT ACCEPT [0:0]\n-A INPUT -d 192.0.2.10/32 -j DROP\nCOMMIT\n");
        var host = Right with
        {
            Firewall = new Firewall(rules, Ruleset.Empty, null),
            Programs = [new RunningProgram(7, "keepalived", ["keepalived"])],
        };
        Assert.Equal(1, Count(Findings(host), "Failure D15 192.0.2.10: keepalived drops"));
        Assert.DoesNotContain(
            Findings(host with { Programs = [] }), finding => finding.Contains(" D15 ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("94", "100", "Warning D19 net.netfilter.nf_conntrack_max: sysctl -w net.netfilter.nf_conntrack_max=400")]
    [InlineData("50", "100", null)]
    public void FullConnectionTracking_IsAWarning(string count, string max, string? expected) => Assert.Equal(
        expected is null ? [] : [expected],
        Findings(Right.With(("net/netfilter/nf_conntrack_count", count), ("net/netfilter/nf_conntrack_max", max))));

    [Theory]
    [InlineData("8", true)]
    [InlineData("12", false)]
    public void SmallTableOfConnections_IsAWarning(string bits, bool isSmall)
    {
        var entry = new DestinationEntry(
            new Destination(IPEndPoint.Parse("192.0.2.11:80"), ForwardingMethod.Gate, 1), 2000, 1000, 0, default);
        var host = Right.WithFiles(("/sys/module/ip_vs/parameters/conn_tab_bits", bits)) with
        {
            Ipvs = Right.Ipvs with
            {
                Table = new IpvsTable([new ServiceEntry(new Service(ServiceId.Tcp(IPEndPoint.Parse("192.0.2.10:80")), "wrr"), entry)]),
            },
        };
        Assert.Equal(
            isSmall ? ["Warning D20 conn_tab_bits: echo options ip_vs conn_tab_bits=12 >/etc/modprobe.d/ip_vs.conf"] : [], Findings(host));
    }

    [Fact]
    public void JoinedPackets_AreAWarning() => Assert.Equal(
        ["Warning D27 eth0: ethtool -K eth0 lro off"], Findings(Right with { ReceivesJoined = name => name == "eth0" }));

    [Theory]
    [InlineData("5.4", "1", "Warning D29 net.ipv4.vs.conn_reuse_mode: sysctl -w net.ipv4.vs.conn_reuse_mode=0")]
    [InlineData("5.4", "0", null)]
    [InlineData("6.1", "1", null)]
    public void ReusedPort_IsAWarningOnOldKernels(string kernel, string mode, string? expected) => Assert.Equal(
        expected is null ? [] : [expected],
        Findings(Right.With(("net/ipv4/vs/conn_reuse_mode", mode), ("net/ipv4/vs/conntrack", "1"))
            with
        { Kernel = Version.Parse(kernel) }));

    [Theory]
    [InlineData("kube-proxy", "kube-proxy", null, true)]
    [InlineData("ldirectord", "/usr/bin/perl -w /usr/sbin/ldirectord start", null, true)]
    [InlineData("ldirectord", "/usr/sbin/ldirectord start", null, false)]
    [InlineData("keepalived", "/usr/sbin/keepalived", "vrrp_instance A {\n}\n", false)]
    [InlineData("keepalived", "/usr/sbin/keepalived", "vrrp_instance A {\n}\n virtual_server 192.0.2.1 80 {\n", true)]
    public void OtherWriters_AreNamed(string name, string arguments, string? config, bool isNamed)
    {
        var host = (config is null ? Right : Right.WithFiles(("/etc/keepalived/keepalived.conf", config))) with
        {
            Programs = [new RunningProgram(77, name, arguments.Split(' '))],
        };
        Assert.Equal(isNamed ? [$"Warning D32 {name}: kill 77"] : [], Findings(host));
    }

    [Theory]
    [InlineData("Amazon EC2\n", true)]
    [InlineData("Dell Inc.\n", false)]
    public void Cloud_IsNamed(string vendor, bool isCloud) => Assert.Equal(
        isCloud ? 1 : 0, Count(Findings(Right.WithFiles(("/sys/class/dmi/id/sys_vendor", vendor))), "Note D41 "));

    [Theory]
    [InlineData(50, 1)]
    [InlineData(1024, 0)]
    public void TooFewDescriptors_AreAWarning(long limit, int expected) =>
        Assert.Equal(expected, Count(Findings(Right with { DescriptorLimit = limit }), "Warning D43 "));

    [Theory]
    [InlineData("/etc/sysctl.d/1.conf", "net.ipv4.ip_forward = 1\n", true)]
    [InlineData("/usr/lib/sysctl.d/1.conf", "-net/ipv4/ip_forward=1\n", true)]
    [InlineData("/etc/sysctl.conf", "# net.ipv4.ip_forward=1\n", false)]
    [InlineData("/etc/sysctl.d/1.txt", "net.ipv4.ip_forward = 1\n", false)]
    [InlineData("/etc/sysctl.d/1.conf", "net.ipv4.ip_forward=1\nnet.ipv4.ip_forward=0\n", false)]
    public void SettingForTheNextBoot_IsLookedForInSysctlFiles(string path, string text, bool isThere)
    {
        var host = Right.With(("net/ipv4/ip_forward", "1"), ("net/ipv4/conf/eth0/forwarding", "1")).WithFiles((path, text));
        var found = Findings(host, "quiescent = no\nvirtual = 192.0.2.10:80\n\treal = 10.0.0.11:80 masq\n");
        Assert.Equal(isThere ? 0 : 1, Count(found, "Note D42 net.ipv4.ip_forward"));
    }

    [Fact]
    public void ManyFindingsOfOneKind_AreCounted()
    {
        var config = string.Concat(Enumerable.Range(20, 60).Select(n => $"virtual = 192.0.2.{n}:80\n\treal = 192.0.2.11:80 gate\n"));
        var found = Findings(Right, $"quiescent = no\n{config}");
        Assert.Equal(21, found.Count);
        Assert.Contains("Failure D4 and more: 40 further findings of the same kind", found);
    }

    private static int Count(IEnumerable<string> findings, string beginning) =>
        findings.Count(finding => finding.StartsWith(beginning, StringComparison.Ordinal));
}
