using System.Net;
using Ldirectord.Networking;

namespace Ldirectord.Checks;

/// <summary>
/// service=imap and imaps (RFC 9051): up when the greeting is OK or PREAUTH; with <paramref name="Login"/>, also when the login succeeds.
/// With TLS on command the server must accept STARTTLS.
/// </summary>
internal sealed record ImapCheck(IPEndPoint Target, TimeSpan Timeout, TlsSettings Tls, string Login, string Password)
    : Check(Target, Timeout)
{
    public override string Kind => Tls.Start == TlsStart.AtOnce ? "imaps" : "imap";

    public override IReadOnlyCollection<string> Secrets => [Password];

    public override async ValueTask<CheckResult> RunAsync(CancellationToken ct)
    {
        using var server = await LineSession.OpenAsync("IMAP", ConnectTarget, Tls, ct).ConfigureAwait(false);
        var greeting = await server.ReadLineAsync().ConfigureAwait(false);
        if (Says(greeting, "* BYE"))
            throw server.Refused(greeting);
        if (!Says(greeting, "* OK") && !Says(greeting, "* PREAUTH"))
            throw server.NotUnderstood(greeting);
        if (Tls.Start == TlsStart.OnCommand)
        {
            await server.SendAsync("a1 STARTTLS", "STARTTLS").ConfigureAwait(false);
            await ReadUntilAsync(server, "a1 OK").ConfigureAwait(false);
            await server.StartTlsAsync(Tls).ConfigureAwait(false);
        }

        // After PREAUTH the client is logged in already, and LOGIN is not allowed.
        var logIn = Login.Length > 0 && Says(greeting, "* OK");
        if (logIn)
            await LogInAsync(server).ConfigureAwait(false);
        await server.QuitAsync("a3 LOGOUT").ConfigureAwait(false);
        return server.Passed(logIn ? "logged in" : ServerText.Line(greeting));
    }

    public override string ToString() => $"{Kind} {Target}";

    private async ValueTask LogInAsync(LineSession server)
    {
        var line = "a2 LOGIN";
        foreach (var argument in (string[])[Login, Password])
        {
            if (argument.All(c => c is >= ' ' and <= '~'))
            {
                line += $" \"{Escaped(argument)}\"";
                continue;
            }

            // A quoted string cannot hold every byte: a literal can, and is sent when the server asks for it (RFC 9051 section 4.3).
            await server.SendAsync($"{line} {{{argument.Length}}}", "LOGIN").ConfigureAwait(false);
            await ReadUntilAsync(server, "+").ConfigureAwait(false);
            line = argument;
        }

        await server.SendAsync(line, "LOGIN").ConfigureAwait(false);
        await ReadUntilAsync(server, "a2 OK").ConfigureAwait(false);
    }

    /// <summary>Skips other lines until the wanted one. Throws if the command failed.</summary>
    private static async ValueTask ReadUntilAsync(LineSession server, string wanted)
    {
        while (await server.ReadLineAsync().ConfigureAwait(false) is var line && !Says(line, wanted))
        {
            if (line is ['a', >= '1' and <= '9', ' ', ..])
                throw server.Refused(line[3..]);
            if (Says(line, "* BYE"))
                throw server.Refused(line);
        }
    }

    /// <summary>Whether a line begins with these words.</summary>
    private static bool Says(string line, string words) =>
        line.StartsWith(words, StringComparison.OrdinalIgnoreCase) && (line.Length == words.Length || line[words.Length] == ' ');

    private static string Escaped(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
}
