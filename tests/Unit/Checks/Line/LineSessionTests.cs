using System.Net;
using Ldirectord.Checks;
using Ldirectord.Networking;
using Ldirectord.Tests.Support;
using Ldirectord.Text;

namespace Ldirectord.Tests.Checks;

/// <summary>What smtp, submission, pop, imap, ftp and nntp have in common: what servers may do to them.</summary>
public class LineSessionTests
{
    private const string Secret = "open sesame";

    public static TheoryData<string> Kinds => ["smtp", "submission", "pop", "imap", "ftp", "nntp"];

    [Theory, MemberData(nameof(Kinds))]
    public async Task SilentServer_IsDownAtTheDeadline(string kind)
    {
        await using var server = new ScriptedServer(peer => peer.HangAsync());

        var result = await Probing.RunPastDeadlineAsync(Check(kind, server.EndPoint), () => server.Connections == 1);

        Assert.Equal(new(CheckStatus.TimedOut, "connected, but a greeting did not come within 5 s"), result);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task HalfAGreeting_IsDown(string kind)
    {
        await using var silent = ScriptedLineServer.Saying(Greeting(kind));
        await using var closing = new ScriptedServer(peer => peer.SendAsync(Greeting(kind)));
        await using var mute = new ScriptedServer(_ => Task.CompletedTask);

        Assert.Equal(
            new(CheckStatus.TimedOut, "connected, but a greeting did not come within 5 s"),
            await Probing.RunPastDeadlineAsync(Check(kind, silent.EndPoint), () => silent.Connections == 1));
        Assert.Equal(
            Outcome.Bad("the connection was closed in the middle of a line"), await Probing.RunAsync(Check(kind, closing.EndPoint)));
        Assert.Equal(
            Outcome.Bad("connected, but the connection was closed instead of a greeting"),
            await Probing.RunAsync(Check(kind, mute.EndPoint)));
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task EndlessLine_IsDown(string kind)
    {
        await using var server = new ScriptedServer(async peer =>
        {
            await peer.SendAsync(Greeting(kind));
            while (true)
                await peer.SendAsync(new string('x', 5000));
        });

        Assert.Equal(Outcome.Bad("the greeting has a line of more than 8 KB"), await Probing.RunAsync(Check(kind, server.EndPoint)));
    }

    [Theory]
    [InlineData("smtp", "220-a\r\n", "220-more\r\n")]
    [InlineData("ftp", "220-a\r\n", "more, and more\r\n")]
    [InlineData("ftp", "120 soon\r\n", "120 soon\r\n")]
    [InlineData("imap", "* OK ready\r\n", "* 1 EXISTS\r\n")]
    public async Task EndlessAnswer_IsDown(string kind, string begin, string more)
    {
        await using var server = new ScriptedServer(async peer =>
        {
            await peer.SendAsync(begin);
            while (true)
                await peer.SendAsync(string.Concat(Enumerable.Repeat(more, 1000)));
        });

        Assert.Equal(Outcome.Bad("the server sent more than 64 KB"), await Probing.RunAsync(Check(kind, server.EndPoint, Secret)));
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task OtherProtocols_AreDownAndNamed(string kind)
    {
        foreach (var other in (string[])["HTTP/1.1 408 Request Timeout", "SSH-2.0-OpenSSH_9.2p1", "", "2000 x", "22", "\0\u00FF"])
        {
            await using var server = ScriptedLineServer.Saying($"{other}\r\n", null);

            Assert.Equal(
                Outcome.Bad($"the greeting is not {Protocol(kind)}: it begins with \"{Printable.OfBytes(other)}\""),
                await Probing.RunAsync(Check(kind, server.EndPoint)));
        }
    }

    [Theory]
    [InlineData("smtp", "220 a\r\n", "250-a\r\n250 AUTH PLAIN\r\n", "535 b3BlbiBzZXNhbWU= AG1lAG9wZW4gc2VzYW1l OPEN SESAME\r\n")]
    [InlineData("smtp", "220 a\r\n", "250-a\r\n250 AUTH=LOGIN\r\n", "334 VXNlcm5hbWU6\r\n", "334 UGFzc3dvcmQ6\r\n",
        "535 b3BlbiBzZXNhbWU= no open sesame\r\n")]
    [InlineData("pop", "+OK\r\n", "+OK\r\n", "-ERR PASS open sesame: no\r\n")]
    [InlineData("pop", "+OK\r\n", "+OK\r\n", "what? Open Sesame\r\n")]
    [InlineData("imap", "* OK\r\n", "a2 NO open sesame\r\n")]
    [InlineData("imap", "* OK\r\n", "* BYE open sesame\r\n")]
    [InlineData("ftp", "220 a\r\n", "331 a\r\n", "530-open sesame\r\n530 no\r\n")]
    [InlineData("ftp", "220 a\r\n", "331 a\r\n", "what? open sesame\r\n")]
    public async Task PasswordThatTheServerSaysBack_IsNotShown(string kind, params string[] texts)
    {
        await using var server = ScriptedLineServer.Saying(texts);

        var result = await Probing.RunAsync(Check(kind, server.EndPoint, Secret));

        Assert.Equal(CheckStatus.BadResponse, result.Status);
        Assert.Contains("***", result.Detail, StringComparison.Ordinal);
        foreach (var secret in (string[])["sesame", "b3BlbiBzZXNhbWU", "AG1lAG9wZW4gc2VzYW1l"])
            Assert.DoesNotContain(secret, result.Detail, StringComparison.OrdinalIgnoreCase);
    }

    [Theory, MemberData(nameof(Kinds))]
    public void NoPassword_IsInItsText(string kind)
    {
        Assert.DoesNotContain("sesame", $"{Check(kind, new IPEndPoint(IPAddress.Loopback, 1), Secret)}", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("smtp", "220 a\r\n", "250-a\r\n250 STARTTLS\r\n", "220 go on\r\n250 injected\r\n")]
    [InlineData("pop", "+OK\r\n", "+OK go on\r\n+OK injected\r\n")]
    [InlineData("imap", "* OK\r\n", "a1 OK go on\r\n* OK injected\r\n")]
    public async Task WordsInTheClearAfterStartTls_AreATlsFailure(string kind, params string[] texts)
    {
        await using var server = ScriptedLineServer.Saying(texts);

        Assert.Equal(
            new(CheckStatus.TlsFailed, "the server sent unencrypted data after accepting STARTTLS"),
            await Probing.RunAsync(Check(kind, server.EndPoint, tls: TlsStart.OnCommand)));
    }

    [Theory]
    [InlineData("smtp", "SMTP STARTTLS was refused: 454 not now", "220 a\r\n", "250-a\r\n250 STARTTLS\r\n", "454 not now\r\n")]
    [InlineData("smtp", "the server does not offer STARTTLS", "220 a\r\n", "250-STARTTLSX\r\n250 a\r\n")]
    [InlineData("pop", "POP3 STLS was refused: -ERR what?", "+OK\r\n", "-ERR what?\r\n")]
    [InlineData("imap", "IMAP STARTTLS was refused: BAD what?", "* OK\r\n", "* CAPABILITY\r\na1 BAD what?\r\n")]
    [InlineData("imap", "connected, but TLS was not agreed on: the answer is not TLS", "* OK\r\n", "a1 OK go on\r\n",
        "a2 NO what was that?\r\n")]
    public async Task RefusedStartTls_IsATlsFailure(string kind, string reason, params string[] texts)
    {
        await using var server = ScriptedLineServer.Saying(texts);

        Assert.Equal(new(CheckStatus.TlsFailed, reason), await Probing.RunAsync(Check(kind, server.EndPoint, tls: TlsStart.OnCommand)));
    }

    [Theory]
    [InlineData("smtp", "an answer to EHLO", "220 a\r\n")]
    [InlineData("pop", "an answer to USER", "+OK\r\n")]
    [InlineData("pop", "an answer to PASS", "+OK\r\n", "+OK\r\n")]
    [InlineData("imap", "an answer to LOGIN", "* OK\r\n")]
    [InlineData("ftp", "an answer to USER", "220 a\r\n")]
    [InlineData("ftp", "an answer to CWD", "220 a\r\n", "331 a\r\n", "230 a\r\n")]
    public async Task SilenceAndCloseInTheMiddle_AreDownAndSayWhere(string kind, string awaited, params string[] texts)
    {
        await using var silent = ScriptedLineServer.Saying(texts);
        await using var closing = ScriptedLineServer.Saying([.. texts, null]);

        Assert.Equal(
            new(CheckStatus.TimedOut, $"connected, but {awaited} did not come within 5 s"),
            await Probing.RunPastDeadlineAsync(Check(kind, silent.EndPoint, Secret), () => silent.Requests.Count == texts.Length));
        Assert.Equal(
            Outcome.Bad($"connected, but the connection was closed instead of {awaited}"), await Probing.RunAsync(Check(
                kind, closing.EndPoint, Secret)));
    }

    [Fact]
    public async Task LineEndInACommand_IsNotSent()
    {
        await using var server = ScriptedLineServer.Saying("220 a\r\n", "331 a\r\n");
        var check = new FtpCheck(server.EndPoint, TimeSpan.FromSeconds(5), "me\r\nDELE x", Secret, "", new(""));

        Assert.Equal(new(CheckStatus.Error, "the argument of USER has a line end in it, which FTP cannot carry"),
            await Probing.RunAsync(check));
    }

    private static string Greeting(string kind) =>
        kind switch { "pop" => "+OK ready", "imap" => "* OK ready", "nntp" => "200 ready", _ => "220 ready" };

    private static string Protocol(string kind) => kind switch { "pop" => "POP3", "submission" => "SMTP", _ => kind.ToUpperInvariant() };

    private static Check Check(string kind, IPEndPoint target, string password = "", TlsStart tls = TlsStart.Never)
    {
        var (timeout, settings, login) = (TimeSpan.FromSeconds(5), new TlsSettings(tls), password.Length > 0 ? "me" : "");
        return kind switch
        {
            "smtp" => new SmtpCheck(target, timeout, Submission: false, settings, login, password),
            "submission" => new SmtpCheck(target, timeout, Submission: true, settings, login, password),
            "pop" => new PopCheck(target, timeout, settings, login, password),
            "imap" => new ImapCheck(target, timeout, settings, login, password),
            "ftp" => new FtpCheck(target, timeout, login.Length > 0 ? login : "anonymous", password, "", new("")),
            _ => new NntpCheck(target, timeout),
        };
    }
}
