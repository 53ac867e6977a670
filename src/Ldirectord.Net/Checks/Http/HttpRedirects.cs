using System.Diagnostics.CodeAnalysis;

namespace Ldirectord.Checks;

/// <summary>
/// Decides which redirects are followed (RFC 9110 section 15.4), as the original does: at most seven, and only those that "redirects"
/// allows.
/// </summary>
internal static class HttpRedirects
{
    private const int Max = 7;

    /// <param name="count">Redirects followed so far.</param>
    /// <param name="requestFor">The request for a redirect's URL.</param>
    /// <param name="next">The request to send next; null if the check fails.</param>
    /// <returns>Null if the answer is a redirect to follow; otherwise why the check fails.</returns>
    public static string? Problem(
        HttpRequest request, HttpResponseHead head, int count, Func<Uri, HttpRequest> requestFor, out HttpRequest? next)
    {
        next = null;
        var http = request.Http;
        if (!head.IsRedirect || http.Redirects == Redirects.None)
            return http.HasOwnStatus ? $"{head}, but httpstatus is {http.Status}" : $"{head}";
        if (count == Max)
            return $"more than {Max} redirects ({head}): redirect loop?";
        if (head.Location is null)
            return $"{head}, without a Location";
        if (!TryResolve(request.Url, head.Location, out var url))
            return $"{head}, to something that is not a web address";
        next = requestFor(url);
        return http.Redirects == Redirects.Same && !next.IsSameHost
            ? $"{head}, to {url.Scheme}://{url.Authority}, which redirects = same does not follow"
            : null;
    }

    private static bool TryResolve(Uri from, string location, [NotNullWhen(true)] out Uri? url) =>
        Uri.TryCreate(from, location, out url) && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps);
}
