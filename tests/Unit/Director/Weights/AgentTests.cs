using Ldirectord.Checks;
using Ldirectord.Config;
using Ldirectord.Director;
using Ldirectord.Ipvs;
using Ldirectord.Tests.Support;
using static Ldirectord.Tests.Support.Configs;

namespace Ldirectord.Tests.Director;

/// <summary>Agents, in a director at work.</summary>
public sealed class AgentTests : IAsyncDisposable
{
    private static readonly TimeSpan s_ample = TimeSpan.FromSeconds(60);

    private readonly Backend _first = new();
    private readonly Backend _second = new();
    private readonly FakeAgent _agent = new("100%");
    private readonly FakeAgent _other = new("up");

    private VirtualService Pair => Virtual(
        "10.0.0.1:80",
        Real("10.0.1.1:80", _first, 100) with { Agent = _agent.Check },
        Real("10.0.1.2:80", _second, 100) with { Agent = _other.Check }) with
    {
        AgentInterval = TimeSpan.FromSeconds(1),
        CheckInterval = TimeSpan.FromSeconds(1),
        FailureCount = 2,
    };

    public async ValueTask DisposeAsync()
    {
        await _agent.DisposeAsync();
        await _other.DisposeAsync();
    }

    [Fact]
    public async Task Percentages_AreTheWeights()
    {
        await using var director = new RunningDirector(Of(Pair));
        await director.FirstRoundAsync();
        foreach (var (said, weight) in new[] { ("50%", 50), ("0%", 0), ("100%", 100) })
            await SaysAsync(director, said, $"10.0.1.1:80 {weight}, 10.0.1.2:80 100");
    }

    [Fact]
    public async Task AllAt0Percent_ServeWithWeight1_AndTheFallbackStaysOut()
    {
        var service = Pair with { Fallback = Destination("10.0.9.9:80") };
        await using var director = new RunningDirector(Of(service));
        await director.FirstRoundAsync();
        await SaysAsync(director, "0%", "10.0.1.1:80 0, 10.0.1.2:80 100");
        var written = director.Table.Applied.Count;
        _other.Say("0%");
        await director.AdvanceUntilAsync(() => director.In(Pair) == "10.0.1.1:80 1, 10.0.1.2:80 1", s_ample);
        Assert.All(director.Table.Applied.Skip(written), operation => Assert.IsType<EditDestination>(operation));
    }

    [Fact]
    public async Task OtherServerFails_WhileThisIsAt0Percent_ThisServesWithWeight1()
    {
        await using var director = new RunningDirector(Of(Pair));
        await director.FirstRoundAsync();
        await SaysAsync(director, "0%", "10.0.1.1:80 0, 10.0.1.2:80 100");
        _second.Die();
        await director.AdvanceUntilAsync(() => director.In(Pair) == "10.0.1.1:80 1", s_ample);
    }

    [Fact]
    public async Task LostAgent_IsForgottenAfterFailurecountAnswers()
    {
        await using var director = new RunningDirector(Of(Pair));
        await director.FirstRoundAsync();
        await SaysAsync(director, "drain", "10.0.1.1:80 0, 10.0.1.2:80 100");
        await SaysAsync(director, null, "10.0.1.1:80 100, 10.0.1.2:80 100");
        Assert.Contains("Agent of 10.0.1.1:80 (tcp:10.0.0.1:80) says: drain", director.Log.Lines);
        Assert.Single(director.Log.Lines, line => line.Contains("is lost", StringComparison.Ordinal));
        await SaysAsync(director, "45%", "10.0.1.1:80 45, 10.0.1.2:80 100");
        Assert.Contains("Agent of 10.0.1.1:80 (tcp:10.0.0.1:80) answers again: 45%", director.Log.Lines);
    }

    [Fact]
    public async Task DownOfAnAgent_TakesTheServerOutAtOnce_AndUpOverrulesNoFailedCheck()
    {
        await using var director = new RunningDirector(Of(Pair));
        await director.FirstRoundAsync();
        await SaysAsync(director, "down #disk full", "10.0.1.2:80 100");
        var shown = (await director.SnapshotAsync()).Services[0].Servers[0];
        Assert.Equal(
            (ReportedHealth.Down, StatusCode.AgentDown, "its agent says down: disk full"), (shown.Health, shown.Code, shown.Reason));
        _first.Die();
        var probes = _first.Probes;
        await director.AdvanceUntilAsync(() => _first.Probes > probes + 3, s_ample);
        _agent.Say("up ready 80%");
        var questions = _agent.Questions;
        await director.AdvanceUntilAsync(() => _agent.Questions > questions + 3, s_ample);
        Assert.Equal("10.0.1.2:80 100", director.In(Pair));
        _first.Return();
        await director.AdvanceUntilAsync(() => director.In(Pair) == "10.0.1.1:80 80, 10.0.1.2:80 100", s_ample);
    }

