using System.Text;
using System.Text.Json;
using Ldirectord.Director;
using Ldirectord.Status;
using static Ldirectord.Tests.Status.Reports;

namespace Ldirectord.Tests.Status;

public class ReportMergeTests
{
    /// <summary>A random life of a director: whatever the differences are, they lead to its report, or to asking for a whole one.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void ChangesOneAfterTheOther_LeadToTheSameReport(int seed)
    {
        var random = new Random(seed);
        var report = Some(random, null);
        var (diff, shown) = (new ReportDiff(report), (StatusReport?)report);
        var applied = 0;
        for (var step = 0; step < 300; step++)
        {
            report = Some(random, report);
            if (diff.Next(report) is { } change)
                shown = ReportMerge.Apply(shown!, Sent(change));
            var isNew = shown is null;
            applied += isNew ? 0 : 1;
            shown ??= report;
            Assert.Equal(Encoding.UTF8.GetString(report.ToJson()), Encoding.UTF8.GetString(shown.ToJson()));
            // Asked for whole only if there is something new.
            if (isNew)
                diff = new ReportDiff(report);
        }

        Assert.InRange(applied, 100, 299);
    }

    [Fact]
    public void FallbackWithTheAddressOfARealServer_CannotBeFollowed()
    {
        Assert.True(ReportMerge.CanFollow(Of(Service(servers: [Server("10.0.0.2:80"), Server("10.0.0.3:80")]), Service("fwm:1"))));
        Assert.False(ReportMerge.CanFollow(Of(Service(servers: [Server("10.0.0.2:80"), Server("10.0.0.2:80", fallback: true)]))));
    }

    [Fact]
    public void TextOfAChange_IsSafeForATerminal()
    {
        var report = Of(Service(servers: Server()));
        var diff = new ReportDiff(report);
        var change = diff.Next(report with { Services = [Service(servers: Server(reason: "\e[2J"))], Problem = "\e]0;" })!;
        var shown = ReportMerge.Apply(report, Sent(change))!;
        Assert.Equal((@"\x1B[2J", @"\x1B]0;"), (shown.Services[0].Servers[0].Reason, shown.Problem));
    }

    [Theory]
    [InlineData("""{"services":null,"servers":{},"removed":{"services":[],"servers":{}}}""")]
    [InlineData("""{"services":{"tcp:10.0.0.1:80":null},"servers":{},"removed":{"services":[],"servers":{}}}""")]
    [InlineData("""{"services":{"tcp:10.0.0.1:80":{"line":7}},"servers":{},"removed":{"services":[],"servers":{}}}""")]
    [InlineData("""{"services":{},"servers":{"tcp:10.0.0.1:80":null},"removed":{"services":[],"servers":{}}}""")]
    [InlineData("""{"services":{},"servers":{},"removed":null}""")]
    [InlineData("""{"services":{},"servers":{},"removed":{"services":[null],"servers":{}}}""")]
    [InlineData("""{"services":{},"servers":{},"removed":{"services":[],"servers":{}},"top":{"config":null}}""")]
    [InlineData("""{"services":{},"servers":{},"removed":{"services":[],"servers":{}},"top":{"started":"tomorrow"}}""")]
    public void ChangeOfAnotherVersion_IsAnError(string json)
    {
        var change = JsonSerializer.Deserialize(json, ReportJson.Default.ChangeReport)!;
        Assert.Throws<JsonException>(() => ReportMerge.Apply(Of(Service(servers: Server())), change));
    }

    private static ChangeReport Sent(ChangeReport change) =>
        JsonSerializer.Deserialize(
            JsonSerializer.SerializeToUtf8Bytes(change, ReportJson.Default.ChangeReport), ReportJson.Default.ChangeReport)!;

    private static StatusReport Some(Random random, StatusReport? before)
    {
        if (before is null || random.Next(5) == 0)
        {
            return Of([.. Enumerable.Range(1, 4).Where(_ => random.Next(8) > 0).Select(
                i => Service($"tcp:10.0.0.{i}:80", [.. Enumerable.Range(1, 5).Where(_ => random.Next(8) > 0).Select(
                    j => Server($"10.0.1.{j}:80"))]))]);
        }

        return before with
        {
            Problem = random.Next(3) switch { 0 => "line 3: nonsense", 1 => null, _ => before.Problem },
            LastEvent = before.LastEvent + random.Next(2),
            Services = [.. before.Services.Select(service => service with
            {
                Lost = random.Next(6) switch { 0 => "1 of 4 up, 2 wanted", 1 => null, _ => service.Lost },
                Curve = random.Next(4) == 0 ? [random.Next(9)] : service.Curve,
                Servers = [.. service.Servers.Select(server => random.Next(4) switch
                {
                    0 => server with { Active = server.Active + 1, Strip = server.Strip + "+" },
                    1 => server with { Health = ReportedHealth.Down, Weight = null, Failures = 3, SlowStart = null },
                    2 => server with { Health = ReportedHealth.Up, Weight = 1, Failures = 0, SlowStart = 50 },
                    _ => server,
                })],
            })],
        };
    }
}
