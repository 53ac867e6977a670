using System.IO.Pipelines;
using System.Net.Security;
using System.Security.Authentication;
using Microsoft.AspNetCore.Connections;

namespace Ldirectord.Web;

/// <summary>Puts TLS between a connection and what reads from it. Kestrel's own needs a container of services.</summary>
internal static class TlsTransport
{
    /// <summary>For the whole handshake.</summary>
    private static readonly TimeSpan HandshakeTimeout = TimeSpan.FromSeconds(10);

    public static async Task RunAsync(ConnectionContext connection, TlsCertificate certificate, ConnectionDelegate next)
    {
        var plain = connection.Transport;
        var tls = new SslStream(new DuplexPipeStream(plain));
        await using (tls.ConfigureAwait(false))
        {
            if (!await AcceptAsync(tls, certificate, connection.ConnectionClosed).ConfigureAwait(false))
                return;
            var secured = new Pipes(PipeReader.Create(tls, new(leaveOpen: true)), PipeWriter.Create(tls, new(leaveOpen: true)));
            connection.Transport = secured;
            try
            {
                await next(connection).ConfigureAwait(false);
            }
            finally
            {
                connection.Transport = plain;
                await secured.Input.CompleteAsync().ConfigureAwait(false);
                await secured.Output.CompleteAsync().ConfigureAwait(false);
            }
        }
    }

    private static async Task<bool> AcceptAsync(SslStream tls, TlsCertificate certificate, CancellationToken closed)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(closed);
        deadline.CancelAfter(HandshakeTimeout);
        try
        {
            var options = new SslServerAuthenticationOptions
            {
                ServerCertificateContext = certificate.Current(),
                ApplicationProtocols = [SslApplicationProtocol.Http11],
            };
            await tls.AuthenticateAsServerAsync(options, deadline.Token).ConfigureAwait(false);
            return true;
        }
        catch (Exception e) when (e is AuthenticationException or IOException or OperationCanceledException or InvalidOperationException)
        {
            // The client does not speak TLS, or does not trust the certificate.
            return false;
        }
    }

    private sealed record Pipes(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
