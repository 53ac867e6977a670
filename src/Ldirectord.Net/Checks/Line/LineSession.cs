using System.Text;
using Ldirectord.Networking;
using Ldirectord.Platform;

namespace Ldirectord.Checks;

/// <summary>
/// A session in lines, as in SMTP, POP3, IMAP, FTP and NNTP: the server greets, then answers each command. Bytes are Latin-1. Remembers the
/// last command, to name it in sentences.
/// </summary>
internal sealed class LineSession : ProtocolSession
{
    /// <summary>Longest line in bytes. RFC 5321 and RFC 2980 allow 512; servers send longer ones.</summary>
    private const int MaxLine = 8 * 1024;

    /// <summary>Most that the server may send, in KB: greeting, capabilities and answers of a healthy one are far shorter.</summary>
    private const int MaxKilobytes = 64;

    private readonly string _protocol;
    private string? _command; // null before the first

    private LineSession(string protocol, Connection connection, CancellationToken ct) : base(connection, MaxKilobytes, ct) =>
        _protocol = protocol;

    /// <summary>The next answer in words: "greeting", "answer to EHLO".</summary>
    private string Awaited => _command is null ? "greeting" : $"answer to {_command}";

    private string AwaitedWithArticle => _command is null ? "a greeting" : $"an {Awaited}";

    /// <summary>Connects; with <see cref="TlsStart.AtOnce"/> also starts TLS.</summary>
    /// <param name="protocol">The protocol's name, for sentences: "SMTP".</param>
    public static async ValueTask<LineSession> OpenAsync(string protocol, ConnectTarget target, TlsSettings tls, CancellationToken ct) =>
        new(protocol, await Connection.ConnectAsync(target, tls, ct).ConfigureAwait(false), ct);

    /// <summary>Sends a command, without CRLF. Its first word names it in sentences.</summary>
    public ValueTask SendAsync(string line) => SendAsync(line, line.Split(' ')[0]);

    /// <summary>Sends a line that is not a command, or whose first word does not name it.</summary>
    /// <param name="name">The command's name, for sentences.</param>
    public async ValueTask SendAsync(string line, string name)
    {
        if (line.AsSpan().ContainsAny('\r', '\n', '\0'))
            throw new IoFailureException(IoFailure.Local, $"the argument of {name} has a line end in it, which {_protocol} cannot carry");
        _command = name;
        await Connection.SendAsync(Bytes(line)).ConfigureAwait(false);
    }

    /// <summary>Sends QUIT, or what the protocol has for it, and ignores errors: the result is already decided.</summary>
    public ValueTask QuitAsync(string line = "QUIT") => SayGoodbyeAsync(Bytes(line));

    /// <summary>The next line, without its end.</summary>
    /// <exception cref="IoFailureException">The connection was closed, or the line or the whole session is too long.</exception>
    public async ValueTask<string> ReadLineAsync()
    {
        try
        {
            var tooLong = $"the {Awaited} has a line of more than {MaxLine / 1024} KB";
            var line = await Incoming.ReadLineAsync(MaxLine, tooLong).ConfigureAwait(false)
                ?? throw new IoFailureException(IoFailure.Broken,
                    $"connected, but the connection was closed instead of {AwaitedWithArticle}");
            return Encoding.Latin1.GetString(line.Span);
        }
        catch (WaitCanceledException)
        {
            throw new WaitCanceledException(IoFailure.AnswerTimeout, $"connected, but {AwaitedWithArticle} did not come", Ct);
        }
    }

    /// <summary>The server refused the last command, or refuses service in its greeting.</summary>
    public IoFailureException Refused(string answer) => new(
        _command switch
        {
            "STARTTLS" or "STLS" => IoFailure.TlsNotOffered,
            "USER" or "PASS" or "APOP" or "LOGIN" or "AUTH PLAIN" or "AUTH LOGIN" => IoFailure.Login,
            _ => IoFailure.Refused,
        },
        _command is null
            ? $"the {_protocol} greeting is a refusal: {ServerText.Line(answer)}"
            : $"{_protocol} {_command} was refused: {ServerText.Line(answer)}");

    /// <summary>The answer does not belong to this protocol.</summary>
    public IoFailureException NotUnderstood(string line) =>
        new(IoFailure.Malformed, $"the {Awaited} is not {_protocol}: it begins with {ServerText.Quoted(line)}");

    private static byte[] Bytes(string line) => Encoding.Latin1.GetBytes($"{line}\r\n");
}
