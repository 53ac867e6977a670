using System.Net;
using Ldirectord.Status;

namespace Ldirectord.Web;

/// <summary>
/// Which requests of a browser are refused. A page of somebody else's can send requests to the console, too: by the console's address,
/// which the browser then tells in Sec-Fetch-Site and Origin, or by a name that leads to that address (DNS rebinding), which Host tells.
/// </summary>
/// <param name="hosts">Names that Host may have beside literal addresses and localhost, in lower case.</param>
internal sealed class RequestGuard(IReadOnlyCollection<string> hosts)
{
    /// <returns>The refusal, or null for a request that may pass.</returns>
    public HttpAnswer? Refuse(HttpQuestion question) =>
        Refuse(question.Method, question.Header("Host"), question.Header("Origin"), question.Header("Sec-Fetch-Site"),
            question.Header("Sec-Fetch-Mode"));

    public HttpAnswer? Refuse(string method, string host, string origin, string site, string mode)
    {
        if (!IsHere(host))
        {
            return HttpAnswer.Problem(421, "this console is not known by the request's Host: expected a literal address, localhost, "
                + "or a name that consolehost gives");
        }

        if (method is not ("GET" or "HEAD" or "POST"))
            return HttpAnswer.Problem(405, "expected GET, HEAD or POST") with { Allow = "GET, HEAD, POST" };
        var isForeign = site is not ("" or "same-origin" or "none") || (origin.Length > 0 && !IsOriginOf(host, origin));
        // A link on somebody else's page may lead here.
        var isLink = method != "POST" && mode == "navigate" && origin.Length == 0;
        return isForeign && !isLink ? HttpAnswer.Problem(403, "the request comes from another site's page") : null;
    }

    /// <summary>A literal address cannot be a name that somebody else lets lead here.</summary>
    private bool IsHere(string host)
    {
        var name = WithoutPort(host);
        return name is ['[', .., ']'] ? IPAddress.TryParse(name[1..^1], out _)
            : IPAddress.TryParse(name, out _)
                || name.Equals("localhost", StringComparison.OrdinalIgnoreCase)
                || hosts.Contains(name.TrimEnd('.').ToLowerInvariant());
    }

    /// <summary>The scheme may differ: behind a proxy that speaks TLS, this console does not.</summary>
    private static bool IsOriginOf(string host, string origin)
    {
        var start = origin.IndexOf("://", StringComparison.Ordinal);
        return start > 0 && origin[(start + 3)..].Equals(host, StringComparison.OrdinalIgnoreCase);
    }

    private static string WithoutPort(string host)
    {
        var colon = host.LastIndexOf(':');
        return colon > host.LastIndexOf(']') ? host[..colon] : host;
    }
}
