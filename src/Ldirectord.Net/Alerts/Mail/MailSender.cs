using System.Diagnostics;
using System.Net;
using System.Net.Mail;
using System.Net.Mime;
using System.Net.Sockets;
using System.Text;
using Ldirectord.Networking;
using Ldirectord.Platform;

namespace Ldirectord.Alerts;

/// <summary>Sends one mail.</summary>
internal static class MailSender
{
    private const int SmtpPort = 25;

    /// <summary>Bytes of text in an encoded word: 75 characters, without "=?utf-8?B?" and "?=", hold 45 in Base64.</summary>
    private const int EncodedBytes = 45;

    /// <summary>Where Debian and others have the mailer's command; the first that is there is taken.</summary>
    private static readonly string[] s_sendmails = ["/usr/sbin/sendmail", "/usr/lib/sendmail", "/usr/bin/sendmail"];

    private static readonly BlockingThreads s_threads = new("mail", 4);

    /// <exception cref="SmtpException">The server cannot be reached, or does not take it.</exception>
    /// <exception cref="IOException">There is no local mailer, or it fails.</exception>
    /// <exception cref="FormatException">An address is none.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="ct"/> fired.</exception>
    public static Task SendAsync(MailRoute route, MailText text, CancellationToken ct) =>
        route.Smtp is { } host ? SendBySmtpAsync(host, SmtpPort, route, text, ct)
        : SendLocallyAsync(route, text, ct);

    /// <param name="host">Name or address of an SMTP server.</param>
    internal static async Task SendBySmtpAsync(string host, int port, MailRoute route, MailText text, CancellationToken ct)
    {
        // The library would write the line feeds of a text as "=0A"; with line ends of the protocol, and plain where it can be, everybody reads it.
        using var mail = new MailMessage { From = new MailAddress(route.Sender), Subject = text.Subject, Body = text.Body.ReplaceLineEndings("\r\n") };
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
                // Not reached at this address.
            }
        }
    }

    /// <summary>By ourselves: the library would have the thread pool wait for the name server.</summary>
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

    /// <exception cref="IOException">There is no local mailer.</exception>
    private static async Task SendLocallyAsync(MailRoute route, MailText text, CancellationToken ct)
    {
        var found = await s_threads.RunAsync(() => Array.Find(s_sendmails, File.Exists)).WaitAsync(ct).ConfigureAwait(false);
        await SendLocallyAsync(
            found ?? throw new IOException($"there is no {s_sendmails[0]}: expected smtp = HOST, or a local mailer"), route, text, ct).ConfigureAwait(false);
    }

    /// <param name="sendmail">A program that reads a message, and to whom it goes from that (sendmail(8), -t).</param>
    internal static async Task SendLocallyAsync(string sendmail, MailRoute route, MailText text, CancellationToken ct)
    {
        // Its file may be on a disk that hangs.
        using var process = await s_threads.RunAsync(() => Started(sendmail)).WaitAsync(ct).ConfigureAwait(false)
            ?? throw new IOException($"{sendmail} cannot be started");
        try
        {
            var said = process.StandardError.ReadToEndAsync(ct);
            _ = process.StandardOutput.ReadToEndAsync(ct);
            await process.StandardInput.WriteAsync(Letter(route, text).AsMemory(), ct).ConfigureAwait(false);
            process.StandardInput.Close();
            await process.WaitForExitAsync(ct).ConfigureAwait(false);
            if (process.ExitCode != 0)
                throw new IOException($"{sendmail} ended with exit status {process.ExitCode}: {(await said.ConfigureAwait(false)).Trim()}");
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    private static Process? Started(string sendmail)
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

    /// <summary>A whole message (RFC 5322), its subject encoded where it must be (RFC 2047).</summary>
    private static string Letter(MailRoute route, MailText text)
    {
        return $"""
            From: {From(route.Sender)}
            To: {route.Recipients}
            Subject: {Encoded(text.Subject)}
            Auto-Submitted: auto-generated
            MIME-Version: 1.0
            Content-Type: text/plain; charset=utf-8
            Content-Transfer-Encoding: 8bit

            {text.Body}
            """;
    }

    private static string From(string sender) =>
        !sender.All(char.IsAscii) && MailAddress.TryCreate(sender, out var address) && address.DisplayName.Length > 0
            ? $"{Encoded(address.DisplayName)} <{address.Address}>"
            : sender;

    /// <summary>
    /// Text of a header field; if it is not ASCII, in encoded words of at most 75 characters (RFC 2047 section 2), none of which cuts a character.
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
