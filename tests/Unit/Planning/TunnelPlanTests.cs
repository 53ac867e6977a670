using Ldirectord.Config;
using Ldirectord.Health;
using Ldirectord.Ipvs;
using Ldirectord.Planning;
using Ldirectord.Tests.Support;
using static Ldirectord.Tests.Config.Reading;

namespace Ldirectord.Tests.Planning;

/// <summary>Tunnels, engines and SCTP in plans: what is an edit, what stays, and what is drained.</summary>
public class TunnelPlanTests
{
    private const string Real = "real=127.0.0.2:80 ipip 5";

    [Theory]
    [InlineData("", " tun=gre", "ipvsadm -e -t 127.0.0.1:80 -r 127.0.0.2:80 -i -w 5 --tun-type gre --tun-nocsum")]
    [InlineData(" tun=gre", "", "ipvsadm -e -t 127.0.0.1:80 -r 127.0.0.2:80 -i -w 5")]
    [InlineData(" tun=gue:1", " tun=gue:2", "ipvsadm -e -t 127.0.0.1:80 -r 127.0.0.2:80 -i -w 5 --tun-type gue --tun-port 2 --tun-nocsum")]
    [InlineData(" tun=gre", " tun=gre:csum", "ipvsadm -e -t 127.0.0.1:80 -r 127.0.0.2:80 -i -w 5 --tun-type gre --tun-csum")]
    [InlineData(" tun=gre", " tun=gre", null)]
    public void AnotherTunnel_IsAnEdit_AtAReloadAndAStart(string before, string after, string? command)
    {
        var actual = Table(Service(Real + before));
        var service = Service(Real + after);
        string[] expected = command is null ? [] : [command];
        Assert.Equal(expected, Commands(Reconciler.Plan(actual, Desired(service, ServerState.Up, actual))));
        var plan = StartPlan.Of(ReadConfig(FileWith(Real + after)), new IpvsTable([actual]));
        Assert.Equal(expected, plan.Now.Concat(plan.AfterFirstPass).Select(change => IpvsadmFormat.Command(change.Operation)));
    }

    [Fact]
    public void QuiescentServer_KeepsItsTunnel()
    {
        var service = Service($"quiescent=yes|{Real} tun=gue:6080");
        var actual = Table(service);
        Assert.Equal(
            ["ipvsadm -e -t 127.0.0.1:80 -r 127.0.0.2:80 -i -w 0 --tun-type gue --tun-port 6080 --tun-nocsum"],
            Commands(Reconciler.Plan(actual, Desired(service, ServerState.Down, actual))));
    }

    [Fact]
    public void EngineTakenAway_IsAnEditOfTheService()
    {
        var actual = Table(Service("protocol=udp|persistent=60|persistenceengine=sip"));
        var service = Service("protocol=udp|persistent=60");
        Assert.Equal(
            ["ipvsadm -E -u 127.0.0.1:80 -s wrr -p 60"], Commands(Reconciler.Plan(actual, Desired(service, ServerState.Up, actual))));
    }

    [Fact]
    public void OpenSctpConnectionsAlone_AreDrained()
    {
        var service = Service("protocol=sctp|checktype=on|real=127.0.0.2:80 masq");
        var destination = service.RealServers[0].Destination;
        Assert.Equal(RemovalStep.Drain, Step(new DestinationEntry(destination, 1, 9, 0, default)));
        Assert.Equal(
            RemovalStep.Delete, Step(new DestinationEntry(destination with { Weight = 0 }, 0, 9, 0, default), TimeSpan.FromSeconds(2)));

        RemovalStep Step(DestinationEntry entry, TimeSpan? drainingFor = null) =>
            Draining.Decide(
                entry, service.Service, service.Service, null, drainingFor, VirtualService.DefaultDrainLimit,
                new(KernelSettings.Unknown)).Step;
    }

    [Fact]
    public void MissingModules_AreNamed()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.Path("ip_vs_wrr"));
        folder.Write("modules.dep", "kernel/net/netfilter/ipvs/ip_vs_rr.ko.xz: kernel/x.ko.xz\n");
        folder.Write("modules.builtin", "kernel/net/sctp/sctp.ko\n");
        var modules = new KernelModules(folder.FullName, folder.FullName);
        Assert.Empty(KernelModuleRules.Of(Sctp("wrr"), modules));
        Assert.Empty(KernelModuleRules.Of(Sctp("rr"), modules));
        Assert.Empty(KernelModuleRules.Of(Sctp("nosuch"), modules));
        Assert.Equal(
            "virtual service sctp:127.0.0.1:80: this kernel has no scheduler lc, so the service cannot be added: "
                + "expected its module ip_vs_lc (modprobe ip_vs_lc)",
            Assert.Single(KernelModuleRules.Of(Sctp("lc"), modules)));
        var calls = ReadConfig(FileWith("protocol=udp|persistent=60|persistenceengine=sip"));
        Assert.Contains("persistence engine sip", Assert.Single(KernelModuleRules.Of(calls, modules)), StringComparison.Ordinal);
        folder.Write("modules.builtin", "");
        Assert.Contains("no SCTP, so no real server is ever up: expected its module sctp", Assert.Single(
            KernelModuleRules.Of(Sctp("rr"), new KernelModules(folder.FullName, folder.FullName))), StringComparison.Ordinal);
        Assert.Empty(KernelModuleRules.Of(Sctp("lc"), new KernelModules(folder.FullName, folder.Path("none"))));

        static DirectorConfig Sctp(string scheduler) =>
            ReadConfig(FileWith($"protocol=sctp|checktype=connect|real=127.0.0.2:80 masq|scheduler={scheduler}"));
    }

    private static ServiceEntry Table(VirtualService service) => new(
        service.Service, [.. service.RealServers.Select(server => new DestinationEntry(server.Destination))]);

    private static DesiredService Desired(VirtualService service, ServerState state, ServiceEntry actual) =>
        DesiredService.Build(service, new ServiceView(_ => new ServerHealth(state)), actual, readdQuiescent: false);

    private static IEnumerable<string> Commands(TablePlan plan) => plan.Changes.Select(change => IpvsadmFormat.Command(change.Operation));
}
