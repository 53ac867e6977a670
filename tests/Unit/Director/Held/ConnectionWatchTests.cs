using Ldirectord.Config;
using Ldirectord.Health;
using Ldirectord.Ipvs;
using Ldirectord.Tests.Support;
using static Ldirectord.Tests.Support.Configs;

namespace Ldirectord.Tests.Director;

/// <summary>
/// watch = connection. The clock stands still unless a test moves it: no check runs by its interval, but those that are asked for.
/// </summary>
public sealed class ConnectionWatchTests : IAsyncLifetime
{
    private readonly Backend _check = new();
    private readonly ScriptedServer _server;
    private volatile TaskCompletionSource _close = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _open;

    public ConnectionWatchTests() => _server = new ScriptedServer(async peer =>
    {
        Interlocked.Increment(ref _open);
        try
        {
            await Task.WhenAny(_close.Task, peer.HangAsync());
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    });

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private int Open => Volatile.Read(ref _open);

    private VirtualService Watched => Virtual("10.0.0.1:80", Server) with { Watch = WatchMode.Connection };

    private RealServer Server =>
        new(_server.EndPoint, Destination($"{_server.EndPoint}"), new BackendCheck(_server.EndPoint, _check, CheckTimeout));

    [Fact]
    public async Task ProcessDies_ServerIsOutByOneExtraCheck()
    {
        await using var director = await HoldingAsync(Watched);
        _check.Die();
        await CloseAsync(director);
        await Eventually.EqualAsync("-", () => director.In(Watched));
        Assert.Equal(2, _check.Probes);
        Assert.Equal(WatchState.Waiting, await StateAsync(director));

        // It is opened again once the server has passed a check.
        _check.Return();
        await director.AdvanceUntilAsync(() => director.In(Watched) != "-" && Open == 1, 2 * Interval);
        Assert.Equal(WatchState.Held, await StateAsync(director));
    }

    [Fact]
    public async Task WithFailureCount_TheCloseCausesOneFailure_AndTheNextComeByTheInterval()
    {
        await using var director = await HoldingAsync(Watched with { FailureCount = 2 });
        _check.Die();
        await CloseAsync(director);
        await Eventually.TrueAsync(() => director.Log.Lines.Any(line => line.EndsWith("failure 1/2", StringComparison.Ordinal)));
        director.Time.Advance(Interval - TimeSpan.FromSeconds(1));
        _ = await director.SnapshotAsync();
        Assert.Equal(2, _check.Probes);
        await director.AdvanceUntilAsync(() => director.In(Watched) == "-", TimeSpan.FromSeconds(2));
        Assert.Equal(3, _check.Probes);
    }

    [Fact]
    public async Task ServerThatClosesIdleConnections_StaysIn_AndIsGivenUpAfterThree()
    {
        await using var director = await HoldingAsync(Watched);
        for (var closes = 1; closes <= 3; closes++)
        {
            director.Time.Advance(TimeSpan.FromSeconds(1)); // at most one extra check a second
            await CloseAsync(director);
            var checks = closes + 1;
            await Eventually.EqualAsync(checks, () => _check.Probes);
            if (closes < 3)
                await Eventually.TrueAsync(() => _server.Connections == checks && Open == 1);
        }

        await Eventually.TrueAsync(async () => await StateAsync(director) == WatchState.GivenUp);
        await director.AdvanceUntilAsync(() => _check.Probes == 6, 3 * Interval);
        Assert.Equal(3, _server.Connections);
        Assert.Equal($"{_server.EndPoint} 1", director.In(Watched));
        Assert.StartsWith(
            $"No longer watching {_server.EndPoint} (tcp:10.0.0.1:80): three times in a row its connection ended within checkinterval "
                + "(10 s), though its checks pass; the last time: ",
            Assert.Single(director.Log.Lines, line => line.StartsWith("No longer", StringComparison.Ordinal)),
            StringComparison.Ordinal);

        // A server that failed may have been changed.
        _check.Die();
        await director.AdvanceUntilAsync(() => director.In(Watched) == "-", 2 * Interval);
        _check.Return();
        await director.AdvanceUntilAsync(() => Open == 1, 2 * Interval);
    }

    [Fact]
    public async Task ServicesThatShareACheck_ShareOneConnection_AndDieTogether()
    {
        var second = Virtual("10.0.0.2:80", Server); // not watched itself
        await using var director = await HoldingAsync(Watched, second);
        var snapshot = await director.SnapshotAsync();
        Assert.Equal([WatchState.Held, null], snapshot.Services.Select(service => service.Servers[0].Watch));
        _check.Die();
        await CloseAsync(director);
        await Eventually.EqualAsync("--", () => director.In(Watched) + director.In(second));
        Assert.Equal((2, 1), (_check.Probes, _server.Connections));
    }

    [Fact]
    public async Task ReloadThatChangesNothingOfTheCheck_KeepsTheConnection_AndOneWithoutWatchClosesIt()
    {
        await using var director = await HoldingAsync(Watched);
        director.Reload(new ConfigResult(Of(Watched with { Quiescent = true }, Virtual("10.0.0.9:80", Real("10.0.9.1:80"))), []));
        await Eventually.EqualAsync("10.0.9.1:80 1", () => director.In(Virtual("10.0.0.9:80")));
        Assert.Equal((1, 1), (Open, _server.Connections));
        Assert.Equal(WatchState.Held, await StateAsync(director));

        director.Reload(new ConfigResult(Of(Watched with { Watch = WatchMode.No }), []));
        await Eventually.EqualAsync(0, () => Open);
        Assert.Null(await StateAsync(director));
        Assert.Equal(1, _check.Probes);
    }

    [Fact]
    public async Task Maintenance_ClosesTheConnection_AndItsEndOpensItAgain()
    {
        using var folder = new TemporaryFolder();
        await using var director = new RunningDirector(
            Of(Watched) with { MaintenanceDirectory = folder.FullName }, resolve: _ => Task.FromResult<string?>(null));
        await Eventually.EqualAsync(1, () => Open);
        var file = folder.Write($"{_server.EndPoint}", "");
        await director.AdvanceUntilAsync(() => Open == 0, TimeSpan.FromSeconds(5));
        File.Delete(file);
        await director.AdvanceUntilAsync(() => Open == 1, TimeSpan.FromSeconds(5));
        Assert.Equal(2, _server.Connections);
    }

    [Fact]
    public async Task Stop_ClosesTheConnection()
    {
        await using var director = await HoldingAsync(Watched);
        await director.StopAsync();
        await Eventually.EqualAsync(0, () => Open);
    }

    [Fact]
    public async Task ServerThatIsDown_IsNotConnected()
    {
        _check.Die();
        await using var director = new RunningDirector(Of(Watched));
        await director.FirstRoundAsync();
        await director.AdvanceUntilAsync(() => _check.Probes == 3, 3 * Interval);
        Assert.Equal(0, _server.Connections);
    }

    [Fact]
    public async Task AdoptedServer_IsConnectedAfterItsFirstPassedCheck_AndADryRunHoldsToo()
    {
        var table = new RecordingIpvs(new ServiceEntry(Watched.Service, new DestinationEntry(Destination($"{_server.EndPoint}"))));
        await using var director = new RunningDirector(Of(Watched), new RecordingIpvs(), shadowed: table);
        await Eventually.EqualAsync(1, () => Open);
        Assert.Equal(1, _check.Probes);
    }

    private async Task<RunningDirector> HoldingAsync(params VirtualService[] services)
    {
        var director = new RunningDirector(Of([.. services]));
        await Eventually.EqualAsync(1, () => Open);
        return director;
    }

    private static async Task<WatchState?> StateAsync(RunningDirector director) =>
        (await director.SnapshotAsync()).Services[0].Servers[0].Watch;

    /// <summary>
    /// The server closes the connection that it has, and none of those that follow. The clock stands at the moment of the extra check.
    /// </summary>
    private async Task CloseAsync(RunningDirector director)
    {
        Interlocked.Exchange(ref _close!, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
        await Eventually.TrueAsync(async () => await StateAsync(director) == WatchState.Waiting);
        director.Time.Advance(TimeSpan.FromMilliseconds(100));
    }
}
