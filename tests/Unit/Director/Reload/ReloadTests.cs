using Ldirectord.Config;
using Ldirectord.Ipvs;
using Ldirectord.Tests.Support;
using static Ldirectord.Tests.Support.Configs;

namespace Ldirectord.Tests.Director;

public class ReloadTests
{
    private readonly Backend _first = new();
    private readonly Backend _second = new();
    private readonly Backend _third = new();

    private VirtualService Pair => Virtual("10.0.0.1:80", Real("10.0.1.1:80", _first), Real("10.0.1.2:80", _second));

    [Fact]
    public async Task BadFile_ChangesNothingAndIsLogged()
    {
        await using var director = await StartedAsync();
        var applied = director.Table.Applied.Count;
        director.Reload(new ConfigResult(null,
        [
            new Diagnostic(Severity.Error, "/etc/ha.d/ldirectord.cf", 3, 0, "unknown directive"),
            new Diagnostic(Severity.Error, "/etc/ha.d/ldirectord.cf", 7, 0, "no such host"),
        ]));
        await Eventually.TrueAsync(() => director.Log.Lines.Any(line => line.Contains("Configuration rejected", StringComparison.Ordinal)));
        Assert.Contains(director.Log.Lines, line => line.Contains("at line 3: unknown directive", StringComparison.Ordinal));
        Assert.Contains(director.Log.Lines, line => line.Contains("at line 7: no such host", StringComparison.Ordinal));
        Assert.Equal(applied, director.Table.Applied.Count);
        // It still fails over, and still takes up the next good file.
        _first.Die();
        await director.AdvanceUntilAsync(() => director.In(Pair) == "10.0.1.2:80 1", Interval + TimeSpan.FromSeconds(1));
        var moved = Virtual("10.0.0.2:80", Real("10.0.1.2:80", _second));
        director.Reload(new ConfigResult(Of(moved), []));
        await Eventually.EqualAsync("10.0.1.2:80 1", () => director.In(moved));
    }

