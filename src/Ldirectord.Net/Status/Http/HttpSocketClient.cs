using System.Net.Http.Headers;
using System.Net.Sockets;

namespace Ldirectord.Status;

/// <summary>Asks a running daemon by HTTP on its Unix socket.</summary>
internal static class HttpSocketClient
{
    /// <summary>For the whole answer to a question.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    /// <summary>What every daemon answers at once.</summary>
    private const string Anything = "/api/v1/events?limit=1";

    private static readonly TimeSpan s_soon = TimeSpan.FromSeconds(1);

    /// <param name="resource">Path and query: "/metrics?scope=virtual".</param>
    /// <returns>Status and body; null if nobody listens on <paramref name="path"/>.</returns>
    /// <exception cref="IOException">
    /// The process there is not trusted, sends too much, or does not speak HTTP. The message is for the operator.
    /// </exception>
    public static Task<(int Status, byte[] Body)?> GetAsync(string path, string resource) => GetAsync(path, resource, Timeout);

    /// <param name="timeout">For the whole answer.</param>
    /// <inheritdoc cref="GetAsync(string, string)"/>
    public static Task<(int Status, byte[] Body)?> GetAsync(string path, string resource, TimeSpan timeout) =>
        SendAsync(path, () => new HttpRequestMessage(HttpMethod.Get, Address(resource)), timeout);

    /// <summary>
    /// The same with a body of JSON. The answer may take long, as checks do; a daemon that meanwhile answers nothing else is given up.
    /// </summary>
    /// <param name="token">Of the file that steertoken names; null for none.</param>
    /// <param name="timeout">For the whole answer.</param>
    /// <param name="patience">With a daemon that answers nothing.</param>
    /// <inheritdoc cref="GetAsync(string, string)"/>
    public static async Task<(int Status, byte[] Body)?> PostAsync(
        string path, string resource, byte[] json, string? token, TimeSpan timeout, TimeSpan patience)
    {
        var answer = SendAsync(path, Request, timeout);
        if (await Task.WhenAny(answer, Task.Delay(patience < s_soon ? patience : s_soon)).ConfigureAwait(false) == answer)
            return await answer.ConfigureAwait(false);
        var other = SendAsync(path, () => new HttpRequestMessage(HttpMethod.Get, Address(Anything)), patience);
        if (await Task.WhenAny(answer, other).ConfigureAwait(false) == other)
            await other.ConfigureAwait(false);
        return await answer.ConfigureAwait(false);

        HttpRequestMessage Request()
        {
            var request = new HttpRequestMessage(HttpMethod.Post, Address(resource)) { Content = new ByteArrayContent(json) };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            if (token is not null)
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            return request;
        }
    }

    /// <summary>Opens an answer that has no end yet. Every error is an exception.</summary>
    /// <exception cref="HttpRequestException">Nobody answers, or not with success.</exception>
    /// <exception cref="IOException">The process there is not trusted.</exception>
    public static async Task<(HttpClient Client, Stream Body)> OpenAsync(string path, string resource, CancellationToken ct)
    {
        var client = new HttpClient(Handler(path)) { Timeout = System.Threading.Timeout.InfiniteTimeSpan };
        try
        {
            return (client, await client.GetStreamAsync(Address(resource), ct).ConfigureAwait(false));
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    private static SocketsHttpHandler Handler(string path) => new()
    {
        UseProxy = false,
        AllowAutoRedirect = false,
        ConnectCallback = async (_, ct) => new NetworkStream(await ConnectAsync(path, ct).ConfigureAwait(false), ownsSocket: true),
    };

    private static async Task<(int Status, byte[] Body)?> SendAsync(string path, Func<HttpRequestMessage> ask, TimeSpan timeout)
    {
        using var handler = Handler(path);
        using var client = new HttpClient(handler) { Timeout = timeout, MaxResponseContentBufferSize = StatusClient.MaximumAnswer };
        try
        {
            using var request = ask();
            using var answer = await client.SendAsync(request).ConfigureAwait(false);
            return ((int)answer.StatusCode, await answer.Content.ReadAsByteArrayAsync().ConfigureAwait(false));
        }
        catch (HttpRequestException e) when (e.InnerException is SocketException
        { SocketErrorCode: SocketError.ConnectionRefused or SocketError.AddressNotAvailable })
        {
            return null;
        }
        catch (HttpRequestException e)
        {
            throw new IOException($"no answer on {path}: {e.InnerException?.Message ?? e.Message}", e.InnerException ?? e);
        }
        catch (TaskCanceledException e)
        {
            throw new IOException($"no answer on {path} within {timeout.TotalSeconds} s: the process hangs or is suspended", e);
        }
    }

    private static Uri Address(string resource) => new($"http://localhost{resource}");

    /// <exception cref="IOException">The process there is not trusted.</exception>
    public static async Task<Socket> ConnectAsync(string path, CancellationToken ct)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), ct).ConfigureAwait(false);
            TrustedPeer.Demand(socket, path);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
