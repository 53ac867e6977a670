using System.Diagnostics;
using System.Net;
using System.Net.Mail;
using System.Net.Mime;
using System.Net.Sockets;
using System.Text;
using Ldirectord.Networking;
using Ldirectord.Platform;

namespace Ldirectord.Alerts;

/// <summary>Sends one mail, by SMTP or by the local sendmail(8).</summary>
internal static class MailSender
{
    private const int SmtpPort = 25;

    /// <summary>Bytes of text in one encoded word: its 75 characters less "=?utf-8?B?" and "?=", in Base64.</summary>
    private const int EncodedBytes = 45;

    /// <summary>Paths of sendmail(8) on Debian and elsewhere; the first that exists is used.</summary>
    private static readonly string[] s_sendmails = ["/usr/sbin/sendmail", "/usr/lib/sendmail", "/usr/bin/sendmail"];

    private static readonly BlockingThreads s_threads = new("mail", 4);

    /// <exception cref="SmtpException">The server cannot be reached, or refuses the mail.</exception>
    /// <exception cref="IOException">The local mailer is missing, or fails.</exception>
    /// <exception cref="FormatException">The sender or a recipient is not a mail address.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="ct"/> fired.</exception>
    public static Task SendAsync(MailRoute route, MailText text, CancellationToken ct) =>
        route.Smtp is { } host ? SendBySmtpAsync(host, SmtpPort, route, text, ct)
        : SendLocallyAsync(route, text, ct);

    /// <param name="host">Name or address of an SMTP server.</param>
    internal static async Task SendBySmtpAsync(string host, int port, MailRoute route, MailText text, CancellationToken ct)
    {
        // The library encodes a lone line feed as "=0A". CR LF and 7bit, if possible, keep the text readable in its source.
        using var mail = new MailMessage
        {
            From = new MailAddress(route.Sender),
            Subject = text.Subject,
            Body = text.Body.ReplaceLineEndings("\r\n"),
        };
        if (text.Body.All(char.IsAscii))
            mail.BodyTransferEncoding = TransferEncoding.SevenBit;
        mail.To.Add(route.Recipients);
        mail.Headers["Auto-Submitted"] = "auto-generated"; // RFC 3834: no out-of-office answers
        var addresses = await AddressesAsync(host, ct).ConfigureAwait(false);
        for (var next = 0; ; next++)
        {
            using var smtp = new SmtpClient(addresses[next].ToString(), port);
            try
            {
                await smtp.SendMailAsync(mail, ct).WaitAsync(ct).ConfigureAwait(false);
                return;
            }
            catch (SmtpException e) when (e.GetBaseException() is SocketException && next + 1 < addresses.Length)
            {
                // No connection: try the next address.
            }
        }
    }

    /// <summary>Resolves the host here: the library would block a thread of the pool until the name server answers.</summary>
    private static async Task<IPAddress[]> AddressesAsync(string host, CancellationToken ct)
    {
        try
        {
            return await HostNames.AddressesAsync(host, ct).ConfigureAwait(false) is { Length: > 0 } addresses ? addresses
                : throw new SmtpException($"the name {host} has no address");
        }
        catch (SocketException e)
        {
            throw new SmtpException($"the name {host} cannot be resolved: {e.Message}", e);
        }
    }

    /// <exception cref="IOException">The local mailer is missing, or fails.</exception>
    private static async Task SendLocallyAsync(MailRoute route, MailText text, CancellationToken ct)
    {
        var found = await s_threads.RunAsync(() => Array.Find(s_sendmails, File.Exists)).WaitAsync(ct).ConfigureAwait(false);
        await SendLocallyAsync(
            found ?? throw new IOException($"no local mailer ({s_sendmails[0]}): install one, or set smtp = HOST"), route, text, ct)
            .ConfigureAwait(false);
    }

    /// <param name="sendmail">A program that reads a message and its recipients from standard input (sendmail(8), -t).</param>
    internal static async Task SendLocallyAsync(string sendmail, MailRoute route, MailText text, CancellationToken ct)
    {
        // Off the pool: the file may be on a disk that hangs.
        using var process = await s_threads.RunAsync(() => Start(sendmail)).WaitAsync(ct).ConfigureAwait(false)
            ?? throw new IOException($"{sendmail} cannot be started");
        try
        {
            var errors = process.StandardError.ReadToEndAsync(ct);
            _ = process.StandardOutput.ReadToEndAsync(ct);
            await process.StandardInput.WriteAsync(Message(route, text).AsMemory(), ct).ConfigureAwait(false);
            process.StandardInput.Close();
            await process.WaitForExitAsync(ct).ConfigureAwait(false);
            if (process.ExitCode != 0)
            {
                var reason = (await errors.ConfigureAwait(false)).Trim();
                throw new IOException($"{sendmail} ended with exit status {process.ExitCode}: {reason}");
            }
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    private static Process? Start(string sendmail)
    {
        CloseOnExec.MarkAll();
        return Process.Start(new ProcessStartInfo(sendmail, ["-i", "-t"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        });
    }

    /// <summary>A whole message (RFC 5322).</summary>
    private static string Message(MailRoute route, MailText text) =>
        $"""
        From: {From(route.Sender)}
        To: {route.Recipients}
        Subject: {Encoded(text.Subject)}
        Auto-Submitted: auto-generated
        MIME-Version: 1.0
        Content-Type: text/plain; charset=utf-8
        Content-Transfer-Encoding: 8bit

        {text.Body}
        """;

    private static string From(string sender) =>
        !sender.All(char.IsAscii) && MailAddress.TryCreate(sender, out var address) && address.DisplayName.Length > 0
            ? $"{Encoded(address.DisplayName)} <{address.Address}>"
            : sender;

    /// <summary>
    /// Text of a header field. Text that is not ASCII becomes encoded words of at most 75 characters (RFC 2047 section 2), none of which
    /// splits a character.
    /// </summary>
    private static string Encoded(string text)
    {
        if (text.All(char.IsAscii))
            return text;
        var words = new List<string>();
        var word = new List<byte>();
        Span<byte> bytes = stackalloc byte[4];
        foreach (var rune in text.EnumerateRunes())
        {
            var length = rune.EncodeToUtf8(bytes);
            if (word.Count + length > EncodedBytes)
                Close();
            word.AddRange(bytes[..length]);
        }

        Close();
        return string.Join("\n ", words);

        void Close()
        {
            words.Add($"=?utf-8?B?{Convert.ToBase64String([.. word])}?=");
            word.Clear();
        }
    }
}
