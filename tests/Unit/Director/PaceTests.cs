using Ldirectord.Config;
using Ldirectord.Ipvs;
using Ldirectord.Status;
using Ldirectord.Tests.Support;
using static Ldirectord.Tests.Support.Configs;

namespace Ldirectord.Tests.Director;

/// <summary>successcount, retryinterval and downinterval in a director at work.</summary>
public class PaceTests
{
    private const string Both = "10.0.1.1:80 1, 10.0.1.2:80 1";
    private const string Other = "10.0.1.2:80 1";

    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_minute = TimeSpan.FromMinutes(1);

    private static readonly PaceSettings s_pace = new() { SuccessCount = 3, RetryInterval = s_second };

    private readonly Backend _first = new();
    private readonly Backend _second = new();

    private VirtualService Pair => Virtual("10.0.0.1:80", Real("10.0.1.1:80", _first), Real("10.0.1.2:80", _second)) with
    {
        CheckInterval = 3 * s_second,
        Pace = s_pace,
    };

    [Fact]
    public async Task ServerThatFlaps_StaysOut_UntilItPassedThreeInARow()
    {
        await using var director = await WithFirstDownAsync(Pair);
        for (var round = 0; round < 3; round++)
        {
            _first.Return();
            await director.AdvanceUntilAsync(() => Passed(director, 2) == round + 1, s_minute);
            _first.Die("flapped");
            await director.AdvanceUntilAsync(() => Failed(director, "flapped") == round + 1, s_minute);
            Assert.Equal(Other, director.In(Pair));
        }

        _first.Return();
        await director.AdvanceUntilAsync(() => Passed(director, 1) == 4, s_minute);
        Assert.Equal(Other, director.In(Pair));
        await director.AdvanceUntilAsync(() => director.In(Pair) == Both, 2 * s_second + TimeSpan.FromMilliseconds(300));
        Assert.Equal((4, 4, 0), (Passed(director, 1), Passed(director, 2), Passed(director, 3)));
    }

    [Fact]
    public async Task Show_SaysHowFarAServerHasRisen()
    {
        await using var director = await WithFirstDownAsync(Pair);
        Assert.DoesNotContain("rising", await ShowAsync(director), StringComparison.Ordinal);
        Assert.DoesNotContain("passes", System.Text.Encoding.UTF8.GetString(StatusReport.Of(await director.SnapshotAsync()).ToJson()),
            StringComparison.Ordinal);
        _first.Return();
        await director.AdvanceUntilAsync(() => Passed(director, 1) == 1, s_minute);
        Assert.Contains("; rising 1/3\n", await ShowAsync(director), StringComparison.Ordinal);
        Assert.Contains("\"passes\":1,\"passesNeeded\":3",
            System.Text.Encoding.UTF8.GetString(StatusReport.Of(await director.SnapshotAsync()).ToJson()), StringComparison.Ordinal);
        await director.AdvanceUntilAsync(() => director.In(Pair) == Both, s_minute);
        Assert.DoesNotContain("rising", await ShowAsync(director), StringComparison.Ordinal);
    }

    [Fact]
    public async Task QuiescentServer_StaysAtWeight0UntilTheLastPass()
    {
        var service = Pair with { Quiescent = true };
        await using var director = await WithFirstDownAsync(service, "10.0.1.1:80 0, 10.0.1.2:80 1");
        _first.Return();
        await director.AdvanceUntilAsync(() => Passed(director, 2) == 1, s_minute);
        Assert.Equal("10.0.1.1:80 0, 10.0.1.2:80 1", director.In(service));
        await director.AdvanceUntilAsync(() => director.In(service) == Both, s_minute);
    }

    [Fact]
    public async Task Start_ChangesNoAdoptedServer_AndAServerWithoutAVerdictNeedsOnePass()
    {
        _first.Die();
        var table = new RecordingIpvs(new ServiceEntry(Pair.Service, new DestinationEntry(Destination("10.0.1.2:80"))));
        await using var director = new RunningDirector(Of(Pair with { CleanStop = false }), table);
        await director.FirstRoundAsync();
        Assert.Empty(table.Applied);

        var restarted = new RecordingIpvs(new ServiceEntry(Pair.Service, new DestinationEntry(Destination("10.0.1.2:80"))));
        _first.Return();
        await using var next = new RunningDirector(Of(Pair with { CleanStop = false }), restarted);
        await next.FirstRoundAsync();
        await Eventually.EqualAsync(Both, () => next.In(Pair));
        Assert.Equal(EndPoint("10.0.1.1:80"), Assert.IsType<AddDestination>(Assert.Single(restarted.Applied)).Destination.EndPoint);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(2)]
    public async Task Reload_KeepsThePasses_AndTakesTheNewCount(int successCount)
    {
        await using var director = await WithFirstDownAsync(Pair);
        _first.Return();
        await director.AdvanceUntilAsync(() => Passed(director, 2) == 1, s_minute);
        var edited = Pair with { CleanStop = false, Pace = s_pace with { SuccessCount = successCount } };
        director.Reload(new ConfigResult(Of(edited), []));
        await director.AdvanceUntilAsync(() => director.In(Pair) == Both, 2 * s_second);
        Assert.Equal(1, Passed(director, 1));
    }

