using System.Net.Sockets;
using Ldirectord.Status;

namespace Ldirectord.Web;

/// <summary>
/// Passes requests to one director. A director that hangs is given up after a time, and has no more than so many requests at once, so that
/// what waits for it keeps nobody from the others.
/// </summary>
/// <param name="patience">Until the head of an answer has come, connecting included.</param>
/// <param name="silence">
/// The longest pause in an answer's body. A director's stream says something every 15 s.
/// </param>
internal sealed class DirectorClient(DirectorAddress address, TimeSpan patience, TimeSpan silence) : IDisposable
{
    /// <summary>Of a director's 256 clients.</summary>
    public const int MaximumRequests = 200;

    /// <summary>Bytes that are passed on in one piece; a reader that is slow holds no more than one.</summary>
    private const int Piece = 16 * 1024;

    private static readonly Uri s_localhost = new("http://localhost");

    private readonly HttpMessageInvoker _client = new(new SocketsHttpHandler
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        MaxConnectionsPerServer = MaximumRequests,
        MaxResponseHeadersLength = 16, // KB
        MaxResponseDrainSize = 0,
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(20),
        ActivityHeadersPropagator = null,
        ConnectCallback = address.Socket is { } path
            ? async (_, ct) => new NetworkStream(await HttpSocketClient.ConnectAsync(path, ct).ConfigureAwait(false), ownsSocket: true)
            : null,
    });

    private int _requests;

    public DirectorAddress Address => address;

    public void Dispose() => _client.Dispose();

    /// <param name="resource">Path and query, encoded: "/metrics?scope=virtual".</param>
    /// <param name="prepare">Adds header fields and body.</param>
    /// <returns>The answer, whose body is still to be read.</returns>
    /// <exception cref="DirectorException">There is no answer.</exception>
    public async Task<DirectorAnswer> AskAsync(
        HttpMethod method, string resource, Action<HttpRequestMessage>? prepare, CancellationToken ct)
    {
        if (Interlocked.Increment(ref _requests) > MaximumRequests)
        {
            Interlocked.Decrement(ref _requests);
            throw new DirectorException(503, $"{MaximumRequests} requests to the director {address.Name} are under way, the limit");
        }

        try
        {
            using var request = new HttpRequestMessage(
                method, address.Url is { } url ? new Uri(url + resource) : new Uri(s_localhost, resource));
            prepare?.Invoke(request);
            return new DirectorAnswer(await SendAsync(request, ct).ConfigureAwait(false), silence, Piece, Done);
        }
        catch
        {
            Done();
            throw;
        }
    }

    private void Done() => Interlocked.Decrement(ref _requests);

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken ct)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct);
        deadline.CancelAfter(patience);
        try
        {
            return await _client.SendAsync(request, deadline.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new DirectorException(504, $"no answer of the director {address.Name} within {patience.TotalSeconds} s");
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new DirectorException(502, $"no answer of the director {address.Name}: {Words(e)}");
        }
    }

    private string Words(Exception e) => (e.InnerException ?? e) switch
    {
        SocketException { SocketErrorCode: SocketError.AccessDenied } =>
            $"this console may not open {address} (statusgroup in ldirectord.cf)",
        SocketException { SocketErrorCode: SocketError.ConnectionRefused or SocketError.AddressNotAvailable } =>
            $"nobody listens on {address}",
        var inner => inner.Message,
    };
}
