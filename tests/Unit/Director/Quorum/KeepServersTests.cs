using Ldirectord.Config;
using Ldirectord.Director;
using Ldirectord.Ipvs;
using Ldirectord.Planning;
using Ldirectord.Status;
using Ldirectord.Tests.Support;
using static Ldirectord.Tests.Support.Configs;

namespace Ldirectord.Tests.Director;

/// <summary>keepservers, in a director at work.</summary>
public sealed class KeepServersTests : IDisposable
{
    private const string Whole = "10.0.1.1:80 9, 10.0.1.2:80 9, 10.0.1.3:80 9, 10.0.1.4:80 9";
    private const string LastTwo = "10.0.1.3:80 9, 10.0.1.4:80 9";
    private const string Fallback = "10.0.9.9:80 1";

    private static readonly TimeSpan s_ample = TimeSpan.FromSeconds(60);

    private readonly Backend[] _backends = [new(), new(), new(), new()];
    private readonly TemporaryFolder _maintenance = new();

    private VirtualService Four =>
        Virtual("10.0.0.1:80", [.. _backends.Select((backend, i) => Real($"10.0.1.{i + 1}:80", backend, weight: 9))]) with
        {
            Quorum = QuorumSettings.Default with { KeepPercent = 50 },
            CheckInterval = TimeSpan.FromSeconds(1),
            Mail = MailSettings.None with { Recipients = ["root@localhost"] },
        };

    public void Dispose() => _maintenance.Dispose();

    [Fact]
    public async Task ThirdAndFourthFailure_StayWithTheirWeights_AndItIsSaidEverywhere()
    {
        await using var director = new RunningDirector(Of(Four));
        await FailAsync(director, 1, 2, 3);
        await SaidAsync(director, "Kept failed real server: 10.0.1.3:80 (10.0.0.1:80): kept 1 of 4: 50 % stay");
        await FailAsync(director, 4);
        await SaidAsync(director, "Kept failed real server: 10.0.1.4:80 (10.0.0.1:80): kept 2 of 4: 50 % stay");
        Assert.Equal(LastTwo, director.In(Four));
        Assert.Contains("Lost virtual server: 10.0.0.1:80: 0 of 4 up, 1 wanted", director.Log.Lines);
        Assert.Equal(2, director.Log.Lines.Count(line => line.StartsWith("emailalert: Kept failed", StringComparison.Ordinal)));
        Assert.DoesNotContain(director.Table.Applied, operation => operation is DeleteDestination(_, { Address: var address })
            && address.ToString() is "10.0.1.3" or "10.0.1.4");

        var report = StatusReport.Of(await director.SnapshotAsync());
        Assert.Equal("2 of 4: 50 % stay", report.Services[0].Kept);
        Assert.Equal(
            [ReportedHealth.Down, ReportedHealth.Down, ReportedHealth.Kept, ReportedHealth.Kept],
            report.Services[0].Servers.Select(server => server.Health));
        Assert.Equal(report.Services[0].Kept, StatusReport.FromJson(report.ToJson()).Services[0].Kept);
        var table = StatusTable.Render(report, director.Time.GetUtcNow(), colour: false);
        Assert.Contains(" (lost: 0 of 4 up, 1 wanted) (kept 2 of 4: 50 % stay)\n", table, StringComparison.Ordinal);
        Assert.Matches(@"10\.0\.1\.4:80 +Masq +9 .* kept +0s +connection refused", table);
    }

    [Fact]
    public async Task ServersReturn_TheOneThatFailedFirstLeaves_AndTheEndIsSaidOnce()
    {
        await using var director = new RunningDirector(Of(Four));
        await FailAsync(director, 1, 2, 3, 4);
        _backends[0].Return();
        await ReachAsync(director, Four, "10.0.1.1:80 9, 10.0.1.4:80 9");
        Assert.Equal("1 of 4: 50 % stay", (await director.SnapshotAsync()).Services[0].Kept);
        _backends[1].Return();
        await ReachAsync(director, Four, "10.0.1.1:80 9, 10.0.1.2:80 9");
        await SaidAsync(director, "No failed real server is kept any more: 10.0.0.1:80");
        await SaidAsync(director, "emailalert: No failed real server is kept any more: 10.0.0.1:80");
        Assert.Null((await director.SnapshotAsync()).Services[0].Kept);
    }

