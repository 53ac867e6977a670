using System.Net;
using System.Text;
using Ldirectord.Networking;
using Ldirectord.Platform;

namespace Ldirectord.Checks;

/// <summary>
/// A dialogue in lines, as SMTP, POP3, IMAP, FTP and NNTP hold it: the server greets, then each command has its answer. Bytes are Latin-1. It knows what was
/// asked last, so that a silence, an end or a refusal has its sentence.
/// </summary>
internal sealed class LineSession : IDisposable
{
    /// <summary>Bytes a line may have: RFC 5321 and RFC 2980 allow 512, servers say more.</summary>
    public const int MaxLine = 8 * 1024;

    /// <summary>Bytes that the whole dialogue may bring: no healthy server's greeting, capabilities and answers come near to it.</summary>
    public const int MaxDialogue = 64 * 1024;

    private readonly string _protocol;
    private readonly CancellationToken _ct;
    private Connection _connection;
    private ReceiveBuffer _incoming;
    private int _left = MaxDialogue;
    private string? _asked;

    private LineSession(string protocol, Connection connection, CancellationToken ct) =>
        (_protocol, _connection, _incoming, _ct) = (protocol, connection, new ReceiveBuffer(connection), ct);

    /// <summary>What the next answer is about, in words: "greeting", "answer to EHLO".</summary>
    private string Awaited => _asked is null ? "greeting" : $"answer to {_asked}";

    private string OneAwaited => _asked is null ? "a greeting" : $"an {Awaited}";

    /// <summary>Connects, with TLS where it begins with the first byte.</summary>
    /// <param name="protocol">Its name, for reasons: "SMTP".</param>
    public static async ValueTask<LineSession> OpenAsync(string protocol, IPEndPoint target, TlsSettings tls, CancellationToken ct) =>
        new(protocol, await Connection.ConnectAsync(target, tls, ct).ConfigureAwait(false), ct);

    /// <summary>Sends a command: its line without CRLF. Its first word names it in reasons.</summary>
    public ValueTask SendAsync(string line) => SendAsync(line, line.Split(' ')[0]);

    /// <summary>Sends a line that is no command, or whose first word does not name it.</summary>
    /// <param name="name">What it is, for reasons.</param>
    public async ValueTask SendAsync(string line, string name)
    {
        if (line.AsSpan().ContainsAny('\r', '\n', '\0'))
            throw new IoFailureException(IoFailure.Local, $"what {name} is to send has a line end in it, which {_protocol} cannot carry");
        _asked = name;
        await _connection.SendAsync(Encoding.Latin1.GetBytes($"{line}\r\n")).ConfigureAwait(false);
    }

    /// <summary>Takes leave. The verdict has been reached: neither the answer nor whether the command arrives makes a difference to it.</summary>
    public async ValueTask FarewellAsync(string line)
    {
        try
        {
            await SendAsync(line).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IoFailureException or WaitCanceledException)
        {
            // The server has gone first.
        }
    }

    /// <summary>The next line, without its end.</summary>
    /// <exception cref="IoFailureException">The connection was closed, or the line or the dialogue is too long.</exception>
    public async ValueTask<string> ReadLineAsync()
    {
        try
        {
            var tooLong = _left < MaxLine
                ? $"the server has said more than any should: {MaxDialogue / 1024} KB"
                : $"the {Awaited} is longer than any should be: a line over {MaxLine / 1024} KB";
            var line = await _incoming.ReadLineAsync(Math.Min(MaxLine, _left), tooLong).ConfigureAwait(false)
                ?? throw new IoFailureException(IoFailure.Broken, $"connected, but the connection was closed instead of {OneAwaited}");
            _left -= line.Length + 1;
            return Encoding.Latin1.GetString(line.Span);
        }
        catch (WaitCanceledException)
        {
            throw new WaitCanceledException(IoFailure.AnswerTimeout, $"connected, but {OneAwaited} did not come", _ct);
        }
    }

    /// <summary>Goes over to TLS, after the server has agreed to the command for it. What it sent before that in the clear is not taken for an answer (CVE-2011-0411).</summary>
    public async ValueTask StartTlsAsync(TlsSettings tls)
    {
        if (_incoming.HasUnread)
            throw new IoFailureException(IoFailure.Tls, "the server went on talking in the clear after it had agreed to TLS");
        _connection = await TlsConnection.StartAsync(_connection, tls, _ct).ConfigureAwait(false);
        _incoming.Dispose();
        _incoming = new ReceiveBuffer(_connection);
    }

    /// <summary>The answer to what was asked last is a no; or, before anything was asked, the greeting is.</summary>
    public IoFailureException Refused(string answer) => new(
        _asked switch
        {
            "STARTTLS" or "STLS" => IoFailure.TlsNotOffered,
            "USER" or "PASS" or "APOP" or "LOGIN" or "AUTH PLAIN" or "AUTH LOGIN" => IoFailure.Login,
            _ => IoFailure.Refused,
        },
        _asked is null ? $"the {_protocol} greeting is a refusal: {ServerText.Line(answer)}" : $"{_protocol} {_asked} was refused: {ServerText.Line(answer)}");

    /// <summary>What came is not this protocol.</summary>
    public IoFailureException NotUnderstood(string line) =>
        new(IoFailure.Malformed, $"the {Awaited} is not {_protocol}: it begins with {ServerText.Quoted(line)}");

    /// <summary>The verdict of a dialogue that went well.</summary>
    public CheckResult Passed(string detail) => new(StatusCode.ResponseOk, detail) { CertificateExpires = _connection.CertificateExpires };

    public void Dispose()
    {
        _incoming.Dispose();
        _connection.Dispose();
    }
}
