using Ldirectord.Checks;
using Ldirectord.Config;
using Ldirectord.Ipvs;
using Ldirectord.Planning;
using static Ldirectord.Tests.Support.Configs;

namespace Ldirectord.Tests.Planning;

public class KernelSettingsRulesTests
{
    private static readonly VirtualService Tcp = Virtual("10.0.0.1:80", Real("10.0.1.1:80"));
    private static readonly VirtualService Udp = Tcp with { Service = Tcp.Service with { Id = ServiceId.Udp(EndPoint("10.0.0.1:53")) } };
    private static readonly VirtualService Persistent =
        Tcp with { Service = Tcp.Service with { Flags = ServiceFlags.Persistent, PersistenceTimeout = 60 } };


    [Fact]
    public void UdpService_NeedsItsFlowsToExpire()
    {
        Assert.Equal(["expire_nodest_conn 1"], Asked(Udp, Kernel(nodest: 0)));
        Assert.Empty(Asked(Udp, Kernel(nodest: 1)));
        Assert.Contains(
            "is 0: after a server is removed from udp:10.0.0.1:53, packets of its clients are dropped",
            Single(Udp, Kernel(nodest: 0)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void UdpServiceThatKeepsFailedServers_OrSchedulesEachDatagram_NeedsNothing()
    {
        Assert.Empty(Asked(Udp with { Quiescent = true }, Kernel()));
        Assert.Empty(Asked(Udp with { Service = Udp.Service with { Flags = ServiceFlags.OnePacket } }, Kernel()));
        Assert.Empty(Asked(Udp with { IsOff = true }, Kernel()));
    }

    [Fact]
    public void PersistentService_NeedsItsClientsToMoveOnlyWhereFailedServersStay()
    {
        Assert.Equal(["expire_quiescent_template 1"], Asked(Persistent with { Quiescent = true }, Kernel()));
        Assert.Empty(Asked(Persistent, Kernel()));
        Assert.Empty(Asked(Persistent with { Quiescent = true }, Kernel(template: 1)));
    }

    [Fact]
    public void PersistentServiceWithAgents_NeedsItsClientsToMoveWhenAnAgentDrains()
    {
        var agent = new AgentCheck(EndPoint("10.0.1.1:3333"), CheckTimeout, "");
        var service = Persistent with { RealServers = [Persistent.RealServers[0] with { Agent = agent }] };
        Assert.Contains("whose agent says drain", Single(service, Kernel()).Message, StringComparison.Ordinal);
        Assert.Empty(Asked(service, Kernel(template: 1)));
    }

    [Theory]
    [InlineData("warn", 3, 3, false)]
    [InlineData("set", 3, 3, true)]
    [InlineData("set", 3, 1, false)] // a single failed check would reset connections that could be resumed
    internal void TcpServices_AreResetOnlyIfAskedAndNoSingleFailureRemovesAServer(string mode, int first, int second, bool asked)
    {
        var config = Of(Tcp with { FailureCount = first }, Tcp with { FailureCount = second }) with
        {
            KernelSettings = mode == "set" ? KernelSettingsMode.Set : KernelSettingsMode.Warn,
        };
        Assert.Equal(asked ? ["expire_nodest_conn 1"] : [], Asked(config, Kernel()));
    }

    [Theory]
    [InlineData(0, "5.10", 1, true)]
    [InlineData(0, "5.17", 1, false)]
    [InlineData(1, "5.10", 1, false)]
    [InlineData(0, "5.10", 0, false)]
    public void ReusedPortsOnAnOldKernel_AreWarnedOf(int reuse, string version, int nodest, bool warned)
    {
        var kernel = Kernel(nodest) with { ConnReuseMode = new KernelSetting("conn_reuse_mode", reuse), Kernel = Version.Parse(version) };
        Assert.Equal(warned ? ["conn_reuse_mode"] : [], Asked(Tcp, kernel));
    }

    [Fact]
    public void WhatCannotBeRead_IsOneLine()
    {
        var kernel = Kernel() with { ExpireNodestConn = new KernelSetting("expire_nodest_conn", null, "permission denied") };
        Assert.StartsWith(
            "net.ipv4.vs.expire_nodest_conn cannot be read: permission denied.",
            Single(Udp, kernel).Message,
            StringComparison.Ordinal);
        Assert.Empty(Asked(Of(Tcp), kernel));
    }

    [Fact]
    public void NothingIsKnown_OrLeaveIsSaid_NothingIsAsked()
    {
        Assert.Empty(KernelSettingsRules.Of(Of(Udp, Persistent with { Quiescent = true }), KernelSettings.Unknown));
        Assert.Empty(KernelSettingsRules.Of(Of(Udp) with { KernelSettings = KernelSettingsMode.Leave }, Kernel()));
    }

    [Fact]
    public void OfManyServices_TheFirstAreNamed()
    {
        var many = Enumerable.Range(1, 9).Select(
            n => Udp with { Service = Udp.Service with { Id = ServiceId.Udp(EndPoint($"10.0.0.{n}:53")) } });
        Assert.Contains(
            "udp:10.0.0.1:53, udp:10.0.0.2:53, udp:10.0.0.3:53 and 6 more, packets",
            Assert.Single(KernelSettingsRules.Of(Of([.. many]), Kernel())).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 2, "warn", "backup_only 0")]
    [InlineData(1, 2, "set", "backup_only 0")]
    [InlineData(1, 2, "leave", "")]
    [InlineData(1, 1, "warn", "")] // a backup alone is what it is for
    [InlineData(1, 0, "warn", "")]
    [InlineData(0, 2, "warn", "")]
    public void BothRolesOfSync_NeedBackupOnlyOff(int backupOnly, int roles, string mode, string expected)
    {
        SyncDaemon[] both = [new(SyncRole.Backup, "eth1", 1), new(SyncRole.Master, "eth1", 1)];
        var config = Of(Tcp) with { SyncDaemons = [.. both.Take(roles)], KernelSettings = Enum.Parse<KernelSettingsMode>(mode, true) };
        var kernel = Kernel(1, 1) with { BackupOnly = new KernelSetting("backup_only", backupOnly) };
        Assert.Equal(expected, string.Join(", ", Asked(config, kernel)));
    }

    [Theory]
    [InlineData(0, "mh", true, "sloppy_tcp 1")]
    [InlineData(1, "mh", true, "")]
    [InlineData(0, "wlc", true, "")] // by another director the client would get to another server
    [InlineData(0, "mh", false, "")]
    public void FleetWithMaglev_NeedsSloppyTcp(int sloppy, string scheduler, bool isAnnounced, string expected)
    {
        var service = Tcp with
        {
            Service = Tcp.Service with { Scheduler = scheduler },
            Announce = isAnnounced ? new AnnounceSettings("dummy0") : null,
        };
        var kernel = Kernel(1, 1) with { SloppyTcp = new KernelSetting("sloppy_tcp", sloppy) };
        Assert.Equal(expected, string.Join(", ", Asked(Of(service), kernel)));
    }

    [Fact]
    public void Warning_SaysWhatIsExpectedAndWhoSeesToIt()
    {
        var advice = Single(Udp, Kernel());
        Assert.EndsWith(
            ": expected 1 (kernelsettings = set sets it)",
            KernelSettingsRules.Warning(advice, KernelSettingsMode.Warn),
            StringComparison.Ordinal);
        Assert.EndsWith(
            ": start and reload set it to 1",
            KernelSettingsRules.Warning(advice, KernelSettingsMode.Set),
            StringComparison.Ordinal);
    }

    private static KernelSettingAdvice Single(VirtualService service, KernelSettings kernel) =>
        Assert.Single(KernelSettingsRules.Of(Of(service), kernel));

    private static IEnumerable<string> Asked(VirtualService service, KernelSettings kernel) => Asked(Of(service), kernel);

    private static IEnumerable<string> Asked(DirectorConfig config, KernelSettings kernel) =>
        KernelSettingsRules.Of(config, kernel).Select(advice => $"{advice.Setting.Name} {advice.Wanted}".TrimEnd());

    private static KernelSettings Kernel(int nodest = 0, int template = 0) => new()
    {
        ExpireNodestConn = new KernelSetting("expire_nodest_conn", nodest),
        ExpireQuiescentTemplate = new KernelSetting("expire_quiescent_template", template),
        ConnReuseMode = new KernelSetting("conn_reuse_mode", 1),
        Kernel = new Version(6, 1),
    };
}
