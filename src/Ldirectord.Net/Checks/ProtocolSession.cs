using Ldirectord.Networking;
using Ldirectord.Platform;

namespace Ldirectord.Checks;

/// <summary>
/// What protocols with requests and replies share: a limit on what the server sends, the upgrade to TLS, and the goodbye.
/// </summary>
internal abstract class ProtocolSession : IDisposable
{
    private readonly int _maxKilobytes;

    /// <param name="maxKilobytes">The most that the server may send before, and after, the upgrade to TLS.</param>
    protected ProtocolSession(Connection connection, int maxKilobytes, CancellationToken ct)
    {
        (_maxKilobytes, Ct) = (maxKilobytes, ct);
        Use(connection);
    }

    protected Connection Connection { get; private set; } = null!;

    protected ReceiveBuffer Incoming { get; private set; } = null!;

    protected CancellationToken Ct { get; }

    /// <summary>
    /// Starts TLS after the server accepted the protocol's command for it. Data that it sent unencrypted after that could be an attacker's
    /// (CVE-2011-0411).
    /// </summary>
    public async ValueTask StartTlsAsync(TlsSettings tls)
    {
        if (Incoming.HasUnread)
            throw new IoFailureException(IoFailure.Tls, "the server sent unencrypted data after accepting STARTTLS");
        var connection = await TlsConnection.StartAsync(Connection, tls, Ct).ConfigureAwait(false);
        Incoming.Dispose();
        Use(connection);
    }

    /// <summary>The result of a session that went well.</summary>
    public CheckResult Passed(string detail) => new(StatusCode.ResponseOk, detail) { CertificateExpires = Connection.CertificateExpires };

    public void Dispose()
    {
        Incoming.Dispose();
        Connection.Dispose();
    }

    /// <summary>Sends the protocol's goodbye and ignores errors: the result is already decided.</summary>
    protected async ValueTask SayGoodbyeAsync(ReadOnlyMemory<byte> goodbye)
    {
        try
        {
            await Connection.SendAsync(goodbye).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IoFailureException or WaitCanceledException)
        {
        }
    }

    private void Use(Connection connection)
    {
        (Connection, Incoming) = (connection, new ReceiveBuffer(connection));
        Incoming.Limit(_maxKilobytes);
    }
}
