using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using Ldirectord.Status;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Ldirectord.Web;

/// <summary>Answers HTTP requests over TCP, with TLS if there is a certificate, within the limits of <see cref="HttpServer"/>.</summary>
/// <param name="certificate">Null for HTTP without TLS.</param>
internal sealed class ConsoleServer(HttpRoutes routes, TlsCertificate? certificate, IdleWatch idle) : IDisposable
{
    private KestrelServer? _server;

    /// <summary>Where it listens: "http://127.0.0.1:9780".</summary>
    public IEnumerable<string> Addresses => _server?.Features.Get<IServerAddressesFeature>()?.Addresses ?? [];

    /// <param name="listen">Addresses to listen on.</param>
    /// <param name="inherited">Descriptors of sockets that listen already.</param>
    /// <exception cref="IOException">It cannot listen; the message is a sentence for the operator.</exception>
    public async Task StartAsync(ImmutableArray<IPEndPoint> listen, ImmutableArray<int> inherited, CancellationToken ct)
    {
        var options = HttpServer.LimitedOptions();
        foreach (var endPoint in listen)
            options.Listen(endPoint, Compose);
        foreach (var descriptor in inherited)
            options.ListenHandle((ulong)descriptor, Compose);
        _server = HttpServer.Make(options, new SocketTransportOptions { CreateBoundListenSocket = Bind });
        await _server.StartAsync(new HttpApplication(routes), ct).ConfigureAwait(false);
    }

    /// <summary>Ends every connection.</summary>
    public async Task StopAsync()
    {
        if (_server is { } server)
            await server.StopAsync(new CancellationToken(canceled: true)).ConfigureAwait(false);
    }

    public void Dispose() => _server?.Dispose();

    private static Socket Bind(EndPoint endPoint)
    {
        try
        {
            return SocketTransportOptions.CreateDefaultBoundListenSocket(endPoint);
        }
        catch (SocketException e)
        {
            throw new IOException($"cannot listen on {endPoint}: {e.Message}", e);
        }
    }

    private void Compose(ListenOptions listen)
    {
        listen.Protocols = HttpProtocols.Http1;
        listen.Use(next => async connection =>
        {
            using (idle.Connect())
                await next(connection).ConfigureAwait(false);
        });
        if (certificate is not null)
            listen.Use(next => connection => TlsTransport.RunAsync(connection, certificate, next));
    }
}
