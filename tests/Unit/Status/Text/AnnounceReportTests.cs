using System.Net;
using System.Text;
using Ldirectord.Director;
using Ldirectord.Planning;
using Ldirectord.Status;

namespace Ldirectord.Tests.Status;

/// <summary>Announced addresses in the table, JSON, metrics and problems.</summary>
public class AnnounceReportTests
{
    private static readonly DateTimeOffset s_now = DateTimeOffset.UnixEpoch;
    private static readonly AnnounceTarget s_target = new("dummy0", IPAddress.Parse("fd00::1"));

    [Fact]
    public void Address_IsALineOfTheTable_AndAnObject()
    {
        var report = Report(AnnounceState.Announced, "2 of 3 up, 1 wanted");
        Assert.Contains("\naddress fd00::1 on dummy0 announced: 2 of 3 up, 1 wanted\n",
            StatusTable.Render(StatusReport.FromJson(report.ToJson()), s_now, false), StringComparison.Ordinal);
        Assert.Contains(
            """
            "announced":[{"address":"fd00::1","interface":"dummy0","state":"announced","reason":"2 of 3 up, 1 wanted"}]
            """, Encoding.UTF8.GetString(report.ToJson()), StringComparison.Ordinal);
    }

    [Fact]
    public void HostileReason_IsMadePrintable() => Assert.Contains(
        "withdrawn: withdrawn: \\x1B[2J", StatusTable.Render(
            StatusReport.FromJson(Report(AnnounceState.Withdrawn, "withdrawn: \e[2J").ToJson()), s_now, false), StringComparison.Ordinal);

    [Theory]
    [InlineData("Announced", "2 of 3 up, 1 wanted", true, 1)]
    [InlineData("Waiting", "0 of 3 up, 1 wanted", false, 0)]
    [InlineData("Standby", "another director is the active one", true, 0)]
    [InlineData("Withdrawn", "withdrawn", false, 0)]
    [InlineData("Failed", "no permission", false, 0)]
    public void AddressThatIsNotAnnounced_IsAProblem_ButNotOnAStandby(string state, string why, bool isFine, int metric)
    {
        var parsed = Enum.Parse<AnnounceState>(state);
        var report = Report(parsed, why);
        Assert.Equal(isFine, ProblemRules.IsFine(report, s_now));
        Assert.Equal(isFine, ProblemRules.Only(report, s_now).Announced.Count == 0);
        Assert.Contains($"ldirectord_address_announced{{address=\"fd00::1\",interface=\"dummy0\"}} {metric}\n",
            DirectorMetrics.Render(Snapshot(parsed, why), ProcessFigures.Read(s_now), "1", MetricsScope.All).ToString(),
            StringComparison.Ordinal);
    }

    private static StatusReport Report(AnnounceState state, string why) => StatusReport.Of(Snapshot(state, why));

    private static DirectorSnapshot Snapshot(AnnounceState state, string why) => new("/etc/ha.d/fleet.cf", s_now, false, [])
    {
        Announced = [new AnnounceView(s_target, state, why)],
        Comparison = new TableComparison([], []),
    };
}
