using Ldirectord.Status;
using Ldirectord.Tests.Support;
using static Ldirectord.Tests.Support.Configs;

namespace Ldirectord.Tests.Status;

/// <summary>The alert rules and the dashboard of contrib, without a server that runs them (RealServers has one).</summary>
public sealed class MonitoringFilesTests : IDisposable
{
    private const string Promtool = "/usr/bin/promtool";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("check", "ldirectord.rules.yml", "rules found")]
    [InlineData("test", "ldirectord.rules.test.yml", "SUCCESS")]
    public async Task Rules_AreGood(string command, string file, string said)
    {
        Tool.Need(Promtool, "prometheus");
        var (code, output) = await Tool.RunAsync(Promtool, [command, "rules", Repository.PathOf("contrib", "prometheus", file)]);
        Assert.True(code == 0, output);
        Assert.Contains(said, output, StringComparison.Ordinal);
    }

    [Fact]
    public void EveryAlert_IsTestedAndDocumented_AndSaysWhatToDo()
    {
        var tests = File.ReadAllText(Repository.PathOf("contrib", "prometheus", "ldirectord.rules.test.yml"));
        var page = File.ReadAllText(Repository.PathOf("docs", "metrics.md"));
        Assert.True(MonitoringFiles.Alerts().Count > 10);
        Assert.All(MonitoringFiles.Alerts(), alert =>
        {
            Assert.Contains($"name: \"{alert.Name}: ", tests, StringComparison.Ordinal);
            Assert.Contains($"| `{alert.Name}` |", page, StringComparison.Ordinal);
            Assert.Matches("(?m)^        labels: {severity: (page|ticket)}$", alert.Text);
            Assert.All(
                ["summary", "description", "runbook"], part => Assert.Matches($"(?m)^          {part}: \".{{10,}}\"$", alert.Text));
        });
    }

    [Fact]
    public async Task Metrics_AreWhatPromtoolWants_AndAllThatRulesAndDashboardName()
    {
        await using var director = new RunningDirector(Of(Virtual("10.0.0.1:80", Real("10.0.1.1:80", new Backend()))));
        var snapshot = await director.SnapshotAsync() with { Comparison = new([], []) };
        var text = DirectorMetrics.Render(snapshot, ProcessFigures.Read(DateTimeOffset.UnixEpoch), "1.0", MetricsScope.All).ToString();

        var types = MetricsFormat.Read(text).Types.Keys;
        var named = MonitoringFiles.AlertExpressions().Select(alert => alert.Expression)
            .Concat(MonitoringFiles.DashboardExpressions().Select(panel => panel.Expression)).SelectMany(MonitoringFiles.Metrics);
        Assert.All(named, name => Assert.Contains(name.Replace("_bucket", "", StringComparison.Ordinal), types));

        Tool.Need(Promtool, "prometheus");
        var file = _folder.Write("metrics", text);
        Assert.Equal((0, ""), await Tool.RunAsync("/bin/sh", ["-c", "\"$0\" check metrics <\"$1\"", Promtool, file]));
    }

    [Fact]
    public void Dashboard_IsOneThatGrafanaTakes()
    {
        using var dashboard = MonitoringFiles.Dashboard();
        var root = dashboard.RootElement;
        Assert.InRange(root.GetProperty("schemaVersion").GetInt32(), 36, 39);
        Assert.Equal("ldirectord", root.GetProperty("uid").GetString());
        var variables = root.GetProperty("templating").GetProperty("list").EnumerateArray().ToList();
        Assert.Equal(["datasource", "instance", "virtual"], variables.Select(variable => variable.GetProperty("name").GetString()));
        Assert.Equal("prometheus", variables[0].GetProperty("query").GetString());

        var panels = root.GetProperty("panels").EnumerateArray().ToList();
        Assert.Equal(panels.Count, panels.Select(panel => panel.GetProperty("id").GetInt32()).Distinct().Count());
        var cells = new HashSet<(int X, int Y)>();
        foreach (var panel in panels)
        {
            var title = panel.GetProperty("title").GetString();
            if (panel.GetProperty("type").GetString() != "row")
                Assert.Equal("${datasource}", panel.GetProperty("datasource").GetProperty("uid").GetString());
            var at = panel.GetProperty("gridPos");
            int Of(string name) => at.GetProperty(name).GetInt32();
            Assert.InRange(Of("x") + Of("w"), 1, 24);
            for (var x = Of("x"); x < Of("x") + Of("w"); x++)
            {
                for (var y = Of("y"); y < Of("y") + Of("h"); y++)
                    Assert.True(cells.Add((x, y)), $"{title} lies on another panel");
            }
        }
    }
}
