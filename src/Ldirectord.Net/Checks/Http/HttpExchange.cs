using System.Diagnostics.CodeAnalysis;
using Ldirectord.Networking;

namespace Ldirectord.Checks;

/// <summary>
/// What http, https and http_proxy share: ask, follow redirects as the original does, judge the answer. Up is 2xx, or what httpstatus says, with a complete body
/// that matches.
/// </summary>
internal static class HttpExchange
{
    private const int MaxRedirects = 7;

    /// <param name="connect">Reaches the server of a request.</param>
    /// <param name="redirected">The request for a redirect's URL.</param>
    public static async ValueTask<CheckResult> RunAsync(
        HttpRequest request, Func<HttpRequest, CancellationToken, ValueTask<Connection>> connect, Func<Uri, HttpRequest> redirected, ExpectedContent expected, CancellationToken ct)
    {
        DateTime? expires = null;
        for (var redirects = 0; ; redirects++)
        {
            using var connection = await connect(request, ct).ConfigureAwait(false);
            using var incoming = new ReceiveBuffer(connection);
            if (request.IsSameHost)
                expires = connection.CertificateExpires ?? expires;
            await connection.SendAsync(request.ToBytes()).ConfigureAwait(false);
            var head = await HttpResponseHead.ReadAsync(incoming, request).ConfigureAwait(false);
            if (request.Http.IsGood(head.Status))
                return await JudgeAsync(request, head, incoming, expected, ct).ConfigureAwait(false) with { CertificateExpires = expires };
            if (WhyNotFollowed(request, head, redirects, redirected, out var next) is { } reason)
            {
                var isRedirect = head.IsRedirect && request.Http.Redirects != Redirects.None;
                var code = isRedirect ? StatusCode.ResponseRedirect : StatusCode.ResponseStatus;
                return new CheckResult(code, reason) { CertificateExpires = expires };
            }
            request = next!;
        }
    }

    private static async ValueTask<CheckResult> JudgeAsync(HttpRequest request, HttpResponseHead head, ReceiveBuffer incoming, ExpectedContent expected, CancellationToken ct)
    {
        // RFC 1945 knows no chunks: to whom 1.0 is spoken, the body lasts until the connection is closed.
        head = request.Http.Version == "1.0" ? head with { Chunked = false } : head;
        var body = request.Http.Method == "HEAD"
            ? HttpBody.None()
            : await HttpBody.ReadAsync(incoming, head, keep: !expected.IsAny).ConfigureAwait(false);
        var what = body.Length > HttpBody.MaxKept ? $"the first {HttpBody.MaxKept >> 20} MB of the body" : "the body";
        return await expected.WhyNotAsync(body.Kept, what, ct).ConfigureAwait(false) is { } reason
            ? new CheckResult(StatusCode.ResponseMismatch, $"{head}, but {reason}")
            : new CheckResult(StatusCode.ResponseOk, $"{head}");
    }

    /// <returns>Null if the answer is a redirect that leads on to <paramref name="next"/>; else what is bad about it.</returns>
    private static string? WhyNotFollowed(HttpRequest request, HttpResponseHead head, int redirects, Func<Uri, HttpRequest> redirected, out HttpRequest? next)
    {
        next = null;
        var http = request.Http;
        if (!head.IsRedirect || http.Redirects == Redirects.None)
            return http.HasOwnStatus ? $"{head}, but httpstatus is {http.Status}" : $"{head}";
        if (redirects == MaxRedirects)
            return $"{head}, for the {MaxRedirects + 1}th time: a redirect loop?";
        if (!TryFollow(request.Url, head.Location, out var url))
            return $"{head}, {(head.Location is null ? "without a Location" : "to something that is not a web address")}";
        next = redirected(url);
        return http.Redirects == Redirects.Same && !next.IsSameHost ? $"{head}, to {url.Scheme}://{url.Authority}, which redirects = same does not follow" : null;
    }

    private static bool TryFollow(Uri from, string? location, [NotNullWhen(true)] out Uri? next)
    {
        next = null;
        return location is not null && Uri.TryCreate(from, location, out next) && (next.Scheme == Uri.UriSchemeHttp || next.Scheme == Uri.UriSchemeHttps);
    }
}