    [Fact]
    public async Task NobodyServes_OnePassIsEnough_AndTheNextServerNeedsAll()
    {
        await using var director = await WithFirstDownAsync(Pair);
        _second.Die();
        await director.AdvanceUntilAsync(() => director.In(Pair) == "-", s_minute);
        _second.Return();
        await director.AdvanceUntilAsync(() => director.In(Pair) == Other, Interval + s_second);
        Assert.Equal(0, Passed(director, 1));
        _first.Return();
        await director.AdvanceUntilAsync(() => director.In(Pair) == Both, s_minute);
        Assert.Equal((1, 1), (Passed(director, 1), Passed(director, 2)));
    }

    [Fact]
    public async Task LastServerFails_ARisingOneIsCheckedAtOnceAndServes()
    {
        var service = Pair with { Pace = s_pace with { RetryInterval = s_minute } };
        await using var director = await WithFirstDownAsync(service);
        _first.Return();
        await director.AdvanceUntilAsync(() => Passed(director, 1) == 1, s_minute);
        _second.Die();
        await director.AdvanceUntilAsync(() => director.In(service) == "10.0.1.1:80 1", Interval + s_second);
    }

    [Fact]
    public async Task Fallback_ServesUntilTheLastPass()
    {
        var fallback = Destination("10.0.9.9:80");
        var service = Virtual("10.0.0.1:80", Real("10.0.1.1:80", _first)) with { Pace = s_pace, Fallback = fallback };
        await using var director = new RunningDirector(Of(service));
        await Eventually.EqualAsync("10.0.1.1:80 1", () => director.In(service));
        _first.Die();
        await director.AdvanceUntilAsync(() => director.In(service) == "10.0.9.9:80 1", s_minute);
        _first.Return();
        await director.AdvanceUntilAsync(() => Passed(director, 2) == 1, s_minute);
        Assert.Equal("10.0.9.9:80 1", director.In(service));
        await director.AdvanceUntilAsync(() => director.In(service) == "10.0.1.1:80 1", 2 * s_second);
    }

    [Theory]
    [InlineData(true, 13)]
    [InlineData(false, 31)]
    public async Task FailuresAreCounted_AtRetryinterval(bool hasRetry, int seconds)
    {
        var service = Pair with { FailureCount = 3, CheckInterval = Interval, Pace = hasRetry ? s_pace : PaceSettings.Default };
        await using var director = new RunningDirector(Of(service));
        await Eventually.EqualAsync(Both, () => director.In(service));
        // After the second check, which spreads.
        await director.AdvanceUntilAsync(() => _first.Probes == 2, Interval);
        _first.Die();
        await director.AdvanceUntilAsync(() => director.In(service) == Other, TimeSpan.FromSeconds(seconds));
        Assert.Equal(5, _first.Probes);
    }

    [Fact]
    public async Task ServerThatIsDown_IsAskedAtDowninterval()
    {
        await using var director = await WithFirstDownAsync(Pair with { Pace = s_pace with { DownInterval = s_minute } });
        var probes = _first.Probes;
        var others = _second.Probes;
        await director.AdvanceUntilAsync(() => _second.Probes >= others + 15, TimeSpan.FromSeconds(50));
        Assert.Equal(probes, _first.Probes);
        await director.AdvanceUntilAsync(() => _first.Probes == probes + 1, s_minute);
    }

