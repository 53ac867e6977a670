using System.Net;
using System.Text;
using Ldirectord.Networking;
using Ldirectord.Platform;

namespace Ldirectord.Checks;

/// <summary>
/// service=http_proxy: up when the answer for the absolute <paramref name="Url"/> through the proxy has a good status and a body that
/// matches (RFC 9110).
/// </summary>
/// <param name="Tls">For https URLs. Its server name, if set, replaces the host of <paramref name="Url"/>.</param>
internal sealed record HttpProxyCheck(
    IPEndPoint Target, TimeSpan Timeout, TlsSettings Tls, HttpSettings Http, string Url, ExpectedContent Expected)
    : Check(Target, Timeout)
{
    public override string Kind => "http_proxy";

    public override IReadOnlyCollection<string> Secrets =>
    [
        .. Http.Secrets(),
        .. Uri.TryCreate(HttpRequest.UrlOf(Url), UriKind.Absolute, out var url) && url.UserInfo.Length > 0
            ? HttpSecrets.Of(HttpSecrets.Basic(url))
            : [],
    ];

    public override IReadOnlyCollection<string> Confidential =>
        Url.IndexOf('?', StringComparison.Ordinal) is >= 0 and var query ? [.. Secrets, Url[(query + 1)..]] : Secrets;

    public override ValueTask<CheckResult> RunAsync(CancellationToken ct) =>
        Uri.TryCreate(HttpRequest.UrlOf(Url), UriKind.Absolute, out var url)
        && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps)
            ? HttpExchange.RunAsync(ThroughProxy(url, url), ConnectAsync, next => ThroughProxy(next, url), Expected, ct)
            : new(new CheckResult(StatusCode.LocalError, "request must be an absolute URL, http://… or https://…, for service=http_proxy"));

    /// <summary>Without user name, password and query: they may hold secrets.</summary>
    public override string ToString() =>
        Uri.TryCreate(HttpRequest.UrlOf(Url), UriKind.Absolute, out var url)
            ? $"http_proxy {Target} {url.Scheme}://{url.Authority}{url.AbsolutePath}"
            : $"http_proxy {Target}";

    /// <summary>An http URL is requested from the proxy; an https URL from the server itself, through a tunnel.</summary>
    private HttpRequest ThroughProxy(Uri url, Uri first) => new(
        Http,
        url,
        url.Scheme == Uri.UriSchemeHttps ? url.PathAndQuery : $"{url.Scheme}://{url.Authority}{url.PathAndQuery}",
        url.Authority,
        url.IdnHost == first.IdnHost && (url.Scheme == first.Scheme || url.Scheme == Uri.UriSchemeHttps));

    private async ValueTask<Connection> ConnectAsync(HttpRequest request, CancellationToken ct)
    {
        var proxy = await Connection.ConnectAsync(ConnectTarget, ct).ConfigureAwait(false);
        if (!request.Tls)
            return proxy;
        try
        {
            await OpenTunnelAsync(proxy, request).ConfigureAwait(false);
        }
        catch
        {
            proxy.Dispose();
            throw;
        }

        return await TlsConnection.StartAsync(proxy, request.TlsBy(Tls), ct).ConfigureAwait(false);
    }

    /// <summary>
    /// CONNECT (RFC 9110 section 9.3.6). The server sends nothing after the answer before the client does, so no byte of TLS is read here.
    /// </summary>
    private static async ValueTask OpenTunnelAsync(Connection proxy, HttpRequest request)
    {
        var authority = $"{request.Url.IdnHost}:{request.Url.Port}";
        var connect = $"CONNECT {authority} HTTP/1.1\r\nHost: {authority}\r\nUser-Agent: ldirectord\r\n\r\n";
        await proxy.SendAsync(Encoding.Latin1.GetBytes(connect)).ConfigureAwait(false);
        using var incoming = new ReceiveBuffer(proxy);
        var head = await HttpResponseHead.ReadAsync(incoming, request).ConfigureAwait(false);
        if (!head.IsSuccess)
            throw new IoFailureException(IoFailure.Refused, $"the proxy opens no tunnel to {authority}: {head}");
    }
}
