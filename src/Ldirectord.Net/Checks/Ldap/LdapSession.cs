using System.Net;
using Ldirectord.Networking;
using Ldirectord.Platform;

namespace Ldirectord.Checks;

/// <summary>A dialogue in LDAP messages: each request has its number, and the answers name it (RFC 4511 section 4.1.1.1).</summary>
internal sealed class LdapSession : IDisposable
{
    /// <summary>Bytes that the whole dialogue may bring: answers without attributes are a few hundred.</summary>
    public const int MaxDialogue = 1024 * 1024;

    private const byte Sequence = 0x30;
    private const byte LongForm = 0x80;

    private readonly CancellationToken _ct;
    private Connection _connection;
    private ReceiveBuffer _incoming;
    private int _left = MaxDialogue;
    private int _id;
    private string _asked = "";

    private LdapSession(Connection connection, CancellationToken ct) =>
        (_connection, _incoming, _ct) = (connection, new ReceiveBuffer(connection), ct);

    /// <summary>Connects, with TLS where it begins with the first byte.</summary>
    public static async ValueTask<LdapSession> OpenAsync(IPEndPoint target, TlsSettings tls, CancellationToken ct) =>
        new(await Connection.ConnectAsync(target, tls, ct).ConfigureAwait(false), ct);

    /// <param name="request">Writes the request that bears this number.</param>
    /// <param name="name">What it is, for reasons: "the bind".</param>
    public async ValueTask SendAsync(Func<int, byte[]> request, string name)
    {
        _asked = name;
        await _connection.SendAsync(request(++_id)).ConfigureAwait(false);
    }

    /// <summary>The next answer to what was asked last.</summary>
    /// <exception cref="IoFailureException">The connection was closed, the answer is to something else or no LDAP, or the server says too much.</exception>
    public async ValueTask<LdapAnswer> ReadAsync(params LdapAnswerKind[] kinds)
    {
        try
        {
            var answer = LdapMessage.Parse(await ReadMessageAsync().ConfigureAwait(false));
            if (answer is { Id: 0, Kind: LdapAnswerKind.Extended })
                throw new IoFailureException(IoFailure.Broken, $"the server ends the connection instead of answering {_asked}: {Shown(answer)}");
            if (answer.Id != _id || !kinds.Contains(answer.Kind))
                throw new IoFailureException(IoFailure.Malformed, $"the answer to {_asked} is one to another question");
            return answer;
        }
        catch (WaitCanceledException)
        {
            throw new WaitCanceledException(IoFailure.AnswerTimeout, $"connected, but an answer to {_asked} did not come", _ct);
        }
    }

    /// <summary>Goes over to TLS, after the server has agreed to it. What it sent before that in the clear is not taken for an answer (CVE-2011-0411).</summary>
    public async ValueTask StartTlsAsync(TlsSettings tls)
    {
        if (_incoming.HasUnread)
            throw new IoFailureException(IoFailure.Tls, "the server went on talking in the clear after it had agreed to TLS");
        _incoming.Dispose();
        _connection = await TlsConnection.StartAsync(_connection, tls, _ct).ConfigureAwait(false);
        _incoming = new ReceiveBuffer(_connection);
    }

    /// <summary>Takes leave. The verdict stands: nothing depends on whether it arrives.</summary>
    public async ValueTask UnbindAsync()
    {
        try
        {
            await _connection.SendAsync(LdapMessage.Unbind(++_id)).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IoFailureException or WaitCanceledException)
        {
            // The server was quicker.
        }
    }

    /// <summary>A result as a reason may show it: "invalidCredentials (49)", with what the server says about it.</summary>
    public static string Shown(LdapAnswer answer) =>
        answer.Text.Length == 0 ? answer.Result : $"{answer.Result}: {Checks.ServerText.Line(answer.Text)}";

    /// <summary>The verdict of a dialogue that went well.</summary>
    public CheckResult Passed(string detail) => new(StatusCode.ResponseOk, detail) { CertificateExpires = _connection.CertificateExpires };

    public void Dispose()
    {
        _incoming.Dispose();
        _connection.Dispose();
    }

    /// <summary>A message is a SEQUENCE of definite length (section 5.1), so its size is known from its first bytes.</summary>
    private async ValueTask<ReadOnlyMemory<byte>> ReadMessageAsync()
    {
        var length = 2;
        var head = await BlockAsync(length).ConfigureAwait(false);
        if (head.Span[0] != Sequence)
            throw LdapMessage.NotLdap();
        int size = head.Span[1];
        if (size >= LongForm)
        {
            var octets = size & ~LongForm;
            if (octets is 0 or > sizeof(int))
                throw LdapMessage.NotLdap();
            length += octets;
            var digits = await BlockAsync(length).ConfigureAwait(false);
            size = 0;
            foreach (var digit in digits.Span[2..])
                size = (size << 8) | digit;
        }

        if (size < 0 || size > _left - length)
            throw new IoFailureException(IoFailure.TooLarge, $"the server says more than any should: over {MaxDialogue / 1024} KB");
        var message = await BlockAsync(length + size).ConfigureAwait(false);
        _left -= message.Length;
        _incoming.Skip(message.Length);
        return message;
    }

    private async ValueTask<ReadOnlyMemory<byte>> BlockAsync(int length) =>
        await _incoming.PeekBlockAsync(length).ConfigureAwait(false)
        ?? throw new IoFailureException(IoFailure.Broken, $"connected, but the connection was closed instead of an answer to {_asked}");
}
