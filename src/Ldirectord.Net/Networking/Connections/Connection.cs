using System.Net;
using Ldirectord.Platform;

namespace Ldirectord.Networking;

/// <summary>
/// A byte stream to a server, plain or TLS: what a check speaks its protocol over. It belongs to one exchange: the token given when it was made ends
/// whatever it is doing. One operation at a time. A failure is a <see cref="IoFailureException"/>, the token a <see cref="WaitCanceledException"/>.
/// </summary>
internal abstract class Connection : IDisposable
{
    /// <summary>When the certificate of the server expires (UTC); null without TLS.</summary>
    public DateTime? CertificateExpires { get; protected init; }

    /// <summary>Bytes received so far.</summary>
    protected long Received { get; set; }

    /// <summary>Connects over TCP.</summary>
    public static ValueTask<Connection> ConnectAsync(IPEndPoint target, CancellationToken ct) => TcpConnection.ConnectAsync(target, ct);

    /// <summary>Connects over TCP and, where TLS begins with the first byte, agrees on it.</summary>
    public static async ValueTask<Connection> ConnectAsync(IPEndPoint target, TlsSettings tls, CancellationToken ct)
    {
        var connection = await TcpConnection.ConnectAsync(target, ct).ConfigureAwait(false);
        return tls.Start == TlsStart.AtOnce ? await TlsConnection.StartAsync(connection, tls, ct).ConfigureAwait(false) : connection;
    }

    /// <summary>Sends all of <paramref name="data"/>.</summary>
    public abstract ValueTask SendAsync(ReadOnlyMemory<byte> data);

    /// <summary>Receives what has come, at least one byte; 0 when the server has closed its side.</summary>
    public abstract ValueTask<int> ReceiveAsync(Memory<byte> buffer);

    public abstract void Dispose();

    /// <summary>How far the exchange has come, for an operator: "within 5 s" follows it.</summary>
    protected string Reached() => Received == 0
        ? "connected, then silence: no answer"
        : $"connected, but the answer was still incomplete after {Received} bytes: no end of it";
}
