using System.Net;
using System.Net.Sockets;
using Ldirectord.Networking;
using Ldirectord.Platform;

namespace Ldirectord.Checks;

/// <summary>service=http and https: up when the answer, after redirects, is a good one and its body is as <paramref name="Expected"/>.</summary>
/// <param name="Tls">Its server name is the server's own; another host's certificate is verified for that host.</param>
/// <param name="Host">Host header: virtualhost, or the real server's address.</param>
/// <param name="Request">Path and query, beginning with "/".</param>
/// <param name="Expected">Of the body.</param>
internal sealed record HttpCheck(
    IPEndPoint Target, TimeSpan Timeout, TlsSettings Tls, HttpSettings Http, string Host, string Request, ExpectedContent Expected) : Check(Target, Timeout)
{
    public override string Kind => Tls.Start == TlsStart.AtOnce ? Uri.UriSchemeHttps : Uri.UriSchemeHttp;

    // TLS leaves it by itself.
    public override bool IsNonBlocking => true;

    private string AskedAs => Http.Field("Host") ?? Host;

    public override IReadOnlyCollection<string> Secrets => Http.Fields.Length == 0 ? [] : [.. Http.Secrets()];

    public override ValueTask<CheckResult> RunAsync(CancellationToken ct)
    {
        var path = HttpRequest.Escape(Request);
        var url = new Uri(new Uri($"{Kind}://{new IPEndPoint(WithoutScope(Target.Address), Target.Port)}"), $"/{path.TrimStart('/')}");
        return HttpExchange.RunAsync(new HttpRequest(Http, url, path, Host), ConnectAsync, Redirected, Expected, ct);
    }

    /// <summary>
    /// A redirect to the server's own address, or to the very host it is asked as, is asked of this server again, as that host: its health must not depend on
    /// what answers at the virtual address.
    /// </summary>
    private HttpRequest Redirected(Uri url) => new(Http, url, url.PathAndQuery, IsOwn(url) ? Host : url.Authority, IsSameHost(url));

    private bool IsOwn(Uri url) =>
        url.Scheme == Kind
        && ((url.Port == Target.Port && IsOwnAddress(url)) || string.Equals(url.Authority, AskedAs, StringComparison.OrdinalIgnoreCase));

    /// <summary>At another port, too, and by https where http was asked; but not the other way round, as what is sent to it may be a secret.</summary>
    private bool IsSameHost(Uri url) =>
        (url.Scheme == Kind || url.Scheme == Uri.UriSchemeHttps)
        && (IsOwnAddress(url) || string.Equals(url.IdnHost, HttpRequest.HostOf(AskedAs), StringComparison.OrdinalIgnoreCase));

    private bool IsOwnAddress(Uri url) => IPAddress.TryParse(url.Host, out var address) && WithoutScope(address).Equals(WithoutScope(Target.Address));

    private async ValueTask<Connection> ConnectAsync(HttpRequest request, CancellationToken ct)
    {
        if (IsOwn(request.Url))
            return await Connection.ConnectAsync(Target, request.TlsBy(Tls), ct).ConfigureAwait(false);
        foreach (var address in await ResolveAsync(request.Url, ct).ConfigureAwait(false))
        {
            try
            {
                return await Connection.ConnectAsync(new IPEndPoint(address, request.Url.Port), request.TlsBy(Tls), ct).ConfigureAwait(false);
            }
            catch (IoFailureException e) when (e.IsConnect)
            {
                // The next address of the name.
            }
        }

        throw new IoFailureException(IoFailure.Redirect, $"redirected to {request.Url.Authority}, which cannot be reached");
    }

    /// <summary>A URL has no place for the interface of a link-local address.</summary>
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
