using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Ldirectord.Director;
using Ldirectord.Status;
using Ldirectord.Tests.Support;

namespace Ldirectord.Tests.Status;

/// <summary>Streams of what changes, over a real socket, with a clock that the test moves.</summary>
public sealed class StreamHubTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly ManualTime _time = new();
    private readonly EventBuffer _events = new(DateTimeOffset.UnixEpoch);
    private readonly List<Socket> _clients = [];
    private readonly StreamHub _hub;
    private Task _running = Task.CompletedTask;
    private DirectorSnapshot _snapshot = new("/etc/ha.d/web.cf", DateTimeOffset.UnixEpoch, DryRun: false, []);

    public StreamHubTests() => _hub = new StreamHub(
        _ => Task.FromResult(_snapshot with { LastEvent = _events.Last }), _events, _time);

    private string Socket => _folder.Path("http.sock");

    public ValueTask InitializeAsync()
    {
        var server = new HttpServer(new UnixListener(Socket), new HttpRoutes([.. _hub.All, .. new EventResources(_events).All]));
        server.Listen();
        _running = server.RunAsync(_stopping.Token);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        _clients.ForEach(client => client.Dispose());
        await _stopping.CancelAsync();
        await _running.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        _stopping.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Viewer_GetsTheReport_ThenChangesAlone_AndEventsAtOnce()
    {
        using var viewer = await OpenAsync();
        Assert.Equal("/etc/ha.d/web.cf", StatusReport.FromJson(Encoding.UTF8.GetBytes(await viewer.NextAsync("status"))).Config);
        _events.Add(DateTimeOffset.UnixEpoch, EventKind.Down, "tcp:10.0.0.1:80", "10.0.0.2:80", "connection refused");
        Assert.Contains("\"kind\":\"down\"", await viewer.NextAsync("event"), StringComparison.Ordinal);
        Assert.Equal($"id: {_events.Last}", viewer.Id);
        _snapshot = _snapshot with { Problem = "line 3: nonsense" };
        await TickAsync();
        using var change = JsonDocument.Parse(await viewer.NextAsync("change"));
        var top = change.RootElement.GetProperty("top");
        Assert.Equal("line 3: nonsense", top.GetProperty("problem").GetString());
        Assert.Equal(_events.Last, top.GetProperty("lastEvent").GetInt64());
        Assert.False(top.TryGetProperty("config", out _));
    }

    [Fact]
    public async Task TwoHundredViewers_CostOneSnapshotASecond_AndNobodyCostsNone()
    {
        Assert.Equal(0, _hub.Snapshots);
        var viewers = new List<StreamReaderOfTest>();
        for (var i = 0; i < StreamHub.MaximumViewers; i++)
            viewers.Add(await OpenAsync());
        foreach (var viewer in viewers)
            await viewer.NextAsync("status");
        Assert.Equal(1, _hub.Snapshots);
        for (var second = 1; second <= 3; second++)
        {
            _snapshot = _snapshot with { Problem = $"{second}" };
            await TickAsync();
            foreach (var viewer in viewers)
                Assert.Contains($"\"problem\":\"{second}\"", await viewer.NextAsync("change"), StringComparison.Ordinal);
        }

        Assert.Equal(4, _hub.Snapshots);
        Assert.InRange(viewers[0].Bytes, 300, 1500);
        var refused = (await HttpSocketClient.GetAsync(Socket, "/api/v1/stream"))!.Value;
        Assert.Equal(503, refused.Status);

        _clients.ForEach(client => client.Dispose());
        await Eventually.TrueAsync(() =>
        {
            _time.Advance(StreamHub.Interval);
            return _events.Added is null;
        });
        var before = _hub.Snapshots;
        _time.Advance(StreamHub.Interval * 10);
        Assert.Equal(before, _hub.Snapshots);
    }

    [Fact]
    public async Task Events_AreFollowedByASnapshot_BeforeTheSecondIsOver_AndManyByOne()
    {
        using var viewer = await OpenAsync();
        await viewer.NextAsync("status");
        _snapshot = _snapshot with { Problem = "line 3: nonsense" };
        for (var i = 1; i <= 50; i++)
            _events.Add(DateTimeOffset.UnixEpoch, EventKind.Down, null, null, $"no {i}");
        await Eventually.TrueAsync(() => viewer.HasSeenText("no 50"));
        Assert.Equal(1, _hub.Snapshots);
        var left = StreamHub.Interval;
        await Eventually.TrueAsync(() =>
        {
            if (_hub.Snapshots == 1 && left > StreamHub.IntervalAfterEvent)
            {
                left -= StreamHub.IntervalAfterEvent;
                _time.Advance(StreamHub.IntervalAfterEvent);
            }

            return viewer.HasSeenText("\"problem\":\"line 3: nonsense\"");
        });
        Assert.Equal(2, _hub.Snapshots);
    }

    [Fact]
    public async Task ViewerThatComesBack_GetsWhatItMissed_OrIsToldThatItIsGone()
    {
        for (var i = 1; i <= 5; i++)
            _events.Add(DateTimeOffset.UnixEpoch, EventKind.Down, null, null, $"no {i}");
        using var viewer = await OpenAsync("?after=3");
        await viewer.NextAsync("status");
        Assert.Contains("no 4", await viewer.NextAsync("event"), StringComparison.Ordinal);
        Assert.Contains("no 5", await viewer.NextAsync("event"), StringComparison.Ordinal);
        using var other = await OpenAsync("", "Last-Event-ID: 77\r\n");
        Assert.Equal("{\"first\":1}", await other.NextAsync("lost"));
        Assert.Contains("no 1", await other.NextAsync("event"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SilentStream_IsKeptOpenByAComment()
    {
        using var viewer = await OpenAsync();
        await viewer.NextAsync("status");
        await Eventually.TrueAsync(() =>
        {
            _time.Advance(StreamHub.Interval);
            return viewer.HasSeen(": still here");
        });
    }

    [Fact]
    public async Task SlowReader_IsDropped_AndTheOthersAreNot()
    {
        using var good = await OpenAsync();
        await good.NextAsync("status");
        var slow = await ConnectAsync("", "");
        await Eventually.TrueAsync(() =>
        {
            for (var i = 0; i < 100; i++)
                _events.Add(DateTimeOffset.UnixEpoch, EventKind.Down, null, null, new string('x', 900));
            _ = good.HasSeen("");
            return IsBroken(slow);
        });
        _events.Add(DateTimeOffset.UnixEpoch, EventKind.Up, null, null, "the last");
        await Eventually.TrueAsync(() => good.HasSeenText("the last"));
    }

    [Theory]
    [InlineData("/api/v1/stream?after=x")]
    [InlineData("/api/v1/events?after=-1")]
    [InlineData("/api/v1/events?limit=0")]
    [InlineData("/api/v1/events?limit=10001")]
    [InlineData("/api/v1/events?aftr=1")]
    public async Task BadQuery_IsAProblem(string resource) =>
        Assert.Equal(400, (await HttpSocketClient.GetAsync(Socket, resource))!.Value.Status);

    [Fact]
    public async Task Events_AreAnswered()
    {
        _events.Add(DateTimeOffset.UnixEpoch, EventKind.ReloadRefused, null, null, "no");
        var (status, body) = (await HttpSocketClient.GetAsync(Socket, "/api/v1/events"))!.Value;
        Assert.Equal(
            """
            {"started":"1970-01-01T00:00:00+00:00","first":1,"last":1,"lost":false,"events":[{"id":1,
            "at":"1970-01-01T00:00:00+00:00","kind":"reload_refused","virtual":null,"real":null,"message":"no","code":null}]}
            """.Replace("\n", "", StringComparison.Ordinal),
            Encoding.UTF8.GetString(body));
        Assert.Equal(200, status);
    }

    /// <summary>Whether the other side has ended the connection; what waits in it is not read.</summary>
    private static bool IsBroken(Socket socket) => socket.Poll(0, SelectMode.SelectError) || IsHungUp(socket);

    private static bool IsHungUp(Socket socket)
    {
        try
        {
            socket.Send(" "u8);
            return false;
        }
        catch (SocketException)
        {
            return true;
        }
    }

    private async Task TickAsync()
    {
        var before = _hub.Snapshots;
        await Eventually.TrueAsync(() =>
        {
            if (_hub.Snapshots == before)
                _time.Advance(StreamHub.Interval / 4);
            return _hub.Snapshots > before;
        });
    }

    private async Task<StreamReaderOfTest> OpenAsync(string query = "", string header = "") =>
        new(await ConnectAsync(query, header));

    private async Task<Socket> ConnectAsync(string query, string header)
    {
        var client = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        _clients.Add(client);
        await client.ConnectAsync(new UnixDomainSocketEndPoint(Socket));
        await client.SendAsync(Encoding.ASCII.GetBytes($"GET /api/v1/stream{query} HTTP/1.1\r\nHost: x\r\n{header}\r\n"));
        return client;
    }
}
