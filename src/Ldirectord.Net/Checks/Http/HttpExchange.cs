using Ldirectord.Networking;

namespace Ldirectord.Checks;

/// <summary>
/// What http, https and http_proxy share: send the request, follow redirects, evaluate the answer. Up when the status is 2xx, or one of
/// httpstatus, and the complete body matches and has the wanted digest.
/// </summary>
internal static class HttpExchange
{
    /// <param name="connect">Connects to the server of a request.</param>
    /// <param name="requestFor">The request for a redirect's URL.</param>
    public static async ValueTask<CheckResult> RunAsync(
        HttpRequest request,
        Func<HttpRequest, CancellationToken, ValueTask<Connection>> connect,
        Func<Uri, HttpRequest> requestFor,
        ExpectedContent expected,
        CancellationToken ct)
    {
        DateTime? expires = null;
        for (var redirects = 0; ; redirects++)
        {
            using var connection = await connect(request, ct).ConfigureAwait(false);
            using var incoming = new ReceiveBuffer(connection);
            if (request.IsSameHost)
                expires = connection.CertificateExpires ?? expires;
            await connection.SendAsync(request.ToBytes()).ConfigureAwait(false);
            // Here and not where it is read: nearly every answer comes whole, and each async method that waits takes memory.
            incoming.Received(await connection.ReceiveAsync(incoming.Room()).ConfigureAwait(false));
            var head = await HttpResponseHead.ReadAsync(incoming, request).ConfigureAwait(false);
            if (request.Http.IsGood(head.Status))
            {
                var result = await EvaluateAsync(request, head, incoming, expected, ct).ConfigureAwait(false);
                return result with { CertificateExpires = expires };
            }

            if (HttpRedirects.Problem(request, head, redirects, requestFor, out var next) is { } problem)
            {
                var isRedirect = head.IsRedirect && request.Http.Redirects != Redirects.None;
                var code = isRedirect ? StatusCode.ResponseRedirect : StatusCode.ResponseStatus;
                return new CheckResult(code, problem) { CertificateExpires = expires };
            }
            request = next!;
        }
    }

    private static async ValueTask<CheckResult> EvaluateAsync(
        HttpRequest request, HttpResponseHead head, ReceiveBuffer incoming, ExpectedContent expected, CancellationToken ct)
    {
        // HTTP/1.0 has no chunks (RFC 1945): the body ends with the connection.
        head = request.Http.Version == "1.0" ? head with { Chunked = false } : head;
        using var digest = request.Http.Digest.Length > 0 ? BodyDigest.Begin(request.Http.Digest) : null;
        var body = request.Http.Method == "HEAD"
            ? HttpBody.None()
            : await HttpBody.ReadAsync(incoming, head, keep: !expected.IsAny, digest).ConfigureAwait(false);
        if (digest is not null && BodyDigest.Mismatch(request.Http.Digest, digest) is { } other)
            return new CheckResult(StatusCode.ResponseMismatch, $"{head}, but {other}");
        var what = body.Length > HttpBody.MaxKept ? $"the first {HttpBody.MaxKept >> 20} MB of the body" : "the body";
        return await expected.MismatchAsync(body.Kept, what, ct).ConfigureAwait(false) is { } mismatch
            ? new CheckResult(StatusCode.ResponseMismatch, $"{head}, but {mismatch}")
            : new CheckResult(StatusCode.ResponseOk, $"{head}");
    }
}
