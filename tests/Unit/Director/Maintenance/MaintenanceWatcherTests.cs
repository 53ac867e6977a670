using System.Net;
using Ldirectord.Config;
using Ldirectord.Director;
using Ldirectord.Ipvs;
using Ldirectord.Tests.Support;
using static Ldirectord.Tests.Support.Configs;

namespace Ldirectord.Tests.Director;

public sealed class MaintenanceWatcherTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ldirectord-watch-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task ChangeSeenByAWatcherThatAReloadStopped_IsIgnored()
    {
        var asked = 0;
        var service = Virtual("10.0.0.1:80", Real("10.0.1.1:80"));
        await using var director = new RunningDirector(
            Of(service) with { MaintenanceDirectory = _folder },
            resolve: _ =>
            {
                Interlocked.Increment(ref asked);
                return Task.FromResult<string?>(null);
            });
        await director.FirstRoundAsync();
        await Eventually.EqualAsync("10.0.1.1:80 1", () => director.In(service));

        // The reload takes maintenancedir away. While it reads the table, the watch reports a file; that it has done so shows when it asks
        // for names again.
        using var entered = new SemaphoreSlim(0);
        using var release = new SemaphoreSlim(0);
        director.Table.BeforeReadingAll = () =>
        {
            director.Table.BeforeReadingAll = () => { };
            entered.Release();
            release.Wait(TestContext.Current.CancellationToken);
        };
        director.Reload(new ConfigResult(Of(service with { FailureCount = 2 }), []));
        await entered.WaitAsync(TestContext.Current.CancellationToken);
        File.WriteAllText(Path.Combine(_folder, "10.0.1.1"), "");
        director.Time.Advance(MaintenanceWatcher.Interval);
        await Eventually.TrueAsync(() => Volatile.Read(ref asked) == 1);
        director.Time.Advance(MaintenanceWatcher.NamesMaximumAge);
        await Eventually.TrueAsync(() => Volatile.Read(ref asked) == 2);
        release.Release();

        await director.SnapshotAsync();
        await director.SnapshotAsync();
        Assert.DoesNotContain(director.Log.Lines, line => line.StartsWith("Server in maintenance", StringComparison.Ordinal));
    }

    [Fact]
    public async Task DirectoryThatVanishes_KeepsServersInMaintenance_AndIsReportedOnce()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder, "maintenance")).FullName;
        File.WriteAllText(Path.Combine(folder, "10.0.1.1"), "");
        var service = Virtual("10.0.0.1:80", Real("10.0.1.1:80"), Real("10.0.1.2:80"));
        await using var director = new RunningDirector(Of(service) with { MaintenanceDirectory = folder });
        await Eventually.EqualAsync("10.0.1.2:80 1", () => director.In(service));
        Directory.Delete(folder, recursive: true);
        await director.AdvanceUntilAsync(
            () => director.Log.Lines.Any(line => line.Contains("cannot be read", StringComparison.Ordinal)), TimeSpan.FromSeconds(2));
        for (var i = 0; i < 20; i++)
            director.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("10.0.1.2:80 1", director.In(service));
        Assert.Single(director.Log.Lines, line => line.Contains("cannot be read", StringComparison.Ordinal));
    }

    /// <summary>Protects against a directory that is not meant for maintenance: it would be listed twice a second.</summary>
    [Fact]
    public void DirectoryWithTooManyFiles_IsReportedOnce_AndTheLastListingStays()
    {
        File.WriteAllText(Path.Combine(_folder, "10.0.1.1"), "");
        var log = new RecordingLog();
        var watch = new MaintenanceWatcher(
            _folder, [IPAddress.Parse("10.0.1.1")], MaintenanceChanged.None, new ManualTime(), (_, _) => Task.FromResult<string?>(null),
            _ => { }, log);
        Assert.NotNull(watch.See(MaintenanceListing.Of(_folder, MaintenanceListing.None, maximumFiles: 10), CancellationToken.None));
        for (var i = 0; i < 10; i++)
            File.WriteAllText(Path.Combine(_folder, $"{i}"), "");
        Assert.Null(watch.See(MaintenanceListing.Of(_folder, MaintenanceListing.None, maximumFiles: 10), CancellationToken.None));
        Assert.Null(watch.See(MaintenanceListing.Of(_folder, MaintenanceListing.None, maximumFiles: 10), CancellationToken.None));
        Assert.EndsWith("it holds more than 10 files; the files last seen in it stay valid", Assert.Single(log.Lines));
    }

    [Fact]
    public void EmptyDirectory_AsksNoNameServer()
    {
        var watch = new MaintenanceWatcher(
            _folder, [IPAddress.Loopback], MaintenanceChanged.None, new ManualTime(), (_, _) => throw new InvalidOperationException(
                "asked"), _ => { }, new RecordingLog());
        Assert.Null(watch.See(MaintenanceListing.Of(_folder, MaintenanceListing.None), CancellationToken.None));
    }

    [Fact]
    public async Task MaintenanceFile_RemovesTheServerAtOnce_AndItsDeletionRestoresTheServerAtTheNextPass()
    {
        var service = Virtual("10.0.0.1:80", Real("10.0.1.1:80"), Real("10.0.1.2:80")) with { FailureCount = 5 };
        await using var director = new RunningDirector(Of(service) with { MaintenanceDirectory = _folder });
        await Eventually.EqualAsync("10.0.1.1:80 1, 10.0.1.2:80 1", () => director.In(service));
        File.WriteAllText(Path.Combine(_folder, "10.0.1.1:80"), "");
        await director.AdvanceUntilAsync(() => director.In(service) == "10.0.1.2:80 1", TimeSpan.FromSeconds(1));
        File.Delete(Path.Combine(_folder, "10.0.1.1:80"));
        await director.AdvanceUntilAsync(() => director.In(service) == "10.0.1.1:80 1, 10.0.1.2:80 1", TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task MaintenanceOfAServerThatIsOff_IsIgnored()
    {
        var off = Virtual("10.0.0.1:80", Real("10.0.1.1:80")) with { IsOff = true, Fallback = Destination("10.0.9.9:80") };
        var config = Of(off) with { MaintenanceDirectory = _folder };
        var file = Path.Combine(_folder, "10.0.1.1");
        await File.WriteAllTextAsync(file, "", TestContext.Current.CancellationToken);
        await using var director = new RunningDirector(config);
        await Eventually.EqualAsync("10.0.9.9:80 1", () => director.In(off));
        File.Delete(file);
        for (int i = 0; i < 10; i++)
        {
            director.Time.Advance(MaintenanceWatcher.Interval);
            await director.SnapshotAsync();
        }

        // An unmanaged server is deleted at once: there will never be a result to wait for.
        director.Table.Apply([new AddDestination(off.Id, Destination("10.0.5.5:80"))]);
        director.Reload(new ConfigResult(config, []));
        await Eventually.EqualAsync("10.0.9.9:80 1", () => director.In(off));
        await director.TurnAsync();
        Assert.DoesNotContain(director.Log.Lines, line => line.Contains("maintenance", StringComparison.Ordinal));
    }

    [Fact]
    public void NameServerThatNeverAnswers_DelaysNothing()
    {
        File.WriteAllText(Path.Combine(_folder, "web2"), "");
        var silent = new TaskCompletionSource<string?>();
        var watch = new MaintenanceWatcher(
            _folder,
            [IPAddress.Parse("10.0.1.1"), IPAddress.Parse("10.0.1.2")],
            MaintenanceChanged.None,
            new ManualTime(),
            (address, _) => address.Equals(IPAddress.Parse("10.0.1.1")) ? silent.Task : Task.FromResult<string?>("web2.example.org"),
            _ => { },
            new RecordingLog());
        var seen = MaintenanceListing.Of(_folder, MaintenanceListing.None);
        Assert.Equal("web2.example.org", Assert.Single(watch.See(seen, CancellationToken.None)!.Names).Value);
        File.WriteAllText(Path.Combine(_folder, "10.0.1.1"), "");
        Assert.Contains("10.0.1.1", watch.See(MaintenanceListing.Of(_folder, MaintenanceListing.None), CancellationToken.None)!.Files);
        silent.SetResult("web1.example.org");
        Assert.Equal(2, watch.See(MaintenanceListing.Of(_folder, MaintenanceListing.None), CancellationToken.None)!.Names.Count);
    }

    [Fact]
    public async Task ReloadThatAddsAServer_KeepsServersInMaintenanceByName()
    {
        File.WriteAllText(Path.Combine(_folder, "web1"), "");
        var backend = new Backend();
        var service = Virtual("10.0.0.1:80", Real("10.0.1.1:80", backend), Real("10.0.1.2:80"));
        var silent = new TaskCompletionSource<string?>();
        var answer = Task.FromResult<string?>("web1.example.org");
        await using var director = new RunningDirector(
            Of(service) with { MaintenanceDirectory = _folder },
            resolve: address => address.Equals(IPAddress.Parse("10.0.1.1")) ? answer : Task.FromResult<string?>(null));
        await director.FirstRoundAsync();
        await director.AdvanceUntilAsync(() => director.In(service) == "10.0.1.2:80 1", TimeSpan.FromSeconds(1));
        answer = silent.Task;
        var larger = service with { RealServers = service.RealServers.Add(Real("10.0.1.3:80")) };
        director.Reload(new ConfigResult(Of(larger) with { MaintenanceDirectory = _folder }, []));
        await Eventually.EqualAsync("10.0.1.2:80 1, 10.0.1.3:80 1", () => director.In(service));
        await director.TurnAsync();
        Assert.DoesNotContain(director.Log.Lines, line => line.StartsWith("Server no longer in maintenance", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ReloadWhileTheDirectoryIsUnreadable_KeepsServersInMaintenance()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder, "maintenance")).FullName;
        File.WriteAllText(Path.Combine(folder, "10.0.1.1"), "");
        var service = Virtual("10.0.0.1:80", Real("10.0.1.1:80"), Real("10.0.1.2:80"));
        await using var director = new RunningDirector(Of(service) with { MaintenanceDirectory = folder });
        await Eventually.EqualAsync("10.0.1.2:80 1", () => director.In(service));
        Directory.Delete(folder, recursive: true);
        var larger = service with { RealServers = service.RealServers.Add(Real("10.0.1.3:80")) };
        director.Reload(new ConfigResult(Of(larger) with { MaintenanceDirectory = folder }, []));
        await Eventually.EqualAsync("10.0.1.2:80 1, 10.0.1.3:80 1", () => director.In(service));
        await director.TurnAsync();
        Assert.DoesNotContain(director.Log.Lines, line => line.StartsWith("Server no longer in maintenance", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ServerInMaintenanceAtStart_IsNeverAdded()
    {
        File.WriteAllText(Path.Combine(_folder, "10.0.1.1"), "");
        var service = Virtual("10.0.0.1:80", Real("10.0.1.1:80"), Real("10.0.1.2:80"));
        await using var director = new RunningDirector(Of(service) with { MaintenanceDirectory = _folder });
        await director.FirstRoundAsync();
        await Eventually.EqualAsync("10.0.1.2:80 1", () => director.In(service));
        await director.TurnAsync();
        Assert.Single(director.Log.Lines, line => line.StartsWith("Added real", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ServerInMaintenanceWithClients_IsDrainedAtOnce_AndDeletedWhenTheyAreGone()
    {
        var service = Virtual("10.0.0.1:80", Real("10.0.1.1:80"), Real("10.0.1.2:80"));
        await using var director = new RunningDirector(Of(service) with { MaintenanceDirectory = _folder });
        await Eventually.EqualAsync("10.0.1.1:80 1, 10.0.1.2:80 1", () => director.In(service));
        director.Table.ActiveConnections = 3;
        File.WriteAllText(Path.Combine(_folder, "10.0.1.1"), "");
        await director.AdvanceUntilAsync(() => director.In(service) == "10.0.1.1:80 0, 10.0.1.2:80 1", TimeSpan.FromSeconds(1));
        for (var seconds = 0; seconds < 10; seconds++)
            director.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("10.0.1.1:80 0, 10.0.1.2:80 1", director.In(service));
        director.Table.ActiveConnections = 0;
        await director.AdvanceUntilAsync(() => director.In(service) == "10.0.1.2:80 1", TimeSpan.FromSeconds(2));
    }
}
