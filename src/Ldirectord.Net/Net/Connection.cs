using System.Net;

namespace Ldirectord.Net;

/// <summary>
/// A byte stream to a server, plain or TLS: what a check speaks its protocol over. It belongs to one exchange: the token given when it was made ends
/// whatever it is doing. One operation at a time. A failure is a <see cref="NetException"/>, the token a <see cref="StalledException"/>.
/// </summary>
internal abstract class Connection : IDisposable
{
    /// <summary>Bytes received so far.</summary>
    protected long Received { get; set; }

    /// <summary>Connects over TCP.</summary>
    public static ValueTask<Connection> ConnectAsync(IPEndPoint target, CancellationToken ct) => TcpConnection.ConnectAsync(target, ct);

    /// <summary>Connects over TCP and agrees on TLS; the certificate is not verified.</summary>
    /// <param name="serverName">Sent as the name that is asked for (SNI, RFC 6066 section 3); an address or empty: none is sent.</param>
    public static async ValueTask<Connection> ConnectTlsAsync(IPEndPoint target, string serverName, CancellationToken ct)
    {
        var connection = await TcpConnection.ConnectAsync(target, ct).ConfigureAwait(false);
        return await TlsConnection.StartAsync(connection, serverName, ct).ConfigureAwait(false);
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
