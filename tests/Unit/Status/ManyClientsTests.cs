using System.Net;
using System.Net.Sockets;
using Ldirectord.Checks;
using Ldirectord.Director;
using Ldirectord.Ipvs;
using Ldirectord.Status;
using Ldirectord.Tests.Support;

namespace Ldirectord.Tests.Status;

/// <summary>Clients that are many, slow or both.</summary>
public sealed class ManyClientsTests : IDisposable
{
    /// <summary>Less than what one slow client may take, and than what ten may.</summary>
    private static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(4), Soon = TimeSpan.FromSeconds(20);

    private readonly TemporaryFolder _folder = new();
    private readonly List<Socket> _clients = [];

    public void Dispose()
    {
        foreach (var client in _clients)
            client.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task ClientThatDoesNotRead_DelaysNoOther()
    {
        await using var server = new Serving(_folder.Path("x.sock"), Large());
        Connect(server.Path);
        await server.AskedAsync(1);
        await AssertShownAsync(server, AtOnce);
    }

    [Fact]
    public async Task FiveHundredClientsThatDoNotRead_DelayNoOther_AndShareFewReports()
    {
        await using var server = new Serving(_folder.Path("x.sock"), Large());
        using var connected = new CountdownEvent(500);
        // By a thread each: the kernel's queue takes no more at a time than the server allows.
        var connecting = Task.Run(() =>
        {
            for (var i = 0; i < 500; i++)
                Connect(server.Path, connected);
        });
        await AssertShownAsync(server, Soon);
        await connecting.WaitAsync(Probing.Ample);
        await AssertShownAsync(server, Soon);
        Assert.True(server.Asked < 100, $"{server.Asked} reports were made for 502 clients");
    }

    [Fact]
    public async Task ClientsThatComeTogether_AreAnsweredByTheNextReport()
    {
        await using var server = new Serving(_folder.Path("x.sock"), Large()) { IsHeld = true };
        var first = FetchAsync(server.Path);
        await server.AskedAsync(1);
        var others = Enumerable.Range(0, 20).Select(_ => FetchAsync(server.Path)).ToList();
        // They are accepted while the first report is being made: it must not be theirs, since they may have asked after what it shows.
        await Eventually.TrueAsync(() => Accepted() >= 21);
        server.Release();
        Assert.NotEmpty(await first.WaitAsync(Probing.Ample) ?? []);
        foreach (var other in others)
            Assert.NotEmpty(await other.WaitAsync(Probing.Ample) ?? []);
        Assert.InRange(server.Asked, 2, 3);

        int Accepted() => File.ReadLines("/proc/net/unix").Count(line => line.EndsWith(server.Path, StringComparison.Ordinal)) - 1;
    }

    [Fact]
    public async Task SlowClient_GetsTheWholeReport_WhileNoOtherNeedsItsPlace()
    {
        await using var server = new Serving(_folder.Path("x.sock"), Large());
        var slow = Connect(server.Path);
        await server.AskedAsync(1);
        await AssertShownAsync(server, AtOnce);
        var buffer = new byte[64 * 1024];
        long got = 0;
        for (int count; (count = await slow.ReceiveAsync(buffer).WaitAsync(Probing.Ample)) > 0;)
            got += count;
        Assert.Equal(StatusReport.Of(Large()).ToJson().Length, got);
    }

    private static async Task AssertShownAsync(Serving server, TimeSpan within)
    {
        var answer = await FetchAsync(server.Path).WaitAsync(within);
        Assert.Equal(1000, StatusReport.FromJson(answer).Services.Count);
    }

    private static Task<byte[]?> FetchAsync(string path) => Task.Factory.StartNew(
        () => StatusClient.Fetch(path), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private Socket Connect(string path, CountdownEvent? connected = null)
    {
        var client = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        lock (_clients)
            _clients.Add(client);
        client.Connect(new UnixDomainSocketEndPoint(path));
        connected?.Signal();
        return client;
    }

    /// <summary>Of half a megabyte: more than the kernel keeps for a client that does not read.</summary>
    private static DirectorSnapshot Large()
    {
        var servers = new[] { 2, 3 }.Select(last => new ServerSnapshot(
            Sample.EndPoint(last),
            null,
            new Destination(Sample.EndPoint(last), ForwardingMethod.Masq, 1),
            IsFallback: false,
            ReportedHealth.Down,
            StatusCode.ConnectRefused,
            "connection refused",
            0.2,
            3,
            DateTimeOffset.UnixEpoch));
        return new DirectorSnapshot("/etc/ha.d/web.cf", DateTimeOffset.UnixEpoch, DryRun: false,
        [
            .. Enumerable.Range(1, 1000).Select(port => new ServiceSnapshot(
                new Service(ServiceId.Tcp(new IPEndPoint(IPAddress.Loopback, port)), "wrr", ServiceFlags.None, 0), $"tcp:127.0.0.1:{port}",
                InTable: true, [.. servers])),
        ]);
    }

    /// <summary>A server that answers with one snapshot.</summary>
    private sealed class Serving : IAsyncDisposable
    {
        private readonly CancellationTokenSource _stopping = new();
        private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly Task _running;
        private int _asked;

        public Serving(string path, DirectorSnapshot snapshot)
        {
            Path = path;
            _running = new StatusServer(new UnixListener(path), AnswerAsync).RunAsync(_stopping.Token);

            async Task<DirectorSnapshot> AnswerAsync(CancellationToken ct)
            {
                Interlocked.Increment(ref _asked);
                if (IsHeld)
                    await _released.Task.WaitAsync(ct);
                return snapshot;
            }
        }

        public string Path { get; }

        public bool IsHeld { get; init; }

        public int Asked => Volatile.Read(ref _asked);

        public Task AskedAsync(int times) => Eventually.TrueAsync(() => Asked >= times);

        public void Release() => _released.SetResult();

        public async ValueTask DisposeAsync()
        {
            await _stopping.CancelAsync();
            await _running.WaitAsync(Probing.Ample);
            _stopping.Dispose();
        }
    }
}
