using System.Net;
using System.Text;
using Ldirectord.Net;

namespace Ldirectord.Checks;

/// <summary>
/// A dialogue in lines, as SMTP, POP3, IMAP, FTP and NNTP hold it: the server greets, then each command has its answer. Bytes are Latin-1. It knows what was
/// asked last, so that a silence or an end has its sentence, and which texts are secret, so that no sentence shows one.
/// </summary>
internal sealed class LineDialogue : IDisposable
{
    /// <summary>Bytes a line may have: RFC 5321 and RFC 2980 allow 512, servers say more.</summary>
    public const int MaxLine = 8 * 1024;

    /// <summary>Bytes that the whole dialogue may bring: no healthy server's greeting, capabilities and answers come near to it.</summary>
    public const int MaxDialogue = 64 * 1024;

    private readonly List<string> _secrets = [];
    private readonly CancellationToken _ct;
    private Connection _connection;
    private Incoming _incoming;
    private int _left = MaxDialogue;
    private string? _asked;

    private LineDialogue(Connection connection, CancellationToken ct) => (_connection, _incoming, _ct) = (connection, new Incoming(connection), ct);

    /// <summary>What the next answer is about, in words: "a greeting", "an answer to EHLO".</summary>
    private string Awaited => _asked is null ? "a greeting" : $"an answer to {_asked}";

    /// <summary>Connects, with TLS where it begins with the first byte.</summary>
    public static async ValueTask<LineDialogue> OpenAsync(IPEndPoint target, TlsSettings tls, CancellationToken ct) =>
        new(await Connection.ConnectAsync(target, tls, ct).ConfigureAwait(false), ct);

    /// <summary>Sends a command: its line without CRLF. Its first word names it in reasons.</summary>
    /// <param name="secrets">Parts of it that no reason may show, should the server say them back.</param>
    public ValueTask SendAsync(string line, params ReadOnlySpan<string> secrets)
    {
        foreach (var secret in secrets)
        {
            if (secret.Length > 0)
                _secrets.Add(secret);
        }

        return SendAsync(line, line.Split(' ')[0]);
    }

    /// <summary>Sends a line that is no command, such as the next step of a login.</summary>
    /// <param name="name">What it is, for reasons.</param>
    public async ValueTask SendAsync(string line, string name)
    {
        _asked = name;
        await _connection.SendAsync(Encoding.Latin1.GetBytes($"{line}\r\n")).ConfigureAwait(false);
    }

    /// <summary>The next line, without its end.</summary>
    /// <exception cref="NetException">The connection was closed, or the line or the dialogue is too long.</exception>
    public async ValueTask<string> ReadLineAsync()
    {
        try
        {
            var line = await _incoming.ReadLineAsync(Math.Min(MaxLine, _left), $"{Awaited} is longer than any should be: a line over {MaxLine / 1024} KB, or {MaxDialogue / 1024} KB in all").ConfigureAwait(false)
                ?? throw new NetException(NetFailure.Broken, $"connected, but the connection was closed instead of {Awaited}");
            _left -= line.Length + 1;
            if (_left <= 0)
                throw new NetException(NetFailure.Malformed, $"the server says more than any should: {MaxDialogue / 1024} KB");
            return Encoding.Latin1.GetString(line.Span);
        }
        catch (StalledException)
        {
            throw new StalledException($"connected, but {Awaited} did not come", _ct);
        }
    }

    /// <summary>Goes over to TLS, after the server has agreed to the command for it. What it sent before that in the clear is not taken for an answer (CVE-2011-0411).</summary>
    public async ValueTask StartTlsAsync(TlsSettings tls)
    {
        if (_incoming.HasUnread)
            throw new NetException(NetFailure.Malformed, "the server went on talking in the clear after it had agreed to TLS");
        _incoming.Dispose();
        _connection = await TlsConnection.StartAsync(_connection, tls, _ct).ConfigureAwait(false);
        _incoming = new Incoming(_connection);
    }

    /// <summary>A line of the server as a reason may show it.</summary>
    public string Shown(string line) => Checks.Shown.Line(_secrets.Aggregate(line, (shown, secret) => shown.Replace(secret, "***", StringComparison.Ordinal)));

    /// <summary>The verdict of a dialogue that went well.</summary>
    public CheckResult Passed(string detail) => CheckResult.Passed(detail) with { CertificateExpires = _connection.CertificateExpires };

    public void Dispose()
    {
        _incoming.Dispose();
        _connection.Dispose();
    }
}
