using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Ldirectord.Networking;
using Ldirectord.Platform;

namespace Ldirectord.Checks;

/// <summary>
/// service=ftp (RFC 959, RFC 2428): up when the login and "CWD /" succeed; with <paramref name="Request"/>, also when this file is received
/// completely over a passive connection and matches <paramref name="Expected"/>.
/// </summary>
/// <param name="Request">The file; empty or "/" for none.</param>
internal sealed record FtpCheck(
    IPEndPoint Target, TimeSpan Timeout, string Login, string Password, string Request, ExpectedContent Expected)
    : Check(Target, Timeout)
{
    public override string Kind => "ftp";

    private const int ReceiveSize = 16 * 1024;

    private bool WantsFile => Request is not ("" or "/");

    public override IReadOnlyCollection<string> Secrets => [Password];

    public override async ValueTask<CheckResult> RunAsync(CancellationToken ct)
    {
        using var server = await LineSession.OpenAsync("FTP", ConnectTarget, TlsSettings.None, ct).ConfigureAwait(false);
        var greeting = await NumberedReply.ReadAsync(server).ConfigureAwait(false);
        while (greeting.Is(1)) // "120 Service ready in nnn minutes"
            greeting = await NumberedReply.ReadAsync(server).ConfigureAwait(false);
        if (!greeting.Is(2))
            throw server.Refused(greeting.ToString());

        var login = await LogInAsync(server).ConfigureAwait(false);
        if (login.Is(5) && Login == "anonymous" && !WantsFile && Expected.IsAny)
        {
            // "anonymous" is the default login. A server that is up may refuse it.
            await server.QuitAsync().ConfigureAwait(false);
            return server.Passed($"answers, and lets no anonymous user in: {ServerText.Line(login.ToString())}");
        }

        if (!login.Is(2))
            throw server.Refused(login.ToString());
        await NumberedReply.AskAsync(server, "CWD /", 2).ConfigureAwait(false);
        var content = WantsFile ? await GetAsync(server, ct).ConfigureAwait(false) : ReadOnlyMemory<byte>.Empty;
        await server.QuitAsync().ConfigureAwait(false);
        var what = WantsFile ? "the file" : "the empty content (there is no request)";
        return await Expected.MismatchAsync(content, what, ct).ConfigureAwait(false) is { } why
            ? new CheckResult(StatusCode.ResponseMismatch, why)
            : server.Passed(WantsFile ? "the file came" : "logged in");
    }

    public override string ToString() => $"{Kind} {Target}";

    private async ValueTask<NumberedReply> LogInAsync(LineSession server)
    {
        await server.SendAsync($"USER {Login}").ConfigureAwait(false);
        var reply = await NumberedReply.ReadAsync(server).ConfigureAwait(false);
        if (!reply.Is(3))
            return reply;
        await server.SendAsync($"PASS {Password}").ConfigureAwait(false);
        return await NumberedReply.ReadAsync(server).ConfigureAwait(false);
    }

    /// <summary>Receives the whole file.</summary>
    /// <returns>Its first <see cref="HttpBody.MaxKept"/> bytes; empty if nothing is expected of the content.</returns>
    private async ValueTask<ReadOnlyMemory<byte>> GetAsync(LineSession server, CancellationToken ct)
    {
        await NumberedReply.AskAsync(server, "TYPE I", 2).ConfigureAwait(false);
        var passive = Target.AddressFamily == AddressFamily.InterNetworkV6 ? "EPSV" : "PASV";
        var reply = await NumberedReply.AskAsync(server, passive, 2).ConfigureAwait(false);
        var port = PortOf(reply.Lines[0])
            ?? throw new IoFailureException(IoFailure.Malformed,
                $"the answer to {passive} names no port: {ServerText.Line(reply.ToString())}");
        using var data = await ConnectAsync(port, ct).ConfigureAwait(false);
        await server.SendAsync($"RETR {(Request.StartsWith('/') ? "" : "/")}{Request}").ConfigureAwait(false);
        var begun = await NumberedReply.ReadAsync(server).ConfigureAwait(false);
        if (!begun.Is(1) && !begun.Is(2))
            throw server.Refused(begun.ToString());
        var content = await ReadAsync(data, ct).ConfigureAwait(false);
        if (begun.Is(1))
            await NumberedReply.ExpectAsync(server, 2).ConfigureAwait(false);
        return content;
    }

    /// <summary>Connects to this server's address, whatever address it names: it is the server to check.</summary>
    private async ValueTask<Connection> ConnectAsync(int port, CancellationToken ct)
    {
        try
        {
            return await Connection.ConnectAsync(new ConnectTarget(new IPEndPoint(Target.Address, port), Path), ct).ConfigureAwait(false);
        }
        catch (IoFailureException e) when (e.IsConnect)
        {
            throw new IoFailureException(IoFailure.Broken, $"cannot open the data connection to port {port}: {e.Message}");
        }
        catch (WaitCanceledException)
        {
            throw new WaitCanceledException(IoFailure.AnswerTimeout, $"no answer on the data connection to port {port}", ct);
        }
    }

    private async ValueTask<ReadOnlyMemory<byte>> ReadAsync(Connection data, CancellationToken ct)
    {
        var kept = new ArrayBufferWriter<byte>();
        var some = new byte[ReceiveSize];
        long length = 0;
        try
        {
            while (await data.ReceiveAsync(some).ConfigureAwait(false) is var count and > 0)
            {
                length += count;
                if (!Expected.IsAny)
                    kept.Write(some.AsSpan(0, Math.Min(count, HttpBody.MaxKept - kept.WrittenCount)));
            }
        }
        catch (IoFailureException e) when (e.Failure == IoFailure.Broken)
        {
            throw new IoFailureException(IoFailure.Broken, $"the file broke off after {length} bytes: {e.Message}");
        }
        catch (WaitCanceledException)
        {
            throw new WaitCanceledException(IoFailure.AnswerTimeout, $"{length} bytes of the file came, but its end did not", ct);
        }

        return kept.WrittenMemory;
    }

    /// <summary>
    /// "Entering Passive Mode (127,0,0,1,195,80)", also without the brackets, or "Entering Extended Passive Mode (|||50000|)".
    /// </summary>
    internal static int? PortOf(string text)
    {
        var port = text.IndexOf("|||", StringComparison.Ordinal) is var bars and >= 0
            ? Number(text[(bars + 3)..].Split('|')[0], IPEndPoint.MaxPort)
            : text.Split(' ', '(', ')').Select(word => word.Trim('.', '=').Split(',')).FirstOrDefault(word => word.Length == 6) is { } six
                ? Number(six[4], byte.MaxValue) * 256 + Number(six[5], byte.MaxValue)
                : null;
        return port is > 0 ? port : null;
    }

    private static int? Number(string digits, int max) =>
        int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= max ? number : null;
}