    [Fact]
    public async Task KeptServerThatReturns_NeedsNoEdit_EvenWithSlowStart()
    {
        var service = Four with { SlowStart = TimeSpan.FromSeconds(9) };
        await using var director = new RunningDirector(Of(service));
        await FailAsync(director, 1, 2, 3);
        await SaidAsync(director, "Kept failed real server: 10.0.1.3:80 (10.0.0.1:80): kept 1 of 4: 50 % stay");
        var before = director.Table.Applied.Count;
        _backends[2].Return();
        await SaidAsync(director, "No failed real server is kept any more: 10.0.0.1:80");
        await director.AdvanceUntilAsync(() => _backends[2].Probes > 20, s_ample);
        Assert.Equal(before, director.Table.Applied.Count);
        Assert.Null((await director.SnapshotAsync()).Services[0].Servers[2].SlowStart);
    }

    [Fact]
    public async Task NoServerUp_TheServiceIsLost_AndWithAFallbackItServesAlone()
    {
        var service = Four with { Fallback = Destination("10.0.9.9:80") };
        await using var director = new RunningDirector(Of(service));
        await FailAsync(director, 1, 2, 3);
        await ReachAsync(director, service, LastTwo);
        _backends[3].Die();
        await ReachAsync(director, service, Fallback);
        Assert.Null((await director.SnapshotAsync()).Services[0].Kept);
        Assert.DoesNotContain(director.Log.Lines, line => line.StartsWith("No failed", StringComparison.Ordinal));
        var order = director.Table.Applied.ToList();
        Assert.True(order.IndexOf(new AddDestination(service.Id, service.Fallback!))
            < order.IndexOf(new DeleteDestination(service.Id, EndPoint("10.0.1.3:80"))));

        // Out is out: only a pass brings a server back.
        _backends[0].Return();
        await ReachAsync(director, service, "10.0.1.1:80 9");
    }

    [Theory]
    [InlineData(LostMode.Join, $"{LastTwo}, {Fallback}")]
    [InlineData(LostMode.All, Whole)]
    internal async Task NoServerUp_JoinAndAll_ServeWithThoseThatAreKept(LostMode mode, string table)
    {
        var service = Four with { Fallback = Destination("10.0.9.9:80"), Quorum = Four.Quorum with { Lost = mode } };
        await using var director = new RunningDirector(Of(service));
        await FailAsync(director, 1, 2, 3, 4);
        await ReachAsync(director, service, table);
        _backends[0].Return();
        await ReachAsync(director, service, "10.0.1.1:80 9, 10.0.1.4:80 9");
    }

    [Fact]
    public async Task MinserversCountsServersThatAreUp_NotThoseThatAreKept()
    {
        var service = Four with
        {
            Fallback = Destination("10.0.9.9:80"),
            Quorum = new QuorumSettings(new ServerShare(2, false), null, LostMode.Fallback) { KeepPercent = 75 },
        };
        await using var director = new RunningDirector(Of(service));
        await FailAsync(director, 1, 2);
        await SaidAsync(director, "Kept failed real server: 10.0.1.2:80 (10.0.0.1:80): kept 1 of 4: 75 % stay");
        Assert.Equal("10.0.1.2:80 9, 10.0.1.3:80 9, 10.0.1.4:80 9", director.In(service));
        _backends[2].Die();
        await ReachAsync(director, service, Fallback);
        await SaidAsync(director, "Lost virtual server: 10.0.0.1:80: 1 of 4 up, 2 wanted");
    }

