using System.Net.Sockets;

namespace Ldirectord.Web;

/// <summary>
/// Sends the library's requests, and keeps what came of the last one: the library itself tells nobody. Adds the header fields of
/// otlpheaders, which may have changed since the last request.
/// </summary>
/// <param name="timeout">For a whole exchange.</param>
/// <param name="stopping">Nothing is sent, and nothing waits, from then on.</param>
internal sealed class OtlpTransport(
    OtlpSettings settings, TimeSpan timeout, TimeProvider time, CancellationToken stopping) : DelegatingHandler(
    new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        MaxResponseHeadersLength = 16, // KB
        ActivityHeadersPropagator = null,
    })
{
    /// <summary>Bytes of an answer; a collector's has a few.</summary>
    private const int LargestAnswer = 64 * 1024;

    private volatile bool _isClosed;

    /// <summary>What came of the last request; null before the first.</summary>
    public OtlpAnswer? Answer { get; set; }

    /// <summary>Sends nothing more.</summary>
    public void Close() => _isClosed = true;

    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken) =>
        SendAsync(request, cancellationToken).GetAwaiter().GetResult();

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (_isClosed)
            throw new HttpRequestException("closed");
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, stopping);
        deadline.CancelAfter(timeout);
        try
        {
            if (settings.HeadersFile is { } file)
            {
                foreach (var (name, value) in OtlpHeaders.Read(file))
                    request.Headers.TryAddWithoutValidation(name, value);
            }

            var response = await base.SendAsync(request, deadline.Token).ConfigureAwait(false);
            var body = await ReadAsync(response, deadline.Token).ConfigureAwait(false);
            Answer = Judge(response, body);
            return response;
        }
        catch (OperationCanceledException)
        {
            Answer = new OtlpAnswer($"no answer within {timeout.TotalSeconds} s");
            throw;
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            Answer = new OtlpAnswer(Words(e));
            throw;
        }
    }

    /// <summary>The body, which the library may then read, too.</summary>
    private static async Task<byte[]> ReadAsync(HttpResponseMessage response, CancellationToken ct)
    {
        await response.Content.LoadIntoBufferAsync(LargestAnswer, ct).ConfigureAwait(false);
        return await response.Content.ReadAsByteArrayAsync(ct).ConfigureAwait(false);
    }

    private OtlpAnswer Judge(HttpResponseMessage response, byte[] body)
    {
        if (settings.IsGrpc)
        {
            const string status = "grpc-status";
            return OtlpAnswer.OfGrpc(response.StatusCode,
                response.TrailingHeaders.TryGetValues(status, out var values) || response.Headers.TryGetValues(status, out values)
                    ? values.First() : null);
        }

        var retry = response.Headers.RetryAfter;
        var pause = retry?.Delta ?? (retry?.Date - time.GetUtcNow()) ?? TimeSpan.Zero;
        return OtlpAnswer.OfHttp(response.StatusCode, response.Content.Headers.ContentType?.MediaType ?? "", body, pause);
    }

    private static string Words(Exception e) => e.InnerException switch
    {
        SocketException { SocketErrorCode: SocketError.ConnectionRefused } => "nobody listens there",
        { } inner => inner.Message,
        null => e.Message,
    };
}
