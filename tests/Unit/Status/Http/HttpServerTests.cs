using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Ldirectord.Director;
using Ldirectord.Ipvs;
using Ldirectord.Status;
using Ldirectord.Tests.Support;

namespace Ldirectord.Tests.Status;

public sealed class HttpServerTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly HttpServer _server;
    private Task _running = Task.CompletedTask;
    private Func<Task<DirectorSnapshot>> _snapshot = () => Task.FromResult(Empty);

    public HttpServerTests() =>
        _server = new HttpServer(new UnixListener(Socket), new HttpRoutes(new StatusResources(_ => _snapshot(), "1.0").All));

    private static DirectorSnapshot Empty => new("/etc/ha.d/web.cf", DateTimeOffset.UnixEpoch, DryRun: false, []);

    private string Socket => _folder.Path("http.sock");

    public ValueTask InitializeAsync()
    {
        _server.Listen();
        _running = _server.RunAsync(_stopping.Token);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stopping.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Socket_IsForTheDaemonsUserAlone_AndGoneAtTheEnd()
    {
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Socket));
        await StopAsync();
        Assert.False(File.Exists(Socket));
        Assert.Null(await HttpSocketClient.GetAsync(Socket, "/metrics"));
    }

    [Fact]
    public async Task MetricsAndStatus_AreAnswered()
    {
        var (status, body) = (await HttpSocketClient.GetAsync(Socket, "/metrics?scope=virtual"))!.Value;
        Assert.Equal(200, status);
        Assert.Contains("process_open_fds", MetricsFormat.Read(Encoding.UTF8.GetString(body)).Types.Keys);
        (status, body) = (await HttpSocketClient.GetAsync(Socket, "/api/v1/status"))!.Value;
        Assert.Equal((200, "/etc/ha.d/web.cf"), (status, StatusReport.FromJson(body).Config));
    }

    [Theory]
    [InlineData("/", 404, "expected one of /metrics, /api/v1/status")]
    [InlineData("/metrics/", 404, "no such resource")]
    [InlineData("/metrics?scope=<script>", 400, "expected ?scope=all or ?scope=virtual")]
    [InlineData("/api/v1/status?x", 400, "expected no query")]
    public async Task UnknownResource_IsAProblemThatSaysWhatIsExpected(string resource, int status, string detail)
    {
        var answer = (await HttpSocketClient.GetAsync(Socket, resource))!.Value;
        using var problem = JsonDocument.Parse(answer.Body);
        Assert.Equal((status, status), (answer.Status, problem.RootElement.GetProperty("status").GetInt32()));
        Assert.Contains(detail, problem.RootElement.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task TableThatCannotBeRead_Is503()
    {
        _snapshot = () => Task.FromException<DirectorSnapshot>(new IpvsException("x"));
        Assert.Equal(503, (await HttpSocketClient.GetAsync(Socket, "/metrics"))!.Value.Status);
    }

    [Theory]
    [InlineData("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 200")]
    [InlineData("HEAD /metrics HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 200")]
    [InlineData("POST /metrics HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n", "HTTP/1.1 405")]
    [InlineData("DELETE /api/v1/status HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 405")]
    [InlineData("garbage\r\n\r\n", "HTTP/1.1 400")]
    [InlineData("\0\u0001\u0002\r\n\r\n", "HTTP/1.1 400")]
    public async Task RequestByHand_HasTheRightAnswer(string request, string answer)
    {
        using var client = await ConnectAsync();
        await client.SendAsync(Encoding.Latin1.GetBytes(request));
        var buffer = new byte[answer.Length];
        await client.ReceiveAsync(buffer);
        Assert.Equal(answer, Encoding.Latin1.GetString(buffer));
    }

    [Fact]
    public async Task HeadThatIsTooLong_IsRefused()
    {
        using var client = await ConnectAsync();
        var head = $"GET /metrics HTTP/1.1\r\nHost: x\r\nX: {new string('x', HttpServer.MaximumHead)}\r\n\r\n";
        await client.SendAsync(Encoding.Latin1.GetBytes(head));
        var buffer = new byte[12];
        await client.ReceiveAsync(buffer);
        Assert.Equal("HTTP/1.1 431", Encoding.Latin1.GetString(buffer));
    }

    [Fact]
    public async Task ThousandClientsThatSayNothing_ArePastTheLimitSentAway_AndTheServerGoesOn()
    {
        var clients = new List<Socket>();
        try
        {
            for (var i = 0; i < HttpServer.MaximumClients; i++)
                clients.Add(await ConnectAsync());
            using var refused = await ConnectAsync();
            Assert.Equal(0, await refused.ReceiveAsync(new byte[1]));
        }
        finally
        {
            clients.ForEach(client => client.Dispose());
        }

        await Eventually.TrueAsync(async () => await TryAsync() == 200);

        async Task<int> TryAsync()
        {
            try
            {
                return (await HttpSocketClient.GetAsync(Socket, "/metrics"))!.Value.Status;
            }
            catch (IOException)
            {
                return 0;
            }
        }
    }

    [Fact]
    public async Task SocketThatCannotBeMade_IsSaidInWords()
    {
        var listener = new UnixListener(_folder.Path(new string('x', 200)));
        var server = new HttpServer(listener, new HttpRoutes(new StatusResources(_ => _snapshot(), "1.0").All));
        var e = await Assert.ThrowsAsync<IOException>(() => server.RunAsync(CancellationToken.None));
        Assert.StartsWith($"cannot listen on {_folder.FullName}", e.Message, StringComparison.Ordinal);
    }

    private async Task StopAsync()
    {
        await _stopping.CancelAsync();
        await _running.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
    }

    private async Task<Socket> ConnectAsync()
    {
        var client = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await client.ConnectAsync(new UnixDomainSocketEndPoint(Socket));
        return client;
    }
}
