using System.Threading.Channels;
using Ldirectord.Cli;
using Ldirectord.Director;
using Ldirectord.Status;
using Ldirectord.Tests.Support;
using Ldirectord.Tests.Web;

namespace Ldirectord.Tests.Cli;

/// <summary>What show --watch learns of a daemon, over a real socket; the watch's clock is the test's.</summary>
public sealed class LiveStatusTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly CancellationTokenSource _ending = new();
    private readonly ManualTime _time = new();
    private readonly ManualTime _daemonTime = new();
    private readonly EventBuffer _events = new(DateTimeOffset.UnixEpoch);
    private readonly Channel<StatusFetch> _told = Channel.CreateUnbounded<StatusFetch>();
    private readonly ScreenClient _client;
    private FakeDirector? _daemon;
    private Task _running = Task.CompletedTask;
    private DirectorSnapshot _snapshot = new("/etc/ha.d/web.cf", DateTimeOffset.UnixEpoch, DryRun: false, []);
    private int _questions;

    public LiveStatusTests() => _client = new ScreenClient(Socket);

    private string Socket => _folder.Path("http.sock");

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _running.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        _client.Dispose();
        if (_daemon is not null)
            await _daemon.DisposeAsync();
        _ending.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Changes_ComeByTheStream_AndNothingIsAsked()
    {
        Serve(hasStream: true);
        Watch();
        Assert.Null((await NextAsync()).Report!.Problem);
        _snapshot = _snapshot with { Problem = "line 3: nonsense" };
        await UntilAsync(fetch => fetch.Report?.Problem == "line 3: nonsense", _daemonTime);
        Assert.Equal(0, _questions);
    }

    [Fact]
    public async Task DaemonWithoutAStream_IsAskedEachSecond()
    {
        Serve(hasStream: false);
        Watch();
        Assert.Null((await NextAsync()).Report!.Problem);
        _snapshot = _snapshot with { Problem = "line 3: nonsense" };
        await UntilAsync(fetch => fetch.Report?.Problem == "line 3: nonsense", _time);
        Assert.InRange(_questions, 2, 4);
    }

    [Fact]
    public async Task SilentStream_MakesItAsk()
    {
        Serve(hasStream: true);
        Watch();
        await NextAsync();
        await _time.WaitForArmedAsync(1);
        _time.Advance(TimeSpan.FromSeconds(3));
        Assert.NotNull((await NextAsync()).Report);
        Assert.Equal(1, _questions);
    }

    [Fact]
    public async Task DaemonThatEnds_IsSaid_AndFollowedWhenItIsBack()
    {
        Serve(hasStream: true);
        Watch();
        await NextAsync();
        await _daemon!.DisposeAsync();
        await UntilAsync(fetch => fetch.Trouble == "ldirectord does not run", _time);
        _snapshot = _snapshot with { Problem = "new" };
        Serve(hasStream: true);
        await UntilAsync(fetch => fetch.Report?.Problem == "new", _time);
    }

    private void Serve(bool hasStream)
    {
        var status = new HttpResource("GET", "/api/v1/status", (_, _) =>
        {
            Interlocked.Increment(ref _questions);
            return Task.FromResult(HttpAnswer.Json(StatusReport.Of(_snapshot).ToJson()));
        });
        var hub = new StreamHub(_ => Task.FromResult(_snapshot), _events, _daemonTime);
        _daemon = new FakeDirector(Socket, hasStream ? [status, .. hub.All] : [status]);
    }

    private void Watch() =>
        _running = new LiveStatus(_client, fetch => _told.Writer.TryWrite(fetch), _time).RunAsync(_ending.Token);

    private async Task<StatusFetch> NextAsync() =>
        await _told.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

    private Task UntilAsync(Func<StatusFetch, bool> isIt, ManualTime clock) => Eventually.TrueAsync(() =>
    {
        while (_told.Reader.TryRead(out var fetch))
        {
            if (isIt(fetch))
                return true;
        }

        if (clock.ArmedTimers > 0)
            clock.Advance(TimeSpan.FromSeconds(0.5));
        return false;
    });
}
