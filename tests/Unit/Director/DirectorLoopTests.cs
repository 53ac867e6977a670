using Ldirectord.Config;
using Ldirectord.Director;
using Ldirectord.Ipvs;
using Ldirectord.Tests.Support;
using static Ldirectord.Tests.Support.Configs;

namespace Ldirectord.Tests.Director;

public class DirectorLoopTests
{
    private static readonly TimeSpan OneInterval = Interval + TimeSpan.FromSeconds(1);

    private readonly Backend _first = new();
    private readonly Backend _second = new();

    private VirtualService Pair => Virtual("10.0.0.1:80", Real("10.0.1.1:80", _first, 3), Real("10.0.1.2:80", _second));

    [Fact]
    public async Task Start_PutsInOnlyWhatPassedItsCheck()
    {
        _second.Die();
        await using var director = new RunningDirector(Of(Pair));
        await Eventually.EqualAsync("10.0.1.1:80 3", () => director.In(Pair));
        await director.FirstRoundAsync();
        Assert.DoesNotContain(director.Table.Applied,
            operation => operation is AddDestination { Destination.EndPoint: var e } && e.Equals(EndPoint("10.0.1.2:80")));
    }

    [Fact]
    public async Task ServerFailsAndRecovers_IsRemovedAndAdded()
    {
        await using var director = new RunningDirector(Of(Pair));
        await Eventually.EqualAsync("10.0.1.1:80 3, 10.0.1.2:80 1", () => director.In(Pair));
        _first.Die();
        await director.AdvanceUntilAsync(() => director.In(Pair) == "10.0.1.2:80 1", OneInterval);
        _first.Return();
        await director.AdvanceUntilAsync(() => director.In(Pair) == "10.0.1.1:80 3, 10.0.1.2:80 1", OneInterval);
        Assert.Contains("Check of 10.0.1.1:80 (tcp:10.0.0.1:80) failed: connection refused", director.Log.Lines);
        Assert.Contains("Deleted real server: 10.0.1.1:80 (10.0.0.1:80)", director.Log.Lines);
        Assert.Single(director.Log.Lines, "Resetting soft failure count: 10.0.1.1:80 (tcp:10.0.0.1:80)");
    }

    [Fact]
    public async Task EventsThatComeFasterThanTheyAreHandled_HoldUpNeitherTableNorAnswers()
    {
        await using var director = new RunningDirector(Of(Pair));
        await director.FirstRoundAsync();
        var overloaded = true;
        // Each is followed by another before it is over, as the verdicts of thousands are where the processor is slow.
        director.Log.Heard = line =>
        {
            if (overloaded && line.StartsWith("Reloading", StringComparison.Ordinal))
                director.Reload(director.File);
        };
        director.Reload(director.File);
        _first.Die();
        await director.AdvanceUntilAsync(() => director.In(Pair) == "10.0.1.2:80 1", OneInterval);
        _ = await director.SnapshotAsync().WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        overloaded = false;
    }

    [Fact]
    public async Task HangingServer_DelaysNoOther()
    {
        _first.Hangs = true;
        await using var director = new RunningDirector(Of(Pair));
        await Eventually.EqualAsync("10.0.1.2:80 1", () => director.In(Pair));
    }

