using System.Net;
using System.Text;
using Ldirectord.Config;
using Ldirectord.Director;
using Ldirectord.Status;
using Ldirectord.Tests.Support;
using static Ldirectord.Tests.Support.Configs;

namespace Ldirectord.Tests.Status;

/// <summary>What a director is for each virtual service, wherever it is shown.</summary>
public class RoleWordsTests
{
    private static readonly ActiveCondition s_byVip = new(ActiveKind.Vip, IPAddress.Parse("10.0.0.1"));

    [Theory]
    [InlineData("10.0.0.1", false, " (ACTIVE)", "active", 1)]
    [InlineData("10.0.0.2", false, " (STANDBY)", "standby", 0)]
    [InlineData("10.0.0.2", true, " (STANDBY, not checking)", "suspended", 0)]
    public async Task Role_IsInTheTable_InJson_AndInTheMetrics(string here, bool suspends, string word, string json, int metric)
    {
        var snapshot = await SnapshotAsync(Virtual("10.0.0.1:80", Real("10.0.1.1:80")) with
        {
            Active = s_byVip,
            Standby = suspends ? StandbyMode.Suspend : StandbyMode.Ready,
        }, here);
        var report = StatusReport.Of(snapshot);
        Assert.Contains($"TCP  10.0.0.1:80 wrr{word}\n", StatusTable.Render(report, snapshot.StartedAt, false), StringComparison.Ordinal);
        Assert.Contains($"\"role\":\"{json}\"", Encoding.UTF8.GetString(report.ToJson()), StringComparison.Ordinal);
        Assert.Equal(report.Services[0].Role, StatusReport.FromJson(report.ToJson()).Services[0].Role);
        Assert.Contains(
            $"ldirectord_virtual_active{{virtual=\"tcp:10.0.0.1:80\"}} {metric}\n", Metrics(snapshot), StringComparison.Ordinal);
    }

    [Fact]
    public async Task WithoutOtherDirectors_NothingIsSaid_AndTheMetricIs1()
    {
        var snapshot = await SnapshotAsync(Virtual("10.0.0.1:80", Real("10.0.1.1:80")), "10.0.0.2");
        var report = StatusReport.Of(snapshot);
        Assert.Contains("TCP  10.0.0.1:80 wrr\n", StatusTable.Render(report, snapshot.StartedAt, false), StringComparison.Ordinal);
        Assert.DoesNotContain("role", Encoding.UTF8.GetString(report.ToJson()), StringComparison.Ordinal);
        Assert.Contains("ldirectord_virtual_active{virtual=\"tcp:10.0.0.1:80\"} 1\n", Metrics(snapshot), StringComparison.Ordinal);
    }

    private static string Metrics(DirectorSnapshot snapshot) =>
        DirectorMetrics.Render(snapshot, ProcessFigures.Read(DateTimeOffset.UnixEpoch), "1.0", MetricsScope.All).ToString();

    private static async Task<DirectorSnapshot> SnapshotAsync(VirtualService service, string here)
    {
        var addresses = new PlayedAddresses();
        addresses.Are(here);
        await using var director = new RunningDirector(Of(service), addresses: addresses);
        await director.FirstRoundAsync();
        return await director.SnapshotAsync();
    }
}
