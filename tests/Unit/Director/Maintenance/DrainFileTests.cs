using Ldirectord.Config;
using Ldirectord.Director;
using Ldirectord.Health;
using Ldirectord.Ipvs;
using Ldirectord.Tests.Support;
using static Ldirectord.Tests.Support.Configs;

namespace Ldirectord.Tests.Director;

/// <summary>Drains by a file, in a running director.</summary>
public sealed class DrainFileTests : IDisposable
{
    private const string Both = "10.0.1.1:80 1, 10.0.1.2:80 1";
    private const string Draining = "10.0.1.1:80 0, 10.0.1.2:80 1";
    private const string Out = "10.0.1.2:80 1";

    private readonly TemporaryFolder _folder = new();
    private readonly VirtualService _service = Virtual("10.0.0.1:80", Real("10.0.1.1:80"), Real("10.0.1.2:80"));

    private DirectorConfig Config => Of(_service) with { MaintenanceDirectory = _folder.FullName };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task DrainedServer_KeepsItsClientsBeyondThirtySecondsAndLeavesWithTheLast()
    {
        await using var director = await StartedAsync();
        director.Table.ActiveConnections = 2;
        _folder.Write("10.0.1.1", "disk\nmode: drain\nwho: alice\nlimit: 2h\n");
        await director.AdvanceUntilAsync(() => director.In(_service) == Draining, TimeSpan.FromSeconds(1));
        await PassAsync(director, minutes: 60);
        Assert.Equal(Draining, director.In(_service));
        var shown = (await director.SnapshotAsync()).Services[0].Servers[0];
        Assert.Equal(
            (ReportedHealth.Drain, "a file in maintenancedir drains it: disk, by alice, for at most 2h", "alice", TimeSpan.FromHours(2)),
            (shown.Health, shown.Reason, shown.Maintenance?.Who, shown.DrainLimit));
        director.Table.ActiveConnections = 0;
        await director.AdvanceUntilAsync(() => director.In(_service) == Out, TimeSpan.FromSeconds(2));
        Assert.Equal(
            [
                "Server to be drained: 10.0.1.1:80 (tcp:10.0.0.1:80): disk, by alice, for at most 2h",
                "Draining real server: 10.0.1.1:80 (10.0.0.1:80) (Weight set to 0)",
                "Deleted real server: 10.0.1.1:80 (10.0.0.1:80)",
                "Drained real server: 10.0.1.1:80 (10.0.0.1:80): no connections left",
            ],
            director.Log.Lines.Where(line => line.Contains("10.0.1.1:80", StringComparison.Ordinal)
                && !line.StartsWith("Added", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task LimitThatIsOver_EndsTheDrainWithClients()
    {
        await using var director = await StartedAsync();
        director.Table.ActiveConnections = 2;
        _folder.Write("10.0.1.1", "\nmode: drain\nlimit: 5m\n");
        await director.AdvanceUntilAsync(() => director.In(_service) == Draining, TimeSpan.FromSeconds(1));
        await PassAsync(director, minutes: 4);
        Assert.Equal(Draining, director.In(_service));
        await director.AdvanceUntilAsync(() => director.In(_service) == Out, TimeSpan.FromMinutes(2));
        Assert.Contains("Drained real server: 10.0.1.1:80 (10.0.0.1:80): 2 connections left after 5m", director.Log.Lines);
    }

    [Fact]
    public async Task EndOfADrain_RestoresTheServerWithItsNextPass()
    {
        await using var director = await StartedAsync();
        director.Table.ActiveConnections = 1;
        var file = _folder.Write("10.0.1.1:80@tcp:10.0.0.1:80", "\nmode: drain\n");
        await director.AdvanceUntilAsync(() => director.In(_service) == Draining, TimeSpan.FromSeconds(1));
        File.Delete(file);
        await director.AdvanceUntilAsync(() => director.In(_service) == Both, TimeSpan.FromSeconds(1));
        Assert.Contains(
            "Server no longer drained: 10.0.1.1:80 (tcp:10.0.0.1:80): it returns with its next passed check", director.Log.Lines);
    }

    [Fact]
    public async Task FileOfAnotherService_LeavesTheServerIn()
    {
        await using var director = await StartedAsync();
        _folder.Write("10.0.1.1:80@tcp:10.0.0.2:80", "\nmode: drain\n");
        _folder.Write("10.0.1.2", "");
        await director.AdvanceUntilAsync(() => director.In(_service) == "10.0.1.1:80 1", TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task NewContent_ChangesTheDrainUnderWay()
    {
        await using var director = await StartedAsync();
        director.Table.ActiveConnections = 2;
        var file = _folder.Write("10.0.1.1", "\nmode: drain\nlimit: none\n");
        await director.AdvanceUntilAsync(() => director.In(_service) == Draining, TimeSpan.FromSeconds(1));
        await PassAsync(director, minutes: 2);
        Assert.Equal(Draining, director.In(_service));
        await File.WriteAllTextAsync(file, "enough\nmode: drain\nlimit: 60s\n", TestContext.Current.CancellationToken);
        await director.AdvanceUntilAsync(() => director.In(_service) == Out, TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task RestartInTheMiddle_GoesOnDrainingUntilTheLimitSinceItsBegin()
    {
        var table = new RecordingIpvs(new ServiceEntry(
            _service.Service, new DestinationEntry(Destination("10.0.1.1:80", 0)), new DestinationEntry(Destination("10.0.1.2:80"))))
        {
            ActiveConnections = 2,
        };
        var since = NoteText.Time(new ManualTime().GetUtcNow() - TimeSpan.FromMinutes(5));
        _folder.Write("10.0.1.1", $"\nmode: drain\nsince: {since}\nlimit: 10m\n");
        await using var director = new RunningDirector(Config, table);
        await director.FirstRoundAsync();
        await PassAsync(director, minutes: 4);
        Assert.Equal(Draining, director.In(_service));
        await director.AdvanceUntilAsync(() => director.In(_service) == Out, TimeSpan.FromMinutes(2));
        Assert.Contains("Drained real server: 10.0.1.1:80 (10.0.0.1:80): 2 connections left after 10m", director.Log.Lines);
    }

    [Fact]
    public async Task StartThatFindsTheServerServing_DrainsItFromNowOn()
    {
        var table = new RecordingIpvs(new ServiceEntry(
            _service.Service, new DestinationEntry(Destination("10.0.1.1:80")), new DestinationEntry(Destination("10.0.1.2:80"))))
        {
            ActiveConnections = 2,
        };
        var since = NoteText.Time(new ManualTime().GetUtcNow() - TimeSpan.FromDays(1));
        _folder.Write("10.0.1.1", $"\nmode: drain\nsince: {since}\nuntil: 2999-01-01T00:00:00Z\nlimit: 10m\n");
        await using var director = new RunningDirector(Config, table);
        await Eventually.EqualAsync(Draining, () => director.In(_service));
        await PassAsync(director, minutes: 9);
        Assert.Equal(Draining, director.In(_service));
    }

    [Fact]
    public async Task ServerToBeDrainedAtAStart_IsNotPutIn()
    {
        _folder.Write("10.0.1.1", "\nmode: drain\n");
        await using var director = new RunningDirector(Config);
        await director.FirstRoundAsync();
        await Eventually.EqualAsync(Out, () => director.In(_service));
        await director.TurnAsync();
        Assert.Single(director.Log.Lines, line => line.StartsWith("Added real", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Reload_LeavesADrainAsItIs()
    {
        await using var director = await StartedAsync();
        director.Table.ActiveConnections = 2;
        _folder.Write("10.0.1.1", "\nmode: drain\nlimit: none\n");
        await director.AdvanceUntilAsync(() => director.In(_service) == Draining, TimeSpan.FromSeconds(1));
        director.Reload(new ConfigResult(Of(_service with { FailureCount = 3 }) with { MaintenanceDirectory = _folder.FullName }, []));
        await PassAsync(director, minutes: 1);
        Assert.Equal(Draining, director.In(_service));
        Assert.Single(director.Log.Lines, line => line.StartsWith("Server to be drained", StringComparison.Ordinal));
    }

    [Fact]
    public async Task LastServerThatIsDrained_BringsTheFallbackFirst()
    {
        var service = Virtual("10.0.0.1:80", Real("10.0.1.1:80")) with { Fallback = Destination("10.0.9.9:80") };
        await using var director = new RunningDirector(Of(service) with { MaintenanceDirectory = _folder.FullName });
        await Eventually.EqualAsync("10.0.1.1:80 1", () => director.In(service));
        director.Table.ActiveConnections = 1;
        _folder.Write("10.0.1.1", "\nmode: drain\n");
        await director.AdvanceUntilAsync(() => director.In(service) == "10.0.1.1:80 0, 10.0.9.9:80 1", TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task ContentThatIsNotUnderstood_IsSaidOnceAndTheServerIsOut()
    {
        await using var director = await StartedAsync();
        var file = _folder.Write("10.0.1.1", "\nmode: drian\n");
        await director.AdvanceUntilAsync(() => director.In(_service) == Out, TimeSpan.FromSeconds(1));
        await PassAsync(director, minutes: 1);
        Assert.Single(director.Log.Lines, $"{file}: line 2: mode: expected drain or maintenance, found \"drian\"".Equals);
    }

    private static async Task PassAsync(RunningDirector director, int minutes)
    {
        for (var i = 0; i < 6 * minutes; i++)
        {
            director.Time.Advance(TimeSpan.FromSeconds(10));
            await director.SnapshotAsync();
        }
    }

    private async Task<RunningDirector> StartedAsync()
    {
        var director = new RunningDirector(Config);
        await Eventually.EqualAsync(Both, () => director.In(_service));
        return director;
    }
}