    [Fact]
    public async Task ServicesWithPacesOfTheirOwn_HaveProbesOfTheirOwn_SoThatNoneCountsFaster()
    {
        var patient = Virtual("10.0.0.2:80", Real("10.0.1.1:80", _first)) with { FailureCount = 3 };
        var impatient = Virtual("10.0.0.3:80", Real("10.0.1.1:80", _first)) with { FailureCount = 3, Pace = s_pace };
        await using var director = new RunningDirector(Of(patient, impatient));
        await Eventually.TrueAsync(() => director.In(patient) == "10.0.1.1:80 1" && director.In(impatient) == "10.0.1.1:80 1");
        _first.Die();
        await director.AdvanceUntilAsync(() => director.In(impatient) == "-", TimeSpan.FromSeconds(13));
        Assert.Equal("10.0.1.1:80 1", director.In(patient));
        var probes = _first.Probes;
        // From now on both ask at checkinterval.
        await director.AdvanceUntilAsync(() => director.In(patient) == "-", 3 * Interval + s_second);
        Assert.InRange(_first.Probes - probes, 2, 7);
    }

    [Fact]
    public async Task SharedProbe_AsksAsOftenAsItsMostImpatientServerWishes()
    {
        var steady = Virtual("10.0.0.2:80", Real("10.0.1.1:80", _first)) with { Pace = s_pace with { SuccessCount = 1 } };
        var slow = Virtual("10.0.0.3:80", Real("10.0.1.1:80", _first), Real("10.0.1.2:80", _second)) with { Pace = s_pace };
        await using var director = new RunningDirector(Of(steady, slow));
        await Eventually.TrueAsync(() => director.In(steady) == "10.0.1.1:80 1" && director.In(slow) == Both);
        _first.Die();
        await director.AdvanceUntilAsync(() => director.In(steady) == "-" && director.In(slow) == Other, s_minute);
        _first.Return();
        await director.AdvanceUntilAsync(() => director.In(steady) == "10.0.1.1:80 1", s_minute);
        await director.AdvanceUntilAsync(() => director.In(slow) == Both, 2 * s_second + TimeSpan.FromMilliseconds(300));
    }

    [Fact]
    public async Task EndOfMaintenance_BeginsACountOfPasses_WithACheckAtOnce()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Path("10.0.1.1");
        await using var director = new RunningDirector(Of(Pair) with { MaintenanceDirectory = folder.FullName });
        await Eventually.EqualAsync(Both, () => director.In(Pair));
        await File.WriteAllTextAsync(file, "", TestContext.Current.CancellationToken);
        await director.AdvanceUntilAsync(() => director.In(Pair) == Other, s_minute);
        File.Delete(file);
        await director.AdvanceUntilAsync(() => Passed(director, 1) == 1, 2 * s_second);
        Assert.Equal(Other, director.In(Pair));
        await director.AdvanceUntilAsync(() => director.In(Pair) == Both, 2 * s_second + TimeSpan.FromMilliseconds(300));
        Assert.Equal((1, 1), (Passed(director, 1), Passed(director, 2)));
    }

    [Fact]
    public async Task DryRun_CountsAsWell_AndTouchesNoTableButItsOwn()
    {
        var kernel = new RecordingIpvs();
        await using var director = new RunningDirector(Of(Pair), shadowed: kernel);
        await Eventually.EqualAsync(Both, () => director.In(Pair));
        _first.Die();
        await director.AdvanceUntilAsync(() => director.In(Pair) == Other, s_minute);
        _first.Return();
        await director.AdvanceUntilAsync(() => Passed(director, 2) == 1, s_minute);
        Assert.Equal(Other, director.In(Pair));
        await director.AdvanceUntilAsync(() => director.In(Pair) == Both, s_minute);
        Assert.Empty(kernel.Applied);
    }

    /// <summary>A director whose first server failed after it had served, and whose second serves.</summary>
    private async Task<RunningDirector> WithFirstDownAsync(VirtualService service, string expected = Other)
    {
        var director = new RunningDirector(Of(service));
        await Eventually.EqualAsync(Both, () => director.In(service));
        _first.Die();
        await director.AdvanceUntilAsync(() => director.In(service) == expected, s_minute);
        return director;
    }

    private static int Passed(RunningDirector director, int pass) =>
        director.Log.Lines.Count(line => line == $"Passed check {pass} of 3: 10.0.1.1:80 (tcp:10.0.0.1:80)");

    private static int Failed(RunningDirector director, string reason) =>
        director.Log.Lines.Count(line => line == $"Check of 10.0.1.1:80 (tcp:10.0.0.1:80) failed: {reason}");

    private static async Task<string> ShowAsync(RunningDirector director) =>
        StatusTable.Render(StatusReport.Of(await director.SnapshotAsync()), director.Time.GetUtcNow(), colour: false);
}