    [Fact]
    public async Task LinesOfTheFeedbackAgent_NormalDrainNormal_AreReplayed()
    {
        await using var director = new RunningDirector(Of(Pair));
        await director.FirstRoundAsync();
        await SaysAsync(director, "up ready 93%", "10.0.1.1:80 93, 10.0.1.2:80 100");
        await SaysAsync(director, "drain", "10.0.1.1:80 0, 10.0.1.2:80 100");
        await SaysAsync(director, "90%", "10.0.1.1:80 90, 10.0.1.2:80 100");
        await SaysAsync(director, "down", "10.0.1.2:80 100");
        await SaysAsync(director, "error", "10.0.1.1:80 100, 10.0.1.2:80 100");
    }

    [Fact]
    public async Task Maint_IsAsAFileInMaintenancedir_UntilTheNextPassedCheck()
    {
        await using var director = new RunningDirector(Of(Pair));
        await director.FirstRoundAsync();
        await SaysAsync(director, "maint", "10.0.1.2:80 100");
        Assert.Equal(ReportedHealth.Maintenance, (await director.SnapshotAsync()).Services[0].Servers[0].Health);
        await SaysAsync(director, "ready", "10.0.1.1:80 100, 10.0.1.2:80 100");
    }

    [Fact]
    public async Task JitterOf2Percent_IsNotWritten()
    {
        await using var director = new RunningDirector(Of(Pair));
        await director.FirstRoundAsync();
        await SaysAsync(director, "50%", "10.0.1.1:80 50, 10.0.1.2:80 100");
        var edits = director.Table.Applied.Count;
        foreach (var said in new[] { "48%", "52%", "50%", "51%", "49%" })
        {
            _agent.Say(said);
            var questions = _agent.Questions;
            await director.AdvanceUntilAsync(() => _agent.Questions > questions + 1, s_ample);
        }

        Assert.Equal(edits, director.Table.Applied.Count);
        Assert.StartsWith("4", (await director.SnapshotAsync()).Services[0].Servers[0].Agent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Restart_KeepsTheWeightThatItFinds_UntilTheFirstAnswer()
    {
        _agent.Say(null);
        var table = new RecordingIpvs(new ServiceEntry(
            Pair.Service, new DestinationEntry(Destination("10.0.1.1:80", 40)), new DestinationEntry(Destination("10.0.1.2:80", 100))));
        await using var director = new RunningDirector(Of(Pair with { FailureCount = 1000 }), table);
        await director.FirstRoundAsync();
        var probes = _first.Probes;
        await director.AdvanceUntilAsync(() => _first.Probes > probes + 2, s_ample);
        Assert.Equal("10.0.1.1:80 40, 10.0.1.2:80 100", director.In(Pair));
        await SaysAsync(director, "70%", "10.0.1.1:80 70, 10.0.1.2:80 100");
    }

    [Fact]
    public async Task Reload_KeepsTheLastAnswer_OfTheSameAgent()
    {
        await using var director = new RunningDirector(Of(Pair));
        await director.FirstRoundAsync();
        await SaysAsync(director, "30%", "10.0.1.1:80 30, 10.0.1.2:80 100");
        _agent.Say(null);
        var edits = director.Table.Applied.Count;
        var next = Pair with { FailureCount = 1000, CertificateWarningDays = 3 };
        director.Reload(new ConfigResult(Of(next), []));
        var questions = _agent.Questions;
        await director.AdvanceUntilAsync(() => _agent.Questions > questions + 2, s_ample);
        Assert.Equal(edits, director.Table.Applied.Count);
    }

    private async Task SaysAsync(RunningDirector director, string? said, string table)
    {
        _agent.Say(said);
        await director.AdvanceUntilAsync(() => director.In(Pair) == table, s_ample);
    }
}
