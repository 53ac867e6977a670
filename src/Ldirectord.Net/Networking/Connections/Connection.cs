using Ldirectord.Platform;

namespace Ldirectord.Networking;

/// <summary>
/// A byte stream to a server, plain or TLS. Belongs to one exchange: the token given at its creation cancels every operation. One operation
/// at a time. Failures throw <see cref="IoFailureException"/>, the token <see cref="WaitCanceledException"/>.
/// </summary>
internal abstract class Connection : IDisposable
{
    private ExchangeRecord? _record; // null if the exchange is not recorded
    private bool _hasRecord;

    /// <summary>Expiry of the server's certificate (UTC); null without TLS.</summary>
    public DateTime? CertificateExpires { get; protected init; }

    /// <summary>Bytes received so far.</summary>
    protected long Received { get; set; }

    /// <summary>Connects over TCP.</summary>
    public static ValueTask<Connection> ConnectAsync(ConnectTarget target, CancellationToken ct) => TcpConnection.ConnectAsync(target, ct);

    /// <summary>Connects over TCP; with <see cref="TlsStart.AtOnce"/> also starts TLS.</summary>
    public static ValueTask<Connection> ConnectAsync(ConnectTarget target, TlsSettings tls, CancellationToken ct) =>
        tls.Start == TlsStart.AtOnce ? ConnectTlsAsync(target, tls, ct) : TcpConnection.ConnectAsync(target, ct);

    /// <summary>Sends all of <paramref name="data"/>.</summary>
    public abstract ValueTask SendAsync(ReadOnlyMemory<byte> data);

    /// <summary>Receives at least one byte; returns 0 when the server has closed its side.</summary>
    public abstract ValueTask<int> ReceiveAsync(Memory<byte> buffer);

    public abstract void Dispose();

    /// <summary>What passes from now on is encrypted by another connection over this one, which keeps what is inside.</summary>
    public void EndRecord() => (_record, _hasRecord) = (null, true);

    protected void OnSent(ReadOnlySpan<byte> data, CancellationToken exchange) => Record(exchange)?.AddSent(data);

    protected void OnReceived(ReadOnlySpan<byte> data, CancellationToken exchange)
    {
        Received += data.Length;
        Record(exchange)?.AddReceived(data);
    }

    private static async ValueTask<Connection> ConnectTlsAsync(ConnectTarget target, TlsSettings tls, CancellationToken ct)
    {
        var connection = await TcpConnection.ConnectAsync(target, ct).ConfigureAwait(false);
        return await TlsConnection.StartAsync(connection, tls, ct).ConfigureAwait(false);
    }

    /// <summary>The progress of the exchange, for a timeout's sentence; "within 5 s" follows.</summary>
    protected string Reached() => Received == 0
        ? "connected, then silence: no answer"
        : $"connected, but the answer was still incomplete after {Received} bytes: no end of it";

    private ExchangeRecord? Record(CancellationToken exchange)
    {
        if (!_hasRecord)
            (_record, _hasRecord) = (ExchangeRecords.Of(exchange), true);
        return _record;
    }
}
