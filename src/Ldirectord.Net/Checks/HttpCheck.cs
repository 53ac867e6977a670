using System.Net;
using System.Net.Sockets;
using Ldirectord.Net;

namespace Ldirectord.Checks;

/// <summary>service=http and https: up when the answer, after redirects, is 2xx and its body is as <paramref name="Expected"/>.</summary>
/// <param name="Method">GET or HEAD.</param>
/// <param name="Host">Host header: virtualhost, or the real server's address. </param>
/// <param name="Request">Path and query, beginning with "/".</param>
/// <param name="Expected">Of the body.</param>
internal sealed record HttpCheck(
    IPEndPoint Target, TimeSpan Timeout, TlsSettings Tls, string Method, string Host, string Request, Expectation Expected) : Check(Target, Timeout)
{
    public override string Kind => Tls.Start == TlsStart.AtOnce ? Uri.UriSchemeHttps : Uri.UriSchemeHttp;

    public override ValueTask<CheckResult> RunAsync(CancellationToken ct)
    {
        var path = HttpRequest.Escape(Request);
        var url = new Uri(new Uri($"{Kind}://{new IPEndPoint(WithoutScope(Target.Address), Target.Port)}"), $"/{path.TrimStart('/')}");
        return HttpDialogue.RunAsync(new HttpRequest(Method, url, path, Host), ConnectAsync, Redirected, Expected, ct);
    }

    /// <summary>
    /// A redirect to the server's own address, or to the very host it is asked as, is asked of this server again, as that host: its health must not depend on
    /// what answers at the virtual address.
    /// </summary>
    private HttpRequest Redirected(Uri url) => new(Method, url, url.PathAndQuery, IsOwn(url) ? Host : url.Authority);

    private bool IsOwn(Uri url) =>
        url.Scheme == Kind
        && ((url.Port == Target.Port && IPAddress.TryParse(url.Host, out var address) && WithoutScope(address).Equals(WithoutScope(Target.Address)))
            || string.Equals(url.Authority, Host, StringComparison.OrdinalIgnoreCase));

    private async ValueTask<Connection> ConnectAsync(HttpRequest request, CancellationToken ct)
    {
        if (IsOwn(request.Url))
            return await ConnectAsync(Target, request, ct).ConfigureAwait(false);
        foreach (var address in await ResolveAsync(request.Url, ct).ConfigureAwait(false))
        {
            try
            {
                return await ConnectAsync(new IPEndPoint(address, request.Url.Port), request, ct).ConfigureAwait(false);
            }
            catch (NetException e) when (e.Failure is NetFailure.Connect)
            {
                // The next address of the name.
            }
        }

        throw new NetException(NetFailure.Broken, $"redirected to {request.Url.Authority}, which cannot be reached");
    }

    private static ValueTask<Connection> ConnectAsync(IPEndPoint target, HttpRequest request, CancellationToken ct) =>
        Connection.ConnectAsync(target, request.Tls ? new TlsSettings(TlsStart.AtOnce, request.ServerName) : TlsSettings.None, ct);

    /// <summary>A URL has no place for the interface of a link-local address.</summary>
    private static IPAddress WithoutScope(IPAddress address) => new(address.GetAddressBytes());

    private static async ValueTask<IPAddress[]> ResolveAsync(Uri url, CancellationToken ct)
    {
        try
        {
            return await Dns.GetHostAddressesAsync(url.IdnHost, ct).ConfigureAwait(false);
        }
        catch (SocketException e)
        {
            throw new NetException(NetFailure.Broken, $"redirected to {url.Authority}, whose name cannot be resolved: {e.Message}");
        }
        catch (OperationCanceledException)
        {
            throw new StalledException($"redirected to {url.Authority}, whose name was not resolved", ct);
        }
    }
}
