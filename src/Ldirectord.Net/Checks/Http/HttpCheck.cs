using System.Net;
using System.Net.Sockets;
using Ldirectord.Networking;
using Ldirectord.Platform;

namespace Ldirectord.Checks;

/// <summary>
/// service=http and https: up when the answer, after redirects, has a good status and a body that matches <paramref name="Expected"/> (RFC
/// 9110).
/// </summary>
/// <param name="Tls">
/// Its server name is for this server; after a redirect to another host, the certificate is verified for that host.
/// </param>
/// <param name="Host">Host header: virtualhost, or the real server's address.</param>
/// <param name="Request">Path and query, beginning with "/".</param>
/// <param name="Expected">Matched against the body.</param>
internal sealed record HttpCheck(
    IPEndPoint Target, TimeSpan Timeout, TlsSettings Tls, HttpSettings Http, string Host, string Request, ExpectedContent Expected)
    : Check(Target, Timeout)
{
    public override string Kind => Tls.Start == TlsStart.AtOnce ? Uri.UriSchemeHttps : Uri.UriSchemeHttp;

    // TLS changes to the thread pool by itself.
    public override bool IsNonBlocking => true;

    private string AskedAs => Http.Field("Host") ?? Host;

    public override IReadOnlyCollection<string> Secrets => Http.Fields.Length == 0 ? [] : [.. Http.Secrets()];

    public override IReadOnlyCollection<string> Confidential =>
        Request.IndexOf('?', StringComparison.Ordinal) is >= 0 and var query ? [.. Secrets, Request[(query + 1)..]] : Secrets;

    public override ValueTask<CheckResult> RunAsync(CancellationToken ct)
    {
        var first = new HttpRequest(Http, Kind, OwnUrl, HttpRequest.Escape(Request), Host);
        return HttpExchange.RunAsync(first, ConnectAsync, Redirected, Expected, ct);
    }

    private Uri OwnUrl() => new(
        new Uri($"{Kind}://{new IPEndPoint(WithoutScope(Target.Address), Target.Port)}"),
        $"/{HttpRequest.Escape(Request).TrimStart('/')}");

    /// <summary>
    /// A redirect to the server's own address, or to the host of the request, is sent to this server again: its health must not depend on
    /// what answers at the virtual address.
    /// </summary>
    private HttpRequest Redirected(Uri url) => new(Http, url, url.PathAndQuery, IsOwn(url) ? Host : url.Authority, IsSameHost(url));

    private bool IsOwn(Uri url) =>
        url.Scheme == Kind
        && ((url.Port == Target.Port && IsOwnAddress(url)) || string.Equals(url.Authority, AskedAs, StringComparison.OrdinalIgnoreCase));

    /// <summary>
    /// Also true for another port, and for https after http; false for http after https, because the request may hold secrets.
    /// </summary>
    private bool IsSameHost(Uri url) =>
        (url.Scheme == Kind || url.Scheme == Uri.UriSchemeHttps)
        && (IsOwnAddress(url) || string.Equals(url.IdnHost, HttpRequest.HostOf(AskedAs), StringComparison.OrdinalIgnoreCase));

    private bool IsOwnAddress(Uri url) =>
        IPAddress.TryParse(url.Host, out var address) && WithoutScope(address).Equals(WithoutScope(Target.Address));

    private ValueTask<Connection> ConnectAsync(HttpRequest request, CancellationToken ct) =>
        request.IsToCheckedServer || IsOwn(request.Url)
            ? Connection.ConnectAsync(ConnectTarget, request.TlsBy(Tls), ct)
            : ConnectElsewhereAsync(request, ct);

    private async ValueTask<Connection> ConnectElsewhereAsync(HttpRequest request, CancellationToken ct)
    {
        foreach (var address in await ResolveAsync(request.Url, ct).ConfigureAwait(false))
        {
            try
            {
                var server = new IPEndPoint(address, request.Url.Port);
                return await Connection.ConnectAsync(server, request.TlsBy(Tls), ct).ConfigureAwait(false);
            }
            catch (IoFailureException e) when (e.IsConnect)
            {
                // Try the name's next address.
            }
        }

        throw new IoFailureException(IoFailure.Redirect, $"redirected to {request.Url.Authority}, which cannot be reached");
    }

    /// <summary>The address as in a URL, which cannot name the interface of a link-local address.</summary>
    private static IPAddress WithoutScope(IPAddress address) => new(address.GetAddressBytes());

    private static async ValueTask<IPAddress[]> ResolveAsync(Uri url, CancellationToken ct)
    {
        try
        {
            return await HostNames.AddressesAsync(url.IdnHost, ct).ConfigureAwait(false);
        }
        catch (SocketException e)
        {
            throw new IoFailureException(IoFailure.Redirect, $"redirected to {url.Authority}, whose name cannot be resolved: {e.Message}");
        }
        catch (WaitCanceledException e)
        {
            throw new WaitCanceledException(
                IoFailure.AnswerTimeout, $"redirected to {url.Authority}, whose name was not resolved: {e.Message}", ct);
        }
    }
}
