using Ldirectord.Networking;
using Ldirectord.Platform;

namespace Ldirectord.Checks;

/// <summary>A session in LDAP messages: each request has a number, which its answers repeat (RFC 4511 section 4.1.1.1).</summary>
internal sealed class LdapSession : ProtocolSession
{
    /// <summary>Most that the server may send, in KB. Answers without attributes have a few hundred bytes.</summary>
    private const int MaxKilobytes = 1024;

    private const byte Sequence = 0x30;
    private const byte LongForm = 0x80;

    private int _id;
    private string _asked = "";

    private LdapSession(Connection connection, CancellationToken ct) : base(connection, MaxKilobytes, ct)
    {
    }

    /// <summary>Connects; with <see cref="TlsStart.AtOnce"/> also starts TLS.</summary>
    public static async ValueTask<LdapSession> OpenAsync(ConnectTarget target, TlsSettings tls, CancellationToken ct) =>
        new(await Connection.ConnectAsync(target, tls, ct).ConfigureAwait(false), ct);

    /// <param name="request">Writes the request with the number that it is given.</param>
    /// <param name="name">The request's name, for sentences: "the bind".</param>
    public async ValueTask SendAsync(Func<int, byte[]> request, string name)
    {
        _asked = name;
        await Connection.SendAsync(request(++_id)).ConfigureAwait(false);
    }

    /// <summary>The next answer to the last request.</summary>
    /// <exception cref="IoFailureException">
    /// The connection was closed, the answer is to another request or not LDAP, or the server sent too much.
    /// </exception>
    public async ValueTask<LdapAnswer> ReadAsync(params LdapAnswerKind[] kinds)
    {
        try
        {
            var answer = LdapMessage.Parse(await ReadMessageAsync().ConfigureAwait(false));
            if (answer is { Id: 0, Kind: LdapAnswerKind.Extended })
                throw new IoFailureException(IoFailure.Broken,
                    $"the server ends the connection instead of answering {_asked}: {Shown(answer)}");
            if (answer.Id != _id || !kinds.Contains(answer.Kind))
                throw new IoFailureException(IoFailure.Malformed, $"the answer to {_asked} belongs to another request");
            return answer;
        }
        catch (WaitCanceledException)
        {
            throw new WaitCanceledException(IoFailure.AnswerTimeout, $"connected, but an answer to {_asked} did not come", Ct);
        }
    }

    /// <summary>Ends the session and ignores errors: the result is already decided.</summary>
    public ValueTask UnbindAsync() => SayGoodbyeAsync(LdapMessage.Unbind(++_id));

    /// <summary>A result in words: "invalidCredentials (49)", and the server's text.</summary>
    public static string Shown(LdapAnswer answer) =>
        answer.Text.Length == 0 ? answer.Result : $"{answer.Result}: {ServerText.Line(answer.Text)}";

    /// <summary>A message is a SEQUENCE of definite length (section 5.1), so its size is known from its first bytes.</summary>
    private async ValueTask<ReadOnlyMemory<byte>> ReadMessageAsync()
    {
        var length = 2;
        var head = await PeekAsync(length).ConfigureAwait(false);
        if (head.Span[0] != Sequence)
            throw LdapMessage.NotLdap();
        int size = head.Span[1];
        if (size >= LongForm)
        {
            var octets = size & ~LongForm;
            if (octets is 0 or > sizeof(int))
                throw LdapMessage.NotLdap();
            length += octets;
            var digits = await PeekAsync(length).ConfigureAwait(false);
            uint value = 0;
            foreach (var digit in digits.Span[2..])
                value = (value << 8) | digit;
            size = (int)Math.Min(value, int.MaxValue - length);
        }

        return await Incoming.ReadBlockAsync(length + size).ConfigureAwait(false) ?? throw Closed();
    }

    private async ValueTask<ReadOnlyMemory<byte>> PeekAsync(int length) =>
        await Incoming.PeekBlockAsync(length).ConfigureAwait(false) ?? throw Closed();

    private IoFailureException Closed() =>
        new(IoFailure.Broken, $"connected, but the connection was closed instead of an answer to {_asked}");
}
