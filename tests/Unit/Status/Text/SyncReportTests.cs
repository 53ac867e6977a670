using System.Text;
using Ldirectord.Director;
using Ldirectord.Ipvs;
using Ldirectord.Planning;
using Ldirectord.Status;

namespace Ldirectord.Tests.Status;

/// <summary>Sync daemons in the table, the differences, JSON and metrics.</summary>
public class SyncReportTests
{
    private static readonly DateTimeOffset s_now = DateTimeOffset.UnixEpoch;
    private static readonly SyncDaemon s_wanted = new(SyncRole.Master, "eth1", 1);
    private static readonly SyncDaemon s_found = s_wanted with { MaxLength = 1472 };

    [Fact]
    public void RoleAsConfigured_IsALine_AndNoDifference()
    {
        var report = Report(new SyncView(s_wanted, s_found, null));
        Assert.Contains("\nsync master eth1 id 1 maxlen 1472 group 224.0.0.81 port 8848 ttl 1\n", Table(report), StringComparison.Ordinal);
        Assert.Contains("The kernel table matches.", DriftTable.Render(report, s_now), StringComparison.Ordinal);
    }

    [Fact]
    public void RoleThatDiffers_IsNamedWithWhatResolvesIt()
    {
        var report = Report(new SyncView(s_wanted, s_found with { SyncId = 3 }, null));
        Assert.Contains("id 3 maxlen 1472 group 224.0.0.81 port 8848 ttl 1 (expected master --mcast-interface eth1 --syncid 1)\n",
            Table(report), StringComparison.Ordinal);
        Assert.Contains(
            "ipvsadm --stop-daemon master && ipvsadm --start-daemon master --mcast-interface eth1 --syncid 1  "
                + "# kernel: master --mcast-interface eth1 --syncid 3 --sync-maxlen 1472; as configured",
            DriftTable.Render(report, s_now), StringComparison.Ordinal);
        Assert.False(ProblemRules.IsFine(report, s_now));
    }

    [Fact]
    public void RoleThatCannotStart_IsNamedWithTheReason()
    {
        var report = Report(new SyncView(s_wanted, null, "there is no interface eth1"));
        Assert.Contains("sync master eth1 id 1 group 224.0.0.81 port 8848 ttl 1 (not running: there is no interface eth1)\n",
            Table(report), StringComparison.Ordinal);
        Assert.Contains("# kernel: nothing; there is no interface eth1", DriftTable.Render(report, s_now), StringComparison.Ordinal);
    }

    [Fact]
    public void RoleOfAnother_IsShown_AndNoDifference()
    {
        var report = Report(new SyncView(null, s_found, null));
        Assert.Contains("ttl 1 (not in the configuration)\n", Table(report), StringComparison.Ordinal);
        Assert.Empty(report.Comparison!.Now);
        Assert.Equal("sync master eth1 id 1 (foreign)", Assert.Single(report.Sync).ToPage());
    }

    [Fact]
    public void Json_HasTheseNames() => Assert.Contains(
        """
        "sync":[{"role":"master","state":"missing","interface":"eth1","id":1,"maxlen":null,"group":"224.0.0.81","port":8848,"ttl":1,
        "expected":null,"problem":"gone"}]
        """.Replace("\n", "", StringComparison.Ordinal),
        Encoding.UTF8.GetString(Report(new SyncView(s_wanted, null, "gone")).ToJson()),
        StringComparison.Ordinal);

    [Theory]
    [InlineData(1, "ldirectord_sync_daemon{role=\"master\",interface=\"eth1\"} 1\n")]
    [InlineData(2, "ldirectord_sync_daemon{role=\"master\",interface=\"eth1\"} 0\n")]
    public void Metric_IsOneForARoleAsConfigured(int id, string expected)
    {
        var snapshot = Snapshot(new SyncView(s_wanted, s_found with { SyncId = id }, null));
        Assert.Contains(expected, Metrics(snapshot), StringComparison.Ordinal);
    }

    [Fact]
    public void Metric_IsNotThereForARoleOfAnother() => Assert.DoesNotContain(
        "ldirectord_sync_daemon", Metrics(Snapshot(new SyncView(null, s_found, null))), StringComparison.Ordinal);

    private static string Metrics(DirectorSnapshot snapshot) =>
        DirectorMetrics.Render(snapshot, ProcessFigures.Read(s_now), "1", MetricsScope.All).ToString();

    private static string Table(StatusReport report) => StatusTable.Render(StatusReport.FromJson(report.ToJson()), s_now, false);

    private static StatusReport Report(SyncView view) => StatusReport.Of(Snapshot(view));

    private static DirectorSnapshot Snapshot(SyncView view) =>
        new("/etc/ha.d/pair.cf", s_now, false, []) { Sync = [view], Comparison = new TableComparison([], []) };
}