    [Fact]
    public async Task QuiescentService_KeepsWithTheWholeWeight_AndTheRestAtNone()
    {
        var service = Four with { Quiescent = true };
        await using var director = new RunningDirector(Of(service));
        await FailAsync(director, 1, 2, 3, 4);
        await SaidAsync(director, "Kept failed real server: 10.0.1.4:80 (10.0.0.1:80): kept 2 of 4: 50 % stay");
        await ReachAsync(director, service, $"10.0.1.1:80 0, 10.0.1.2:80 0, {LastTwo}");
    }

    [Fact]
    public async Task PersistentService_KeepsItsClientsWithTheServersThatAreKept()
    {
        var service = Four with { Service = new Service(Four.Id, "rr", ServiceFlags.Persistent, 60) };
        await using var director = new RunningDirector(Of(service));
        await FailAsync(director, 1, 2, 3, 4);
        await ReachAsync(director, service, LastTwo);
    }

    [Fact]
    public async Task Reload_KeepsThem_CountsByTheNewPercent_AndWithoutKeepserversTheyLeave()
    {
        await using var director = new RunningDirector(Of(Four));
        await FailAsync(director, 1, 2, 3, 4);
        await ReachAsync(director, Four, LastTwo);
        // More is not made up for by servers that are out.
        await ReloadAsync(director, Four with { Quorum = Four.Quorum with { KeepPercent = 100 } });
        Assert.Equal((LastTwo, "2 of 4: 100 % stay"), (director.In(Four), (await director.SnapshotAsync()).Services[0].Kept));
        await ReloadAsync(director, Four with { Quorum = Four.Quorum with { KeepPercent = 25 } });
        await ReachAsync(director, Four, "10.0.1.4:80 9");
        await ReloadAsync(director, Four with { Quorum = QuorumSettings.Default });
        await ReachAsync(director, Four, "-");
        await ReloadAsync(director, Four);
        Assert.Equal("-", director.In(Four));
    }

    [Fact]
    public async Task ReloadThatSetsIt_KeepsOnlyWhatFailsFromThenOn()
    {
        await using var director = new RunningDirector(Of(Four with { Quorum = QuorumSettings.Default }));
        await FailAsync(director, 1, 2, 3);
        await ReachAsync(director, Four, "10.0.1.4:80 9");
        await ReloadAsync(director, Four);
        await FailAsync(director, 4);
        await SaidAsync(director, "Kept failed real server: 10.0.1.4:80 (10.0.0.1:80): kept 1 of 4: 50 % stay");
        Assert.Equal("10.0.1.4:80 9", director.In(Four));
    }

    [Fact]
    public async Task Restart_AdoptsThem_AndPlanHasNothingToDo()
    {
        var found = new ServiceEntry(
            Four.Service, new DestinationEntry(Destination("10.0.1.3:80", 9)), new DestinationEntry(Destination("10.0.1.4:80", 9)));
        Assert.Empty(StartPlan.Of(Of(Four), new IpvsTable([found])).Now);
        foreach (var backend in _backends)
            backend.Die();
        var table = new RecordingIpvs(found);
        await using var director = new RunningDirector(Of(Four), table);
        await director.FirstRoundAsync();
        await SaidAsync(director, "Lost virtual server: 10.0.0.1:80: 0 of 4 up, 1 wanted");
        Assert.Equal((LastTwo, "2 of 4: 50 % stay"), (director.In(Four), (await director.SnapshotAsync()).Services[0].Kept));
        Assert.Empty(table.Applied);
    }

    [Fact]
    public async Task ServersThatNeverPassed_AreNotKept()
    {
        foreach (var backend in _backends)
            backend.Die();
        await using var director = new RunningDirector(Of(Four));
        await director.FirstRoundAsync();
        await SaidAsync(director, "Lost virtual server: 10.0.0.1:80: 0 of 4 up, 1 wanted");
        Assert.Equal("-", director.In(Four));
    }

