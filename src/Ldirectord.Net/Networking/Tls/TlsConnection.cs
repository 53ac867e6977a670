using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Ldirectord.Platform;

namespace Ldirectord.Networking;

/// <summary>
/// TLS over another connection, by <see cref="SslStream"/>. Also for STARTTLS and through a proxy: starts at the current position of the
/// stream.
/// </summary>
internal sealed class TlsConnection : Connection
{
    private readonly SslStream _tls;
    private readonly CancellationToken _ct;

    private TlsConnection(SslStream tls, CancellationToken ct)
    {
        (_tls, _ct) = (tls, ct);
        CertificateExpires = (tls.RemoteCertificate as X509Certificate2)?.NotAfter.ToUniversalTime();
    }

    /// <summary>Does the TLS handshake. Owns the plain connection from now on, also after a failure.</summary>
    public static async ValueTask<Connection> StartAsync(Connection plain, TlsSettings settings, CancellationToken ct)
    {
        (plain as TcpConnection)?.DoNotDelay();
        plain.EndRecord();
        SystemLibrary.OpenSsl.Demand("TLS");
        var tls = new SslStream(new ConnectionStream(plain), leaveInnerStreamOpen: false);
        IoFailureException? distrust = null;
        try
        {
            // Reading tlscafile and computing keys would block the reactor.
            if (Reactor.IsCurrent)
                await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            await CertificateAuthorities.RefreshAsync(settings, ct).ConfigureAwait(false);
            var options = new SslClientAuthenticationOptions();
            Demand(options, settings, failure => distrust = failure);
            await tls.AuthenticateAsClientAsync(options, ct).ConfigureAwait(false);
            return new TlsConnection(tls, ct);
        }
        catch (Exception e)
        {
            await tls.DisposeAsync().ConfigureAwait(false);
            throw e switch
            {
                OperationCanceledException => new WaitCanceledException(IoFailure.TlsTimeout, "connected, but TLS was not agreed on", ct),
                IoFailureException { Failure: IoFailure.Local or IoFailure.Shortage } => e,
                _ when distrust is not null => distrust,
                AuthenticationException or IOException =>
                    new IoFailureException(IoFailure.Tls, $"connected, but TLS was not agreed on: {Reason(e)}"),
                _ => e,
            };
        }
    }

    public override async ValueTask SendAsync(ReadOnlyMemory<byte> data)
    {
        try
        {
            await _tls.WriteAsync(data, _ct).ConfigureAwait(false);
            OnSent(data.Span, _ct);
        }
        catch (Exception e)
        {
            throw Translated(e);
        }
    }

    public override async ValueTask<int> ReceiveAsync(Memory<byte> buffer)
    {
        try
        {
            var count = await _tls.ReadAsync(buffer, _ct).ConfigureAwait(false);
            OnReceived(buffer.Span[..count], _ct);
            return count;
        }
        catch (Exception e)
        {
            throw Translated(e);
        }
    }

    public override void Dispose() => _tls.Dispose();

    /// <summary>Sets the framework's options from the settings; also for a library that does its own TLS (Npgsql).</summary>
    /// <param name="distrust">Called with the failure if the certificate is verified and not to be trusted.</param>
    public static void Demand(SslClientAuthenticationOptions options, TlsSettings settings, Action<IoFailureException> distrust)
    {
        options.TargetHost = settings.ServerName;
        options.CertificateChainPolicy = CertificateValidation.Policy(settings);
        options.RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
        {
            if (!settings.Verify
                || CertificateValidation.Problem(certificate as X509Certificate2, chain, errors, settings) is not { } failure)
                return true;
            distrust(failure);
            return false;
        };
    }

    private Exception Translated(Exception e) => e switch
    {
        OperationCanceledException => new WaitCanceledException(IoFailure.AnswerTimeout, Reached(), _ct),
        IoFailureException => e,
        IOException or AuthenticationException => new IoFailureException(IoFailure.Broken, $"TLS broke off: {Reason(e)}"),
        _ => e,
    };

    /// <summary>The innermost reason: "error:0A00010B:SSL routines::wrong version number" becomes "wrong version number".</summary>
    private static string Reason(Exception e)
    {
        var reason = e.GetBaseException() is { } inner && inner.Message.Length > 0 ? inner.Message : e.Message;
        const string Library = "SSL routines:";
        var at = reason.IndexOf(Library, StringComparison.Ordinal);
        if (at >= 0)
            reason = reason[(at + Library.Length)..].TrimStart(':');
        if (reason.Contains("frame size", StringComparison.Ordinal) || reason is "wrong version number" or "packet length too long")
            return "the answer is not TLS";
        return reason.Contains("unexpected EOF", StringComparison.Ordinal) ? "the server closed the connection" : reason.TrimEnd('.');
    }
}
