
using Ldirectord.Status;

namespace Ldirectord.Tests.Status;

public class DriftTableTests
{
    private static readonly DateTimeOffset s_now =
        new(2026, 3, 5, 12, 0, 0, TimeZoneInfo.Local.GetUtcOffset(new DateTime(2026, 3, 5, 12, 0, 0)));

    private static readonly DifferenceReport s_dead = new(
        "10.0.0.1:80", "ipvsadm -d -t 10.0.0.1:80 -r 10.0.1.1:80", "-m -w 3", "down: connection refused",
        s_now - TimeSpan.FromSeconds(42), null);

    private static readonly DifferenceReport s_missing = new(
        "10.0.0.1:80", "ipvsadm -a -t 10.0.0.1:80 -r 10.0.1.2:80 -m -w 1", null, "up: connected", s_now - TimeSpan.FromSeconds(92),
        s_now - TimeSpan.FromSeconds(90));

    [Fact]
    public void CurrentAndPastDifferences_AreShown() => Assert.Equal(
        """
        /etc/ha.d/web.cf, running for 2h05m, dry run (kernel table is not modified)
        The kernel table differs:
          for 42s     ipvsadm -d -t 10.0.0.1:80 -r 10.0.1.1:80  # kernel: -m -w 3; down: connection refused
        Resolved differences (1, newest last, longest 2s):
          2026-03-05 11:58:28 for 2s  ipvsadm -a -t 10.0.0.1:80 -r 10.0.1.2:80 -m -w 1  # kernel: nothing; up: connected

        """,
        DriftTable.Render(Report(new DriftReport([s_dead], [s_missing])), s_now));

    [Fact]
    public void DaemonWithoutPastDifferences_ShowsNone() => Assert.EndsWith(
        "  now         ipvsadm -d -t 10.0.0.1:80 -r 10.0.1.1:80  # kernel: -m -w 3; down: connection refused\n",
        DriftTable.Render(Report(new DriftReport([s_dead with { Since = null }], [])), s_now),
        StringComparison.Ordinal);

    [Fact]
    public void DifferenceThatRepairLeavesAlone_SaysUntilWhen() => Assert.EndsWith(
        "  # kernel: -m -w 3; down: connection refused; not put back until 12:04:30: somebody else keeps changing it\n",
        DriftTable.Render(Report(new DriftReport([s_dead with { PausedUntil = s_now.AddSeconds(270) }], [])), s_now),
        StringComparison.Ordinal);

    [Fact]
    public void NoDifference_IsSaid() => Assert.EndsWith(
        "modified)\nThe kernel table matches.\n", DriftTable.Render(Report(new DriftReport([], [])), s_now), StringComparison.Ordinal);

    [Fact]
    public void NoKernelsTable_IsSaid() => Assert.EndsWith(
        "modified)\nThis kernel has no IPVS, so there is no table to compare with.\n", DriftTable.Render(Report(null), s_now),
        StringComparison.Ordinal);

    [Fact]
    public void Json_IsReadBack()
    {
        var report = Report(new DriftReport([s_dead], [s_missing]));
        Assert.Equal(DriftTable.Render(report, s_now), DriftTable.Render(StatusReport.FromJson(report.ToJson()), s_now));
    }

    private static StatusReport Report(DriftReport? comparison) =>
        new("/etc/ha.d/web.cf", s_now - new TimeSpan(2, 5, 0), DryRun: true, [], comparison);
}
