using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using Ldirectord.Status;

namespace Ldirectord.Kernel.Browser;

/// <summary>
/// The page over recorded reports, on a Unix socket, and what the tests need to play a director: what is posted to /test/stream goes to the
/// streams as it is, /test/posts tells which orders came, and /test/end ends the streams.
/// </summary>
internal sealed class PageServer : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentDictionary<Channel<string>, bool> _streams = new();
    private readonly ConcurrentQueue<string> _posts = new();
    private readonly StatusReport _report;
    private readonly Task _running;

    public PageServer(string socket, StatusReport report)
    {
        Socket = socket;
        _report = report;
        ImmutableArray<HttpResource> api =
        [
            new("GET", "/api/v1/status", (_, _) => Task.FromResult(HttpAnswer.Json(report.ToJson()))),
            new("GET", "/api/v1/servers/*", Detail) { Parameters = new HashSet<string> { "virtual" } },
            new("GET", "/api/v1/stream", Stream),
            new("POST", "/test/stream", SayAsync),
            new("POST", "/test/end", EndAsync),
            new("GET", "/test/posts", (_, _) => Task.FromResult(HttpAnswer.Text("text/plain", string.Join('\n', _posts)))),
            .. ((string[])["drain", "enable", "maintenance", "weight", "recheck"])
                .Select(action => new HttpResource("POST", $"/api/v1/{action}", SteerAsync)),
        ];
        var server = new HttpServer(new UnixListener(socket), PageResources.Beside(api, TimeProvider.System));
        server.Listen();
        _running = server.RunAsync(_stopping.Token);
    }

    public string Socket { get; }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _running;
        _stopping.Dispose();
    }

    private Task<HttpAnswer> Detail(HttpQuestion question, CancellationToken ct)
    {
        var found = PageSample.Detail(_report, question.Path["/api/v1/servers/".Length..], DateTimeOffset.UtcNow);
        return Task.FromResult(found.Servers.Count == 0
            ? HttpAnswer.Problem(404, "there is no such server")
            : HttpAnswer.Json(JsonSerializer.SerializeToUtf8Bytes(found, ReportJson.Default.ServersReport)));
    }

    private Task<HttpAnswer> Stream(HttpQuestion question, CancellationToken ct) => Task.FromResult(
        new HttpAnswer(200, "text/event-stream", default)
        {
            WriteAsync = async (writer, aborted) =>
            {
                var mine = Channel.CreateUnbounded<string>();
                _streams[mine] = true;
                try
                {
                    await writer.WriteAsync(
                        Encoding.UTF8.GetBytes($"event: status\ndata: {Encoding.UTF8.GetString(_report.ToJson())}\n\n"), aborted);
                    await foreach (var said in mine.Reader.ReadAllAsync(aborted))
                        await writer.WriteAsync(Encoding.UTF8.GetBytes(said), aborted);
                }
                catch (OperationCanceledException)
                {
                    // The browser has left.
                }
                finally
                {
                    _streams.TryRemove(mine, out _);
                }
            },
        });

    private async Task<HttpAnswer> SayAsync(HttpQuestion question, CancellationToken ct)
    {
        var text = await new StreamReader(question.Body).ReadToEndAsync(ct);
        foreach (var stream in _streams.Keys)
            stream.Writer.TryWrite(text);
        return HttpAnswer.Text("text/plain", "said");
    }

    private Task<HttpAnswer> EndAsync(HttpQuestion question, CancellationToken ct)
    {
        foreach (var stream in _streams.Keys)
            stream.Writer.TryComplete();
        return Task.FromResult(HttpAnswer.Text("text/plain", "ended"));
    }

    /// <summary>Refuses without the token "open", and refuses the last server without force.</summary>
    private async Task<HttpAnswer> SteerAsync(HttpQuestion question, CancellationToken ct)
    {
        var body = await new StreamReader(question.Body).ReadToEndAsync(ct);
        _posts.Enqueue($"{question.Path} {question.Header("Authorization")} {question.Header("Content-Type")} {body}");
        if (question.Header("Authorization") != "Bearer open")
            return HttpAnswer.Problem(401, "a token of the file that steertoken names is needed");
        using var json = JsonDocument.Parse(body);
        if (!json.RootElement.GetProperty("force").GetBoolean())
            return HttpAnswer.Problem(409, "this is the last healthy server of tcp:10.20.0.1:443: say --force");
        return HttpAnswer.Json(Encoding.UTF8.GetBytes("""
            {"servers":[{"virtual":"tcp:10.20.0.1:443","real":"10.20.1.11:443","state":"draining","active":3,"inactive":1,"persistent":0,
            "sentence":"10.20.1.11:443 drains: 3 connections are open"}]}
            """));
    }
}
