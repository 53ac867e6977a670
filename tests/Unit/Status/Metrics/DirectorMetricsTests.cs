using Ldirectord.Config;
using Ldirectord.Director;
using Ldirectord.Status;
using Ldirectord.Tests.Support;
using static Ldirectord.Tests.Support.Configs;

namespace Ldirectord.Tests.Status;

public class DirectorMetricsTests
{
    private const string Server = """{virtual="tcp:10.0.0.1:80",real="10.0.1.1:80"}""";

    private readonly Backend _first = new();
    private readonly Backend _second = new();

    [Fact]
    public async Task ServerThatDiesAndReturns_IsCounted()
    {
        var service = Virtual("10.0.0.1:80", Real("10.0.1.1:80", _first, weight: 3), Real("10.0.1.2:80", _second));
        await using var director = new RunningDirector(Of(service));
        await Eventually.EqualAsync("10.0.1.1:80 3, 10.0.1.2:80 1", () => director.In(service));
        var before = await ReadAsync(director);
        Assert.Equal((1, 3, 3, 0), (before[$"ldirectord_real_up{Server}"], before[$"ldirectord_real_weight{Server}"],
            before[$"ldirectord_real_configured_weight{Server}"], before[Transitions("down")]));
        Assert.Equal(2, before["""ldirectord_virtual_real_servers{virtual="tcp:10.0.0.1:80",state="up"}"""]);
        Assert.Equal(2, before["""ldirectord_checks_total{service="test",result="passed"}"""]);
        Assert.Equal(2, before["""ldirectord_netlink_operations_total{operation="add_destination",result="done"}"""]);
        Assert.Equal(1, before["""ldirectord_config_reloads_total{result="accepted"}"""]);

        _first.Die();
        await director.AdvanceUntilAsync(() => director.In(service) == "10.0.1.2:80 1", 2 * Interval);
        _first.Return();
        await director.AdvanceUntilAsync(() => director.In(service) != "10.0.1.2:80 1", 2 * Interval);
        var after = await ReadAsync(director);
        Assert.Equal((before[Transitions("up")] + 1, 1), (after[Transitions("up")], after[Transitions("down")]));
        Assert.Equal(1, after["""ldirectord_check_failures_total{service="test",reason="connect_failed"}"""]);
        Assert.Equal(after["""ldirectord_checks_total{service="test",result="passed"}"""] + 1,
            after["""ldirectord_check_duration_seconds_count{service="test"}"""]);
        Assert.Equal(1, after["""ldirectord_netlink_operations_total{operation="delete_destination",result="done"}"""]);
    }

    [Theory]
    [InlineData(0, "down")]
    [InlineData(100, "kept")]
    public async Task EveryServer_IsInOneState(int keepPercent, string state)
    {
        var service = Virtual("10.0.0.1:80", Real("10.0.1.1:80", _first)) with
        {
            Quorum = QuorumSettings.Default with { KeepPercent = keepPercent },
        };
        await using var director = new RunningDirector(Of(service));
        await Eventually.EqualAsync("10.0.1.1:80 1", () => director.In(service));
        _first.Die();
        var word = keepPercent > 0 ? "Kept failed real server" : "Deleted real server";
        await director.AdvanceUntilAsync(
            () => director.Log.Lines.Any(line => line.StartsWith(word, StringComparison.Ordinal)), 2 * Interval);
        var states = (await ReadAsync(director))
            .Where(sample => sample.Key.StartsWith("ldirectord_virtual_real_servers", StringComparison.Ordinal) && sample.Value > 0);
        Assert.EndsWith($"state=\"{state}\"}}", Assert.Single(states).Key, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ScopeVirtual_LeavesOutTheServers()
    {
        await using var director = new RunningDirector(Of(Virtual("10.0.0.1:80", Real("10.0.1.1:80", _first))));
        var read = MetricsFormat.Read(Render(await director.SnapshotAsync(), MetricsScope.Virtual));
        Assert.DoesNotContain(read.Types.Keys, name => name.StartsWith("ldirectord_real", StringComparison.Ordinal));
        Assert.Contains(read.Types.Keys, name => name == "ldirectord_virtual_fallback_active");
    }

    [Fact]
    public void HostileLabel_StaysOneLine()
    {
        var metrics = new MetricsWriter();
        metrics.Family("a", MetricType.Gauge, "A.");
        metrics.Sample(1, ("b", "x\"} 1\nc{d=\"\\"));
        Assert.Equal("""a{b="x\"} 1\nc{d=\"\\"}""", Assert.Single(MetricsFormat.Read(metrics.ToString()).Samples).Key);
    }

    [Theory]
    [InlineData(0.0005, 0)]
    [InlineData(0.001, 0)]
    [InlineData(0.0011, 1)]
    [InlineData(30, 13)]
    [InlineData(31, -1)]
    public void Duration_LiesInTheBucketOfTheNextBound(double seconds, int bucket)
    {
        var statistics = new CheckStatistics();
        statistics.Add("http", new(new(Ldirectord.Checks.StatusCode.ResponseOk, ""), TimeSpan.FromSeconds(seconds)));
        var counts = Assert.Single(statistics.Take());
        Assert.Equal((bucket, 1L), (counts.Buckets.IndexOf(1), counts.Total));
    }

    private static string Transitions(string to) =>
        $$"""ldirectord_real_transitions_total{virtual="tcp:10.0.0.1:80",real="10.0.1.1:80",to="{{to}}"}""";

    private static async Task<Dictionary<string, double>> ReadAsync(RunningDirector director) =>
        MetricsFormat.Read(Render(await director.SnapshotAsync(), MetricsScope.All)).Samples;

    private static string Render(DirectorSnapshot snapshot, MetricsScope scope) =>
        DirectorMetrics.Render(snapshot, ProcessFigures.Read(DateTimeOffset.UnixEpoch), "1.0", scope).ToString();
}
