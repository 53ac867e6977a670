using System.Net;
using System.Text;
using Ldirectord.Networking;
using Ldirectord.Platform;

namespace Ldirectord.Checks;

/// <summary>
/// service=smtp, smtps and submission (RFC 5321, RFC 8314, RFC 6409): up when the greeting is 2xx and the server accepts EHLO or HELO; with
/// <paramref name="Login"/>, also when the login succeeds (RFC 4954). With TLS on command the server must offer STARTTLS (RFC 3207).
/// </summary>
/// <param name="Helo">The name in EHLO and HELO.</param>
internal sealed record SmtpCheck(
    IPEndPoint Target, TimeSpan Timeout, bool Submission, TlsSettings Tls, string Login, string Password,
    string Helo = SmtpCheck.DefaultHelo)
    : Check(Target, Timeout)
{
    /// <summary>As in the original, so that servers' rules need no change. Servers that require a name with a dot accept it.</summary>
    public const string DefaultHelo = "localhost.localdomain";

    public override string Kind => Tls.Start == TlsStart.AtOnce ? "smtps" : Submission ? "submission" : "smtp";

    public override IReadOnlyCollection<string> Secrets => [Password];

    public override async ValueTask<CheckResult> RunAsync(CancellationToken ct)
    {
        using var server = await LineSession.OpenAsync("SMTP", ConnectTarget, Tls, ct).ConfigureAwait(false);
        var greeting = await NumberedReply.ExpectAsync(server, 2).ConfigureAwait(false);
        var offers = await HelloAsync(server).ConfigureAwait(false);
        if (Tls.Start == TlsStart.OnCommand)
        {
            if (!offers.Any(offer => offer.Trim().Equals("STARTTLS", StringComparison.OrdinalIgnoreCase)))
                throw new IoFailureException(IoFailure.TlsNotOffered, "the server does not offer STARTTLS");
            await NumberedReply.AskAsync(server, "STARTTLS", 2).ConfigureAwait(false);
            await server.StartTlsAsync(Tls).ConfigureAwait(false);
            offers = await HelloAsync(server).ConfigureAwait(false);
        }

        if (Login.Length > 0)
            await LogInAsync(server, offers).ConfigureAwait(false);
        await server.QuitAsync().ConfigureAwait(false);
        return server.Passed(Login.Length > 0 ? "logged in" : ServerText.Line(greeting.ToString()));
    }

    public override string ToString() => $"{Kind} {Target}";

    /// <returns>The extensions that the server offers; empty if it knows only HELO.</returns>
    private async ValueTask<IReadOnlyList<string>> HelloAsync(LineSession server)
    {
        await server.SendAsync($"EHLO {Helo}").ConfigureAwait(false);
        var reply = await NumberedReply.ReadAsync(server).ConfigureAwait(false);
        if (reply.Is(2))
            return reply.Lines;
        if (reply.Code == 421)
            throw server.Refused(reply.ToString());
        await NumberedReply.AskAsync(server, $"HELO {Helo}", 2).ConfigureAwait(false);
        return [];
    }

    private async ValueTask LogInAsync(LineSession server, IReadOnlyList<string> offers)
    {
        // Servers older than the RFC send "AUTH=".
        var ways = offers
            .Where(offer => offer.StartsWith("AUTH ", StringComparison.OrdinalIgnoreCase)
                || offer.StartsWith("AUTH=", StringComparison.OrdinalIgnoreCase))
            .SelectMany(offer => offer[5..].ToUpperInvariant().Split(' ')).ToHashSet();
        var (plain, login, password) = (Base64($"\0{Login}\0{Password}"), Base64(Login), Base64(Password));
        if (ways.Contains("PLAIN"))
        {
            await server.SendAsync($"AUTH PLAIN {plain}", "AUTH PLAIN").ConfigureAwait(false);
        }
        else if (ways.Contains("LOGIN"))
        {
            await server.SendAsync("AUTH LOGIN", "AUTH LOGIN").ConfigureAwait(false);
            await NumberedReply.ExpectAsync(server, 3).ConfigureAwait(false);
            await server.SendAsync(login, "AUTH LOGIN").ConfigureAwait(false);
            await NumberedReply.ExpectAsync(server, 3).ConfigureAwait(false);
            await server.SendAsync(password, "AUTH LOGIN").ConfigureAwait(false);
        }
        else
        {
            throw new IoFailureException(
                IoFailure.Login,
                $"there is no way to log in: the server offers neither AUTH PLAIN nor AUTH "
                    + $"LOGIN{(Tls.Start == TlsStart.Never ? " (before TLS: starttls = yes may help)" : "")}");
        }

        await NumberedReply.ExpectAsync(server, 2).ConfigureAwait(false);
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.Latin1.GetBytes(text));
}
