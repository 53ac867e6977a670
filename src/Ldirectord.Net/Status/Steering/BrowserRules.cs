using System.Net;

namespace Ldirectord.Status;

/// <summary>
/// What a browser could be made to do: a page of another site sends requests to this machine, or to the port that an operator's ssh
/// forwards to the daemon's socket. Such a request tells where it comes from.
/// </summary>
internal static class BrowserRules
{
    private static readonly string[] s_siteHeaders = ["Origin", "Sec-Fetch-Site"];

    private static readonly string[] s_relayHeaders = ["Via", "Forwarded", "X-Forwarded-For"];

    /// <summary>
    /// The request was made by somebody else than the process that is connected: a page in a browser, or the client of a relay, as the
    /// console is one. Then the user of that process says nothing.
    /// </summary>
    public static bool IsForSomebodyElse(Func<string, string> header) =>
        s_siteHeaders.Concat(s_relayHeaders).Any(name => header(name).Length > 0);

    /// <returns>Why the request is refused; null if it is not.</returns>
    public static string? Problem(Func<string, string> header)
    {
        var (site, origin, host) = (header("Sec-Fetch-Site"), header("Origin"), header("Host"));
        if (site.Length == 0 && origin.Length == 0)
            return null;
        if (site is not ("" or "same-origin" or "none"))
            return "another site's page sent this: expected Sec-Fetch-Site same-origin or none";
        if (origin.Length > 0 && !(Uri.TryCreate(origin, UriKind.Absolute, out var from) && Same(from.Authority, host)))
            return "another site's page sent this: expected an Origin that is the Host";
        // A name that its owner lets lead here (DNS rebinding) is the same origin to a browser.
        return IsHere(host) ? null : "expected localhost or an address as the Host";
    }

    private static bool Same(string one, string other) => one.Equals(other, StringComparison.OrdinalIgnoreCase);

    /// <param name="host">With or without a port.</param>
    private static bool IsHere(string host) =>
        Uri.TryCreate($"http://{host}/", UriKind.Absolute, out var uri) && Same(uri.Authority, WithoutDefaultPort(host))
        && (Same(uri.Host, "localhost") || IPAddress.TryParse(uri.Host, out _));

    private static string WithoutDefaultPort(string host) =>
        host.EndsWith(":80", StringComparison.Ordinal) && !host.EndsWith("::80", StringComparison.Ordinal) ? host[..^3] : host;
}