    [Fact]
    public async Task HangingServerInTheTable_IsRemovedAtItsDeadline()
    {
        _first.Hangs = true;
        var table = new RecordingIpvs(new ServiceEntry(Pair.Service, new DestinationEntry(Destination("10.0.1.1:80", 3))));
        await using var director = new RunningDirector(Of(Pair), table);
        await director.AdvanceUntilAsync(() => director.In(Pair) == "10.0.1.2:80 1", CheckTimeout + TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task CorrectTable_IsNotTouched()
    {
        var table = new RecordingIpvs(new ServiceEntry(
            Pair.Service, new DestinationEntry(Destination("10.0.1.1:80", 3)), new DestinationEntry(Destination("10.0.1.2:80"))));
        await using var director = new RunningDirector(Of(Pair with { CleanStop = false }), table);
        await director.FirstRoundAsync();
        Assert.Empty(table.Applied);
    }

    [Fact]
    public async Task ServicesOfOthers_AreNeverTouched()
    {
        var others = new ServiceEntry(new Service(ServiceId.Tcp(EndPoint("10.0.0.9:80")), "rr"),
            new DestinationEntry(Destination("10.0.7.7:80")));
        var table = new RecordingIpvs(others);
        var director = new RunningDirector(Of(Pair), table);
        await director.FirstRoundAsync();
        await director.DisposeAsync();
        Assert.Equal("10.0.0.9:80", Assert.Single(table.Read().Services).Service.Id.ToString());
        Assert.DoesNotContain(table.Applied, operation => operation.ServiceId == others.Service.Id);
    }

    [Fact]
    public async Task OperatorsOwnWeight_StaysUntilTheServersNextTransition()
    {
        await using var director = new RunningDirector(Of(Pair));
        await Eventually.EqualAsync("10.0.1.1:80 3, 10.0.1.2:80 1", () => director.In(Pair));
        director.Table.Apply([new EditDestination(Pair.Id, Destination("10.0.1.1:80", 42))]);
        _second.Die();
        await director.AdvanceUntilAsync(() => director.In(Pair) == "10.0.1.1:80 42", OneInterval);
        _first.Die();
        await director.AdvanceUntilAsync(() => director.In(Pair) == "-", OneInterval);
        _first.Return();
        await director.AdvanceUntilAsync(() => director.In(Pair) == "10.0.1.1:80 3", OneInterval);
    }

    [Fact]
    public async Task AllServersFail_FallbackAnswersUntilOneRecovers()
    {
        var service = Pair with { Fallback = Destination("10.0.9.9:80") };
        await using var director = new RunningDirector(Of(service));
        await Eventually.EqualAsync("10.0.1.1:80 3, 10.0.1.2:80 1", () => director.In(service));
        _first.Die();
        _second.Die();
        await director.AdvanceUntilAsync(() => director.In(service) == "10.0.9.9:80 1", OneInterval);
        _second.Return();
        await director.AdvanceUntilAsync(() => director.In(service) == "10.0.1.2:80 1", OneInterval);
    }

    [Fact]
    public async Task End_TellsOfTheServersThatAreUp()
    {
        var service = Pair with { Quiescent = true };
        await using var director = new RunningDirector(Of(service));
        await Eventually.EqualAsync("10.0.1.1:80 3, 10.0.1.2:80 1", () => director.In(service));
        _first.Die();
        await director.AdvanceUntilAsync(() => director.In(service) == "10.0.1.1:80 0, 10.0.1.2:80 1", OneInterval);
        await director.StopAsync();
        Assert.Equal(
            ["Purged real server (stop): 10.0.1.2:80 (10.0.0.1:80)", "Purged virtual server (stop): 10.0.0.1:80"],
            director.Log.Lines.Where(line => line.StartsWith("Purged", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task ServersWithTheSameCheck_ShareOneProbeAndCountTheirOwnFailures()
    {
        var patient = Virtual("10.0.0.1:80", Real("10.0.1.1:80", _first)) with { FailureCount = 3 };
        var strict = Virtual("10.0.0.2:80", Real("10.0.1.1:80", _first));
        await using var director = new RunningDirector(Of(patient, strict));
        await Eventually.TrueAsync(() => director.In(patient) == "10.0.1.1:80 1" && director.In(strict) == "10.0.1.1:80 1");
        Assert.Equal(1, _first.Probes);
        _first.Die();
        await director.AdvanceUntilAsync(() => director.In(strict) == "-", OneInterval);
        Assert.Equal("10.0.1.1:80 1", director.In(patient));
        Assert.Contains("Soft failure real server: 10.0.1.1:80 (tcp:10.0.0.1:80) failure 1/3", director.Log.Lines);
        await director.AdvanceUntilAsync(() => director.In(patient) == "-", Interval * 3);
    }

    [Fact]
    public async Task WhatTheKernelRefuses_IsTriedAgainAndEndsNothing()
    {
        var table = new RecordingIpvs { Refuses = operation => operation is AddDestination { Destination.Weight: 3 } };
        await using var director = new RunningDirector(Of(Pair), table);
        await Eventually.TrueAsync(() => director.Log.Lines.Any(line => line.Contains("failed", StringComparison.OrdinalIgnoreCase)));
        await Eventually.EqualAsync("10.0.1.2:80 1", () => director.In(Pair));
        table.Refuses = _ => false;
        await director.AdvanceUntilAsync(() => director.In(Pair) == "10.0.1.1:80 3, 10.0.1.2:80 1", TimeSpan.FromSeconds(31));
    }

    [Fact]
    public async Task WhatTheKernelRefusesForAMinute_IsSaidOnceForEachTryNotForEachVerdict()
    {
        var table = new RecordingIpvs { Refuses = operation => operation is AddDestination { Destination.Weight: 3 } };
        await using var director = new RunningDirector(Of(Pair with { CheckInterval = TimeSpan.FromSeconds(1) }), table);
        await director.FirstRoundAsync();
        await director.AdvanceUntilAsync(() => _first.Probes > 50, TimeSpan.FromMinutes(2));
        Assert.InRange(director.Log.Lines.Count(line => line.StartsWith("Failed: Added", StringComparison.Ordinal)), 2, 12);
    }

    [Fact]
    public async Task RefusedService_IsOneLogLine_WhateverItsNumberOfServers()
    {
        var table = new RecordingIpvs(
            new ServiceEntry(new Service(ServiceId.Tcp(EndPoint("10.0.0.9:80")), "rr")))
        {
            Refuses = operation => operation is AddService,
        };
        var service = Pair with { Fallback = Destination("10.0.9.9:80") };
        await using var director = new RunningDirector(Of(service), table);
        await director.FirstRoundAsync();
        await director.SnapshotAsync();
        Assert.Contains("Failed: Added virtual server: 10.0.0.1:80: refused; it will be tried again", director.Log.Lines);
        Assert.All(
            director.Log.Lines.Where(line => line.StartsWith("Failed:", StringComparison.Ordinal)),
            line => Assert.StartsWith("Failed: Added virtual server", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task TableUnreachableForAWhile_IsCorrectAgainAfterwards()
    {
        await using var director = new RunningDirector(Of(Pair));
        await Eventually.EqualAsync("10.0.1.1:80 3, 10.0.1.2:80 1", () => director.In(Pair));
        director.Table.OutOfReach = true;
        _first.Die();
        await director.AdvanceUntilAsync(() => director.Log.Lines.Any(line => line.Contains("out of reach", StringComparison.Ordinal)),
            OneInterval);
        director.Table.OutOfReach = false;
        await director.AdvanceUntilAsync(() => director.In(Pair) == "10.0.1.2:80 1", TimeSpan.FromSeconds(31));
    }

    [Fact]
    public async Task CheckTypeOff_ProbesNothingAndTheFallbackServes()
    {
        var off = Pair with { IsOff = true, Fallback = Destination("10.0.9.9:80") };
        await using var director = new RunningDirector(Of(off));
        await director.FirstRoundAsync();
        Assert.Equal("10.0.9.9:80 1", director.In(off));
        Assert.Equal(0, _first.Probes);
    }

    [Theory]
    [InlineData(true, null)]
    [InlineData(false, "10.0.1.1:80 3, 10.0.1.2:80 1")]
    public async Task Stop_HonoursCleanstop(bool cleanStop, string? left)
    {
        var service = Pair with { CleanStop = cleanStop };
        await using var director = new RunningDirector(Of(service));
        await Eventually.EqualAsync("10.0.1.1:80 3, 10.0.1.2:80 1", () => director.In(service));
        await director.StopAsync();
        Assert.Equal(left, director.In(service));
    }

    [Fact]
    public async Task Snapshot_ShowsTheTableAsWritten_NotAsPlanned()
    {
        await using var director = new RunningDirector(Of(Pair));
        await director.FirstRoundAsync();
        using var held = new ManualResetEventSlim();
        using var reading = new ManualResetEventSlim();
        director.Table.BeforeReadingAll = () =>
        {
            reading.Set();
            held.Wait(TimeSpan.FromSeconds(20));
        };
        var before = director.SnapshotAsync();
        await Eventually.TrueAsync(() => reading.IsSet);
        _first.Die();
        int probes = _first.Probes;
        director.Time.Advance(OneInterval);
        await Eventually.TrueAsync(() => _first.Probes > probes);
        await director.Time.WaitForArmedAsync(2);
        var after = director.SnapshotAsync();
        director.Table.BeforeReadingAll = () => { };
        held.Set();
        await before;
        Assert.All(Assert.Single((await after).Services).Servers,
            server => Assert.Equal(server.Health == ReportedHealth.Up, server.Destination is not null));
    }
}
