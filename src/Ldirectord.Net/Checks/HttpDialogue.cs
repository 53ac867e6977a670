using System.Diagnostics.CodeAnalysis;
using Ldirectord.Net;

namespace Ldirectord.Checks;

/// <summary>
/// What http, https and http_proxy share: ask, follow redirects as the original does, judge the answer. Up is 2xx with a complete body that matches.
/// </summary>
internal static class HttpDialogue
{
    private const int MaxRedirects = 7;

    /// <param name="connect">Reaches the server of a request.</param>
    /// <param name="redirected">The request for a redirect's URL.</param>
    public static async ValueTask<CheckResult> RunAsync(
        HttpRequest request, Func<HttpRequest, CancellationToken, ValueTask<Connection>> connect, Func<Uri, HttpRequest> redirected, Expectation expected, CancellationToken ct)
    {
        for (var redirects = 0; ; redirects++)
        {
            using var connection = await connect(request, ct).ConfigureAwait(false);
            using var incoming = new Incoming(connection);
            await connection.SendAsync(request.ToBytes()).ConfigureAwait(false);
            var head = await HttpHead.ReadAsync(incoming).ConfigureAwait(false);
            if (head.IsSuccess)
            {
                var body = request.Method == "HEAD"
                    ? HttpBody.None()
                    : await HttpBody.ReadAsync(incoming, head, keep: !expected.IsAny).ConfigureAwait(false);
                return await JudgeAsync(head, body, expected, ct).ConfigureAwait(false) with { CertificateExpires = connection.CertificateExpires };
            }

            if (!head.IsRedirect)
                return CheckResult.Bad($"{head}");
            if (redirects == MaxRedirects)
                return CheckResult.Bad($"{head}, for the {MaxRedirects + 1}th time: a redirect loop?");
            if (!TryFollow(request.Url, head.Location, out var next))
                return CheckResult.Bad($"{head}, {(head.Location is null ? "without a Location" : "to something that is not a web address")}");
            request = redirected(next);
        }
    }

    private static async ValueTask<CheckResult> JudgeAsync(HttpHead head, HttpBody body, Expectation expected, CancellationToken ct)
    {
        var what = body.Length > HttpBody.MaxKept ? $"the first {HttpBody.MaxKept >> 20} MB of the body" : "the body";
        return await expected.WhyNotAsync(body.Kept, what, ct).ConfigureAwait(false) is { } reason
            ? CheckResult.Bad($"{head}, but {reason}")
            : CheckResult.Passed($"{head}");
    }

    private static bool TryFollow(Uri from, string? location, [NotNullWhen(true)] out Uri? next)
    {
        next = null;
        return location is not null && Uri.TryCreate(from, location, out next) && (next.Scheme == Uri.UriSchemeHttp || next.Scheme == Uri.UriSchemeHttps);
    }
}