    [Fact]
    public async Task Maintenance_TakesAKeptServerOut_AndItIsNotMadeUpFor()
    {
        await using var director = new RunningDirector(Of(Four) with { MaintenanceDirectory = _maintenance.FullName });
        await FailAsync(director, 1, 2, 3, 4);
        await ReachAsync(director, Four, LastTwo);
        await File.WriteAllBytesAsync(_maintenance.Path("10.0.1.4"), [], TestContext.Current.CancellationToken);
        await ReachAsync(director, Four, "10.0.1.3:80 9");
        Assert.Equal("1 of 3: 50 % stay", (await director.SnapshotAsync()).Services[0].Kept);
        File.Delete(_maintenance.Path("10.0.1.4"));
        await SaidAsync(director, "Server no longer in maintenance: 10.0.1.4:80 (tcp:10.0.0.1:80): it returns with its next passed check");
        await director.AdvanceUntilAsync(() => _backends[3].Probes > 30, s_ample);
        Assert.Equal("10.0.1.3:80 9", director.In(Four));
    }

    [Fact]
    public async Task AgentThatDrainsAKeptServer_TakesItOut()
    {
        await using var agent = new FakeAgent("up");
        var servers = Four.RealServers;
        var service = Four with
        {
            RealServers = servers.SetItem(3, servers[3] with { Agent = agent.Check }),
            AgentInterval = TimeSpan.FromSeconds(1),
        };
        await using var director = new RunningDirector(Of(service));
        await FailAsync(director, 1, 2, 3, 4);
        await ReachAsync(director, service, LastTwo);
        agent.Say("drain");
        await ReachAsync(director, service, "10.0.1.3:80 9");
        Assert.Equal("1 of 4: 50 % stay", (await director.SnapshotAsync()).Services[0].Kept);
    }

    [Fact]
    public async Task DryRun_KeepsThemInItsCopy_AndMailsNothing()
    {
        var kernel = new RecordingIpvs(new ServiceEntry(
            Four.Service,
            [.. Four.RealServers.Select(server => new DestinationEntry(server.Destination))]));
        await using var director = new RunningDirector(Of(Four), shadowed: kernel);
        await FailAsync(director, 1, 2, 3, 4);
        await ReachAsync(director, Four, LastTwo);
        await SaidAsync(director, "Dry run, not mailed: Kept failed real server: 10.0.1.4:80 (10.0.0.1:80): kept 2 of 4: 50 % stay");
        Assert.Empty(kernel.Applied);
        Assert.Equal(2, (await director.SnapshotAsync()).Comparison!.Now.Length);
    }

    /// <summary>Lets servers fail one after the other, once all are up.</summary>
    private async Task FailAsync(RunningDirector director, params int[] numbers)
    {
        if (director.Log.Lines.All(line => !line.Contains("failed", StringComparison.Ordinal)))
            await ReachAsync(director, Four, Whole);
        foreach (var number in numbers)
        {
            _backends[number - 1].Die();
            await director.AdvanceUntilAsync(
                () => director.Log.Lines.Any(line => line.StartsWith($"Check of 10.0.1.{number}:80 ", StringComparison.Ordinal)), s_ample);
        }
    }

    private static async Task ReloadAsync(RunningDirector director, VirtualService service)
    {
        var before = (await director.PulseAsync(CancellationToken.None)).Reloads;
        director.Reload(new ConfigResult(Of(service), []));
        await Eventually.TrueAsync(async () => (await director.PulseAsync(CancellationToken.None)).Reloads > before);
    }

    private static Task SaidAsync(RunningDirector director, string line) =>
        director.AdvanceUntilAsync(() => director.Log.Lines.Contains(line), s_ample);

    private static Task ReachAsync(RunningDirector director, VirtualService service, string table) =>
        director.AdvanceUntilAsync(() => director.In(service) == table, s_ample);
}
