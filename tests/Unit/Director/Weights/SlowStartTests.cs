using Ldirectord.Config;
using Ldirectord.Ipvs;
using Ldirectord.Tests.Support;
using static Ldirectord.Tests.Support.Configs;

namespace Ldirectord.Tests.Director;

/// <summary>slowstart, in a director at work.</summary>
public class SlowStartTests
{
    private const string Whole = "10.0.1.1:80 100, 10.0.1.2:80 100";

    private static readonly TimeSpan s_ample = TimeSpan.FromSeconds(60);

    private readonly Backend _first = new();
    private readonly Backend _second = new();

    private VirtualService Pair => Virtual("10.0.0.1:80", Real("10.0.1.1:80", _first, 100), Real("10.0.1.2:80", _second, 100)) with
    {
        SlowStart = TimeSpan.FromSeconds(20),
        CheckInterval = TimeSpan.FromSeconds(1),
    };

    [Fact]
    public async Task ServerThatReturns_GetsItsWeightIn20Edits_NoneIdentical()
    {
        await using var director = new RunningDirector(Of(Pair));
        await ReturnAsync(director);
        await director.AdvanceUntilAsync(() => director.In(Pair) == Whole, s_ample);
        Assert.Equal(Enumerable.Range(1, 20).Select(step => 5 * step), Edits(director));
        Assert.DoesNotContain(director.Log.Lines, line => line.StartsWith("Restored", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Start_BeginsNoSlowStart()
    {
        await using var director = new RunningDirector(Of(Pair));
        await Eventually.EqualAsync(Whole, () => director.In(Pair));
        Assert.Empty(Edits(director));
    }

    [Fact]
    public async Task FirstServerAfterTheFallback_HasItsWholeWeightAtOnce()
    {
        var service = Pair with { Fallback = Destination("10.0.9.9:80") };
        _first.Die();
        _second.Die();
        await using var director = new RunningDirector(Of(service));
        await Eventually.EqualAsync("10.0.9.9:80 1", () => director.In(service));
        await director.FirstRoundAsync();
        _first.Return();
        await director.AdvanceUntilAsync(() => director.In(service) == "10.0.1.1:80 100", s_ample);
    }

    [Fact]
    public async Task ServerThatFailsInItsSlowStart_BeginsAnew()
    {
        await using var director = new RunningDirector(Of(Pair));
        await ReturnAsync(director);
        await director.AdvanceUntilAsync(() => director.In(Pair) == "10.0.1.1:80 40, 10.0.1.2:80 100", s_ample);
        _first.Die();
        await director.AdvanceUntilAsync(() => director.In(Pair) == "10.0.1.2:80 100", s_ample);
        _first.Return();
        await director.AdvanceUntilAsync(() => director.In(Pair) == "10.0.1.1:80 1, 10.0.1.2:80 100", s_ample);
    }

    [Theory]
    [InlineData(false, "10.0.1.2:80 100")]
    [InlineData(true, "10.0.1.1:80 0, 10.0.1.2:80 100")]
    public async Task MaintenanceAndFailureInASlowStart_EndIt_AndTheNextBeginsAt0(bool isQuiescent, string without)
    {
        using var folder = new TemporaryFolder();
        var service = Pair with { Quiescent = isQuiescent };
        await using var director = new RunningDirector(
            Of(service) with { MaintenanceDirectory = folder.FullName }, resolve: _ => Task.FromResult<string?>(null));
        await director.FirstRoundAsync();
        _first.Die();
        await director.AdvanceUntilAsync(() => director.In(Pair) == without, s_ample);
        _first.Return();
        await director.AdvanceUntilAsync(() => director.In(Pair) == "10.0.1.1:80 30, 10.0.1.2:80 100", s_ample);
        var file = folder.Write("10.0.1.1", "");
        await director.AdvanceUntilAsync(() => director.In(Pair) == without, s_ample);
        File.Delete(file);
        await director.AdvanceUntilAsync(() => director.In(Pair) == "10.0.1.1:80 1, 10.0.1.2:80 100", s_ample);
        await director.AdvanceUntilAsync(() => director.In(Pair) == "10.0.1.1:80 30, 10.0.1.2:80 100", s_ample);
    }

    [Fact]
    public async Task SlowServer_IsUpForMinservers_AndNoDifferenceOfTheTables()
    {
        var service = Pair with
        {
            Fallback = Destination("10.0.9.9:80"),
            Quorum = new QuorumSettings(new ServerShare(2, IsPercent: false), null, LostMode.Join),
        };
        await using var director = new RunningDirector(Of(service));
        await director.FirstRoundAsync();
        _first.Die();
        await director.AdvanceUntilAsync(() => director.In(service) == "10.0.1.2:80 100, 10.0.9.9:80 1", s_ample);
        _first.Return();
        await director.AdvanceUntilAsync(() => director.In(service) == "10.0.1.1:80 15, 10.0.1.2:80 100", s_ample);
        var snapshot = await director.SnapshotAsync();
        Assert.Equal((15, null), (snapshot.Services[0].Servers[0].SlowStart, snapshot.Services[0].Lost));
        Assert.Empty(snapshot.Comparison!.Now);
    }

    [Fact]
    public async Task StartAt40Percent_GoesOnFromThere()
    {
        var table = new RecordingIpvs(new ServiceEntry(
            Pair.Service, new DestinationEntry(Destination("10.0.1.1:80", 40)), new DestinationEntry(Destination("10.0.1.2:80", 100))));
        await using var director = new RunningDirector(Of(Pair), table);
        await director.FirstRoundAsync();
        Assert.Equal("10.0.1.1:80 40, 10.0.1.2:80 100", director.In(Pair));
        var shown = await director.SnapshotAsync();
        Assert.Equal([40, null], shown.Services[0].Servers.Select(server => server.SlowStart));
        await director.AdvanceUntilAsync(() => director.In(Pair) == Whole, s_ample);
        Assert.Equal(Enumerable.Range(9, 12).Select(step => 5 * step), Edits(director));
    }

    [Fact]
    public async Task WeightOfAnOperator_EndsTheSlowStart_AndStaysUntilAReload()
    {
        await using var director = new RunningDirector(Of(Pair));
        await ReturnAsync(director);
        await director.AdvanceUntilAsync(() => director.In(Pair) == "10.0.1.1:80 20, 10.0.1.2:80 100", s_ample);
        var edits = Edits(director).Count();
        director.Table.Apply([new EditDestination(Pair.Id, Destination("10.0.1.1:80", 7))]);
        var probes = _first.Probes;
        await director.AdvanceUntilAsync(() => _first.Probes > probes + 5, s_ample);
        Assert.Equal("10.0.1.1:80 7, 10.0.1.2:80 100", director.In(Pair));
        Assert.Equal(edits + 1, Edits(director).Count());
        // His second word counts, too, when another server has the service written.
        director.Table.Apply([new EditDestination(Pair.Id, Destination("10.0.1.1:80", 8))]);
        _second.Die();
        await director.AdvanceUntilAsync(() => director.In(Pair) == "10.0.1.1:80 8", s_ample);
        _second.Return();
        await director.AdvanceUntilAsync(() => director.In(Pair) == "10.0.1.1:80 8, 10.0.1.2:80 100", s_ample);
        director.Reload(director.File);
        await director.AdvanceUntilAsync(() => director.In(Pair) == Whole, s_ample);
    }

    [Fact]
    public async Task WeightOfAnOperator_UnderRepairAll_IsUndone_AndTheSlowStartGoesOn()
    {
        await using var director = new RunningDirector(Of(Pair) with { Repair = new RepairSettings(RepairMode.All) });
        await ReturnAsync(director);
        await director.AdvanceUntilAsync(() => director.In(Pair) == "10.0.1.1:80 20, 10.0.1.2:80 100", s_ample);
        director.Table.Apply([new EditDestination(Pair.Id, Destination("10.0.1.1:80", 7))]);
        await director.AdvanceUntilAsync(() => director.In(Pair) == Whole, s_ample);
    }

    [Fact]
    public async Task Reload_KeepsTheShare_OfTheNewWeight()
    {
        await using var director = new RunningDirector(Of(Pair));
        await ReturnAsync(director);
        await director.AdvanceUntilAsync(() => director.In(Pair) == "10.0.1.1:80 40, 10.0.1.2:80 100", s_ample);
        var heavier = Pair with { RealServers = [Real("10.0.1.1:80", _first, 1000), Real("10.0.1.2:80", _second, 100)] };
        director.Reload(new ConfigResult(Of(heavier), []));
        await director.AdvanceUntilAsync(() => director.In(Pair) == "10.0.1.1:80 400, 10.0.1.2:80 100", s_ample);
        await director.AdvanceUntilAsync(() => director.In(Pair) == "10.0.1.1:80 1000, 10.0.1.2:80 100", s_ample);
    }

    [Fact]
    public async Task ServerThatIsNewInTheFile_StartsSlowly()
    {
        var alone = Pair with { RealServers = [Pair.RealServers[1]] };
        await using var director = new RunningDirector(Of(alone));
        await director.FirstRoundAsync();
        director.Reload(new ConfigResult(Of(Pair), []));
        await director.AdvanceUntilAsync(() => director.In(Pair) == "10.0.1.1:80 1, 10.0.1.2:80 100", s_ample);
    }

    /// <summary>The first server fails, and comes back with weight 1.</summary>
    private async Task ReturnAsync(RunningDirector director)
    {
        await Eventually.EqualAsync(Whole, () => director.In(Pair));
        await director.FirstRoundAsync();
        _first.Die();
        await director.AdvanceUntilAsync(() => director.In(Pair) == "10.0.1.2:80 100", s_ample);
        _first.Return();
        await director.AdvanceUntilAsync(() => director.In(Pair) == "10.0.1.1:80 1, 10.0.1.2:80 100", s_ample);
    }

    private static IEnumerable<int> Edits(RunningDirector director) =>
        director.Table.Applied.OfType<EditDestination>().Select(edit => edit.Destination.Weight);
}