    [Fact]
    public async Task FileWithAnErrorOnEveryLine_IsTwentyOneLogLines()
    {
        await using var director = await StartedAsync();
        director.Reload(new ConfigResult(null, [.. Enumerable.Range(1, 10_000)
            .Select(line => new Diagnostic(Severity.Error, "/etc/ha.d/ldirectord.cf", line, 0, "unknown directive"))]));
        await Eventually.TrueAsync(() =>
            director.Log.Lines.Any(line =>
                line.Contains("10000 error(s), the first 20 above, \"ldirectord check\" names all", StringComparison.Ordinal)));
        Assert.Equal(20, director.Log.Lines.Count(line => line.Contains("unknown directive", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task ExceptionInTheReader_IsLogged_AndTheNextReloadWorks()
    {
        await using var director = await StartedAsync();
        director.ReadFile = () => throw new InvalidOperationException("a mistake");
        director.Reload(director.File);
        await Eventually.TrueAsync(() =>
            director.Log.Lines.Any(line => line.Contains("InvalidOperationException: a mistake", StringComparison.Ordinal)));
        director.ReadFile = () => director.File;
        var moved = Virtual("10.0.0.2:80", Real("10.0.1.2:80", _second));
        director.Reload(new ConfigResult(Of(moved), []));
        await Eventually.EqualAsync("10.0.1.2:80 1", () => director.In(moved));
    }

    [Fact]
    public async Task AddedServer_IsOneOperationAndDisturbsNoOtherCheck()
    {
        await using var director = await StartedAsync();
        var (applied, probes) = (director.Table.Applied.Count, _first.Probes);
        director.Reload(new ConfigResult(Of(Pair with { RealServers = Pair.RealServers.Add(Real("10.0.1.3:80", _third)) }), []));
        await Eventually.EqualAsync("10.0.1.1:80 1, 10.0.1.2:80 1, 10.0.1.3:80 1", () => director.In(Pair));
        Assert.IsType<AddDestination>(Assert.Single(director.Table.Applied.Skip(applied)));
        Assert.Equal(probes, _first.Probes);
    }

    [Fact]
    public async Task ServerThatIsDown_StaysOutThroughAReload()
    {
        await using var director = await StartedAsync();
        _first.Die();
        await director.AdvanceUntilAsync(() => director.In(Pair) == "10.0.1.2:80 1", Interval + TimeSpan.FromSeconds(1));
        var applied = director.Table.Applied.Count;
        director.Reload(new ConfigResult(Of(Pair with { FailureCount = 2 }), []));
        await Eventually.TrueAsync(() => director.Log.Lines.Any(line => line.StartsWith("Reloading", StringComparison.Ordinal)));
        await director.AdvanceUntilAsync(() => _first.Probes > 4, Interval * 4);
        Assert.Equal(applied, director.Table.Applied.Count);
    }

    [Fact]
    public async Task NewWeight_IsAnEditOfThatServerAlone()
    {
        await using var director = await StartedAsync();
        var applied = director.Table.Applied.Count;
        var heavier = Pair with { RealServers = [Real("10.0.1.1:80", _first, 5), Pair.RealServers[1]] };
        director.Reload(new ConfigResult(Of(heavier), []));
        await Eventually.EqualAsync("10.0.1.1:80 5, 10.0.1.2:80 1", () => director.In(Pair));
        Assert.IsType<EditDestination>(Assert.Single(director.Table.Applied.Skip(applied)));
    }

    [Fact]
    public async Task ServiceRemovedFromTheFile_IsDeletedAfterTheOthersAreAdded()
    {
        await using var director = await StartedAsync();
        var applied = director.Table.Applied.Count;
        var other = Virtual("10.0.0.2:80", Real("10.0.1.1:80", _first));
        director.Reload(new ConfigResult(Of(other), []));
        await Eventually.EqualAsync("10.0.1.1:80 1", () => director.In(other));
        Assert.Null(director.In(Pair));
        Assert.IsType<AddService>(director.Table.Applied.Skip(applied).First());
    }

    [Fact]
    public async Task EditThatReplacesEveryServer_KeepsTheOldOnesUntilANewOnePasses()
    {
        await using var director = await StartedAsync();
        var replaced = Pair with { RealServers = [Real("10.0.1.3:80", _third)], Fallback = Destination("10.0.9.9:80") };
        _third.Hangs = true;
        director.Reload(new ConfigResult(Of(replaced), []));
        await Eventually.TrueAsync(() => _third.Probes == 1);
        Assert.Equal("10.0.1.1:80 1, 10.0.1.2:80 1", director.In(Pair));
        _third.Hangs = false;
        await director.AdvanceUntilAsync(() => director.In(Pair) == "10.0.9.9:80 1", CheckTimeout + TimeSpan.FromSeconds(1));
        await director.AdvanceUntilAsync(() => director.In(Pair) == "10.0.1.3:80 1", Interval + TimeSpan.FromSeconds(1));
        Assert.DoesNotContain("-", director.In(Pair), StringComparison.Ordinal);
    }

    [Fact]
    public async Task EditThatMovesTheOnlyServer_NeverEmptiesTheService()
    {
        await using var director = await StartedAsync();
        var applied = director.Table.Applied.Count;
        director.Reload(new ConfigResult(Of(Pair with { RealServers = [Real("10.0.1.3:80", _third)] }), []));
        await director.AdvanceUntilAsync(() => director.In(Pair) == "10.0.1.3:80 1", TimeSpan.FromSeconds(3));
        Assert.IsType<AddDestination>(director.Table.Applied.Skip(applied).First());
    }

    [Fact]
    public async Task ReloadWhileTheTableIsUnreachable_IsDoneOnceTheTableIsBack()
    {
        await using var director = await StartedAsync();
        director.Table.OutOfReach = true;
        var other = Virtual("10.0.0.2:80", Real("10.0.1.1:80", _first));
        director.Reload(new ConfigResult(Of(other), []));
        await Eventually.TrueAsync(() => director.Log.Lines.Any(line => line.Contains("out of reach", StringComparison.Ordinal)));
        director.Table.OutOfReach = false;
        await director.AdvanceUntilAsync(() => director.In(other) is not null, TimeSpan.FromSeconds(31));
    }

    private async Task<RunningDirector> StartedAsync()
    {
        var director = new RunningDirector(Of(Pair));
        await Eventually.EqualAsync("10.0.1.1:80 1, 10.0.1.2:80 1", () => director.In(Pair));
        await director.FirstRoundAsync();
        return director;
    }
}
