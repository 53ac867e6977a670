using System.IO.Pipelines;
using System.Net.Sockets;
using System.Text;
using Ldirectord.Status;
using Ldirectord.Tests.Support;
using Ldirectord.Web;

namespace Ldirectord.Tests.Web;

/// <summary>Clients and directors that behave badly: nobody else is kept waiting, and what is held for them is bounded.</summary>
public sealed class ConsoleServerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly CancellationTokenSource _testEnds = new();

    public void Dispose()
    {
        _testEnds.Cancel();
        _testEnds.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("garbage\r\n\r\n", "HTTP/1.1 400")]
    [InlineData("\0\u0001\u0002\r\n\r\n", "HTTP/1.1 400")]
    [InlineData("GET / HTTP/1.1\r\n\r\n", "HTTP/1.1 400")] // without Host
    [InlineData("GET / HTTP/1.0\r\n\r\n", "HTTP/1.1 421")]
    [InlineData("GET / HTTP/1.1\r\nHost: evil\r\n\r\n", "HTTP/1.1 421")]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nHost: localhost\r\n\r\n", "HTTP/1.1 400")]
    [InlineData("GET http://evil/ HTTP/1.1\r\nHost: localhost\r\n\r\n", "HTTP/1.1 400")]
    [InlineData("DELETE / HTTP/1.1\r\nHost: localhost\r\n\r\n", "HTTP/1.1 405")]
    [InlineData("TRACE / HTTP/1.1\r\nHost: localhost\r\n\r\n", "HTTP/1.1 405")]
    [InlineData("POST /metrics HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n", "HTTP/1.1 405")]
    [InlineData("HEAD / HTTP/1.1\r\nHost: localhost\r\n\r\n", "HTTP/1.1 200")]
    public async Task RequestByHand_HasTheRightAnswer(string request, string answer)
    {
        await using var console = await RunningConsole.StartAsync();
        using var client = await ConnectAsync(console);
        await client.SendAsync(Encoding.Latin1.GetBytes(request));
        Assert.Equal(answer, await StartOfAnswerAsync(client));
    }

    [Fact]
    public async Task HeadThatIsTooLong_IsRefused()
    {
        await using var console = await RunningConsole.StartAsync();
        using var client = await ConnectAsync(console);
        var head = $"GET / HTTP/1.1\r\nHost: localhost\r\nX: {new string('x', HttpServer.MaximumHead)}\r\n\r\n";
        await client.SendAsync(Encoding.Latin1.GetBytes(head));
        Assert.Equal("HTTP/1.1 431", await StartOfAnswerAsync(client));
    }

    [Fact]
    public async Task HalfRequest_IsEndedInTime()
    {
        await using var console = await RunningConsole.StartAsync();
        using var client = await ConnectAsync(console);
        await client.SendAsync("GET / HTTP/1.1\r\nHost: loc"u8.ToArray());
        Assert.Equal("HTTP/1.1 408", await StartOfAnswerAsync(client));
    }

    [Fact]
    public async Task ThousandClients_ArePastTheLimitSentAway_AndTheConsoleGoesOn()
    {
        await using var console = await RunningConsole.StartAsync();
        var clients = new List<Socket>();
        try
        {
            for (var i = 0; i < 1000; i++)
                clients.Add(await ConnectAsync(console));
            Assert.Equal(0, await clients[^1].ReceiveAsync(new byte[1]));
        }
        finally
        {
            clients.ForEach(client => client.Dispose());
        }

        await Eventually.TrueAsync(async () => await TryAsync(console) == 200);
    }

    [Fact]
    public async Task DirectorThatHangs_Is504_AndKeepsNobodyFromAnother()
    {
        var hangs = new TaskCompletionSource<HttpAnswer>();
        await using var hanging = new FakeDirector(
            _folder.Path("hanging.sock"), new HttpResource("GET", "/api/v1/status", (_, _) => hangs.Task));
        await using var other = new FakeDirector(
            _folder.Path("other.sock"), FakeDirector.Text("/api/v1/status", "application/json", "{}"));
        await using var console = await RunningConsole.StartAsync(
            null, new DirectorSet([hanging.Address, other.Address]) { Patience = TimeSpan.FromSeconds(2) });
        var waiting = Enumerable.Range(0, 20).Select(_ => console.GetAsync("/directors/hanging/api/v1/status")).ToList();
        Assert.Equal((200, "{}"), await console.GetAsync("/directors/other/api/v1/status"));
        Assert.All(waiting, request => Assert.False(request.IsCompleted));
        Assert.All(await Task.WhenAll(waiting), answer => Assert.Equal(504, answer.Status));
        hangs.SetResult(HttpAnswer.Json([]));
    }

    [Fact]
    public async Task DirectorThatHangs_HasNoMoreRequestsThanTheLimit()
    {
        using var set = new DirectorSet([new DirectorAddress("x", _folder.Path("x.sock"), null)]) { Patience = TimeSpan.FromMinutes(1) };
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(_folder.Path("x.sock")));
        listener.Listen(1000);
        using var ends = new CancellationTokenSource();
        var client = set.Find("x")!;
        var waiting = Enumerable.Range(0, DirectorClient.MaximumRequests)
            .Select(_ => client.AskAsync(HttpMethod.Get, "/", null, ends.Token)).ToList();
        var refused = await Assert.ThrowsAsync<DirectorException>(() => client.AskAsync(HttpMethod.Get, "/", null, ends.Token));
        Assert.Equal(503, refused.Status);
        await ends.CancelAsync();
        foreach (var request in waiting)
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => request);
        // Their places are free again.
        using var refuses = new CancellationTokenSource();
        var next = client.AskAsync(HttpMethod.Get, "/", null, refuses.Token);
        await refuses.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next);
    }

    [Fact]
    public async Task DirectorThatIsNone_Is502()
    {
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(_folder.Path("x.sock")));
        listener.Listen();
        await using var console = await RunningConsole.StartAsync(new DirectorAddress("x", _folder.Path("x.sock"), null));
        var answer = console.GetAsync("/directors/x/metrics");
        using (var connection = await listener.AcceptAsync())
            await connection.SendAsync("SSH-2.0-OpenSSH\r\n"u8.ToArray());
        Assert.Equal(502, (await answer).Status);
    }

    [Fact]
    public async Task Stream_IsPassedOnAsItComes_AndEndsWhenItsReaderLeaves()
    {
        var (written, ended) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var director = new FakeDirector(_folder.Path("x.sock"), Stream(async (writer, ct) =>
        {
            await WriteAsync(writer, "event: status\ndata: 1\n\n", ct);
            await written.Task;
            await WriteAsync(writer, "event: change\ndata: 2\n\n", ct);
            await using var left = ct.Register(ended.SetResult);
            await ended.Task;
        }));
        await using var console = await RunningConsole.StartAsync(director.Address);
        using (var answer = await console.Client.GetAsync(
            new Uri("/directors/x/api/v1/stream", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead))
        {
            Assert.Equal("text/event-stream", answer.Content.Headers.ContentType?.MediaType);
            using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync());
            Assert.Equal("event: status", await reader.ReadLineAsync());
            written.SetResult();
            Assert.Equal("data: 1", await reader.ReadLineAsync());
            await reader.ReadLineAsync();
            Assert.Equal("event: change", await reader.ReadLineAsync());
        }

        await ended.Task.WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task SlowReader_HoldsItsOwnStreamOnly_AndLittleOfIt()
    {
        var sent = 0L;
        var piece = new byte[16 * 1024];
        await using var director = new FakeDirector(_folder.Path("x.sock"), Stream(async (writer, ct) =>
        {
            while (!(await writer.WriteAsync(piece, ct)).IsCompleted)
                Interlocked.Add(ref sent, piece.Length);
        }), FakeDirector.Text("/api/v1/status", "application/json", "{}"));
        await using var console = await RunningConsole.StartAsync(director.Address);
        using var slow = await ConnectAsync(console);
        slow.ReceiveBufferSize = 4096;
        await slow.SendAsync("GET /directors/x/api/v1/stream HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray());
        // Until the director's writer waits for the reader: others are answered, and nothing more is written.
        long before;
        do
        {
            before = Interlocked.Read(ref sent);
            for (var times = 0; times < 50; times++)
                Assert.Equal((200, "{}"), await console.GetAsync("/directors/x/api/v1/status"));
        }
        while (before == 0 || before != Interlocked.Read(ref sent));
        // The rest is in the buffers of the kernel's sockets.
        Assert.InRange(before, 1, 16L << 20);
    }

    [Fact]
    public async Task BodyThatBreaksOff_IsNotTakenForAWholeOne()
    {
        await using var director = new FakeDirector(_folder.Path("x.sock"), Stream(async (writer, ct) =>
        {
            await WriteAsync(writer, "data: 1\n\n", ct);
            throw new IOException("gone");
        }));
        await using var console = await RunningConsole.StartAsync(director.Address);
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => console.GetAsync("/directors/x/api/v1/stream"));
    }

    private static HttpResource Stream(Func<PipeWriter, CancellationToken, Task> write) => new(
        "GET", "/api/v1/stream", (_, _) => Task.FromResult(new HttpAnswer(200, "text/event-stream", default) { WriteAsync = write }));

    private static async Task WriteAsync(PipeWriter writer, string text, CancellationToken ct) =>
        await writer.WriteAsync(Encoding.UTF8.GetBytes(text), ct);

    private static async Task<Socket> ConnectAsync(RunningConsole console)
    {
        var client = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await client.ConnectAsync(console.EndPoint);
        return client;
    }

    private static async Task<string> StartOfAnswerAsync(Socket client)
    {
        var buffer = new byte[12];
        var length = 0;
        while (length < buffer.Length && await client.ReceiveAsync(buffer.AsMemory(length)) is var count and > 0)
            length += count;
        return Encoding.Latin1.GetString(buffer, 0, length);
    }

    private static async Task<int> TryAsync(RunningConsole console)
    {
        try
        {
            return (await console.GetAsync("/")).Status;
        }
        catch (HttpRequestException)
        {
            return 0;
        }
    }
}
