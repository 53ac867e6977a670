using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Ldirectord.Status;
using Ldirectord.Text;

namespace Ldirectord.Cli;

/// <summary>Asks the daemon on its HTTP socket, on connections that stay.</summary>
internal sealed class ScreenClient : IDisposable
{
    /// <summary>For a whole answer to a question.</summary>
    private static readonly TimeSpan AskTimeout = TimeSpan.FromSeconds(10);

    /// <summary>For a whole answer to an order: the daemon answers when it has obeyed, and checks may take a minute.</summary>
    private static readonly TimeSpan SteerTimeout = TimeSpan.FromSeconds(70);

    private readonly HttpClient _client;

    public ScreenClient(string path) => _client = new HttpClient(
        new SocketsHttpHandler
        {
            UseProxy = false,
            AllowAutoRedirect = false,
            ConnectCallback = async (_, ct) =>
                new NetworkStream(await HttpSocketClient.ConnectAsync(path, ct).ConfigureAwait(false), ownsSocket: true),
        })
    {
        BaseAddress = new Uri("http://localhost/"),
        Timeout = Timeout.InfiniteTimeSpan,
        MaxResponseContentBufferSize = StatusClient.MaximumAnswer,
    };

    public void Dispose() => _client.Dispose();

    /// <exception cref="NobodyListensException">The daemon does not run.</exception>
    /// <exception cref="IOException">No answer; the message is a sentence for the operator.</exception>
    public async Task<StatusFetch> StatusAsync()
    {
        var (status, body) = await AskAsync(new HttpRequestMessage(HttpMethod.Get, "api/v1/status"), AskTimeout).ConfigureAwait(false);
        try
        {
            return status == 200 ? new(StatusReport.FromJson(body), null) : new(null, Detail(status, body));
        }
        catch (JsonException)
        {
            return new(null, "the answer is incomplete, or from another version: restart the daemon after an upgrade");
        }
    }

    /// <summary>Opens the stream of what changes, which has no end.</summary>
    /// <returns>Null if the daemon has no stream, or none left.</returns>
    /// <exception cref="IOException">As <see cref="StatusAsync"/>.</exception>
    public async Task<HttpResponseMessage?> OpenStreamAsync()
    {
        var answer = await SendAsync(
            new HttpRequestMessage(HttpMethod.Get, "api/v1/stream"), AskTimeout,
            (message, late) => _client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, late)).ConfigureAwait(false);
        if (answer.IsSuccessStatusCode)
            return answer;
        answer.Dispose();
        return null;
    }

    /// <returns>The server's detail; null if the daemon does not explain.</returns>
    /// <exception cref="IOException">As <see cref="StatusAsync"/>.</exception>
    public async Task<ServerDetailReport?> ExplainAsync(RowKey row)
    {
        var resource = $"api/v1/servers/{Uri.EscapeDataString(row.Real!)}?virtual={Uri.EscapeDataString(row.Virtual)}";
        var (status, body) = await AskAsync(new HttpRequestMessage(HttpMethod.Get, resource), AskTimeout).ConfigureAwait(false);
        try
        {
            return status == 200 && JsonSerializer.Deserialize(body, ReportJson.Default.ServersReport) is { Servers: [var detail, ..] }
                ? detail : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <returns>The status of HTTP, and what the daemon says, as one sentence.</returns>
    /// <exception cref="IOException">As <see cref="StatusAsync"/>.</exception>
    public async Task<(int Status, string Sentence)> SteerAsync(SteeringOrder order)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, $"api/v1/{order.Action.ToString().ToLowerInvariant()}")
        {
            Content = new ByteArrayContent(SteeringJson.Of(order, Environment.GetEnvironmentVariable("SUDO_USER"))),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        var (status, body) = await AskAsync(request, SteerTimeout).ConfigureAwait(false);
        return (status, status == 200 ? SteeringJson.Sentence(body) : Detail(status, body));
    }

    private Task<(int Status, byte[] Body)> AskAsync(HttpRequestMessage request, TimeSpan timeout) =>
        SendAsync(request, timeout, async (message, late) =>
        {
            using var answer = await _client.SendAsync(message, late).ConfigureAwait(false);
            return ((int)answer.StatusCode, await answer.Content.ReadAsByteArrayAsync(late).ConfigureAwait(false));
        });

    private static async Task<T> SendAsync<T>(
        HttpRequestMessage request, TimeSpan timeout, Func<HttpRequestMessage, CancellationToken, Task<T>> send)
    {
        using var message = request;
        using var late = new CancellationTokenSource(timeout);
        try
        {
            return await send(message, late.Token).ConfigureAwait(false);
        }
        catch (HttpRequestException e) when (e.InnerException is SocketException
        { SocketErrorCode: SocketError.ConnectionRefused or SocketError.AddressNotAvailable })
        {
            throw new NobodyListensException(e);
        }
        catch (HttpRequestException e)
        {
            throw new IOException($"no answer: {e.InnerException?.Message ?? e.Message}", e);
        }
        catch (OperationCanceledException e)
        {
            throw new IOException($"no answer within {timeout.TotalSeconds} s: the process hangs or is suspended", e);
        }
    }

    /// <summary>The sentence of a problem (RFC 9457).</summary>
    private static string Detail(int status, byte[] body)
    {
        try
        {
            using var problem = JsonDocument.Parse(body);
            if (problem.RootElement is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty("detail", out var detail)
                && detail.ValueKind == JsonValueKind.String)
                return Printable.Of(detail.GetString()!, 500);
        }
        catch (JsonException)
        {
            // Not one of ours.
        }

        return $"the daemon answers with status {status}: {Printable.Of(Encoding.UTF8.GetString(body), 100)}";
    }
}
