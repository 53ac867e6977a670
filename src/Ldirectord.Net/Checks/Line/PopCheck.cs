using System.Net;
using System.Security.Cryptography;
using System.Text;
using Ldirectord.Networking;

namespace Ldirectord.Checks;

/// <summary>
/// service=pop and pops (RFC 1939): up when the greeting is +OK; with <paramref name="Login"/>, also when the login succeeds. With TLS on
/// command the server must accept STLS (RFC 2595).
/// </summary>
internal sealed record PopCheck(IPEndPoint Target, TimeSpan Timeout, TlsSettings Tls, string Login, string Password)
    : Check(Target, Timeout)
{
    public override string Kind => Tls.Start == TlsStart.AtOnce ? "pops" : "pop";

    public override IReadOnlyCollection<string> Secrets => [Password];

    public override async ValueTask<CheckResult> RunAsync(CancellationToken ct)
    {
        using var server = await LineSession.OpenAsync("POP3", ConnectTarget, Tls, ct).ConfigureAwait(false);
        var greeting = await ExpectAsync(server).ConfigureAwait(false);
        if (Tls.Start == TlsStart.OnCommand)
        {
            await AskAsync(server, "STLS").ConfigureAwait(false);
            await server.StartTlsAsync(Tls).ConfigureAwait(false);
        }

        if (Login.Length > 0)
            await LogInAsync(server, greeting).ConfigureAwait(false);
        await server.QuitAsync().ConfigureAwait(false);
        return server.Passed(Login.Length > 0 ? "logged in" : ServerText.Line(greeting));
    }

    public override string ToString() => $"{Kind} {Target}";

    /// <summary>
    /// Logs in with APOP if the greeting offers it, so that the password is not sent unencrypted, otherwise with USER and PASS. Some
    /// servers offer APOP also to users who cannot use it: if it is refused, USER and PASS are tried.
    /// </summary>
    private async ValueTask LogInAsync(LineSession server, string greeting)
    {
        if (TimestampOf(greeting) is { } timestamp)
        {
            await server.SendAsync($"APOP {Login} {Digest(timestamp + Password)}").ConfigureAwait(false);
            if (IsOk(await AnswerAsync(server).ConfigureAwait(false)))
                return;
        }

        await AskAsync(server, $"USER {Login}").ConfigureAwait(false);
        await AskAsync(server, $"PASS {Password}").ConfigureAwait(false);
    }

    private static async ValueTask AskAsync(LineSession server, string command)
    {
        await server.SendAsync(command).ConfigureAwait(false);
        await ExpectAsync(server).ConfigureAwait(false);
    }

    private static async ValueTask<string> ExpectAsync(LineSession server)
    {
        var answer = await AnswerAsync(server).ConfigureAwait(false);
        return IsOk(answer) ? answer : throw server.Refused(answer);
    }

    private static async ValueTask<string> AnswerAsync(LineSession server)
    {
        var line = await server.ReadLineAsync().ConfigureAwait(false);
        return IsOk(line) || line is "-ERR" || line.StartsWith("-ERR ", StringComparison.Ordinal) ? line : throw server.NotUnderstood(line);
    }

    private static bool IsOk(string answer) => answer is "+OK" || answer.StartsWith("+OK ", StringComparison.Ordinal);

    /// <summary>The timestamp of a greeting that offers APOP: &lt;1896.697170952@dbc.mtview.ca.us&gt;; null if there is none.</summary>
    private static string? TimestampOf(string greeting)
    {
        var (start, end) = (greeting.IndexOf('<', StringComparison.Ordinal), greeting.IndexOf('>', StringComparison.Ordinal));
        return start >= 0 && end > start && greeting[start..end].Contains('@', StringComparison.Ordinal)
            ? greeting[start..(end + 1)]
            : null;
    }

#pragma warning disable CA5351 // APOP requires MD5.
    private static string Digest(string text) => Convert.ToHexStringLower(MD5.HashData(Encoding.Latin1.GetBytes(text)));
#pragma warning restore CA5351
}
