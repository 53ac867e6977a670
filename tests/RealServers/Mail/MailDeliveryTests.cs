using System.Net.Mail;
using Ldirectord.Alerts;
using Ldirectord.RealServers.Support;
using Ldirectord.Tests.Support;

namespace Ldirectord.RealServers;

/// <summary>emailalert by smtp, against smtp-sink.</summary>
public sealed class MailDeliveryTests(KeepingSmtpSink sink, RefusingRecipientsSmtpSink refusing) : IClassFixture<KeepingSmtpSink>,
    IClassFixture<RefusingRecipientsSmtpSink>
{
    private static readonly MailRoute s_route = new("director@example.org", "bob@example.org, eve@example.org", null);
    private static readonly MailText s_text =
        new("Deleted real server: 10.0.1.1:80 (10.0.0.1:80)", "ldirectord host: lvs1\nLog-Message: x\n");

    [Fact]
    public async Task EachRecipient_IsNamed_AndTheMessageArrives()
    {
        sink.Require();

        await MailSender.SendBySmtpAsync("127.0.0.1", sink.Port, s_route, s_text, CancellationToken.None).WaitAsync(Probing.Ample);

        await Eventually.TrueAsync(() => sink.Mails.Contains("Log-Message: x", StringComparison.Ordinal));
        string[] lines = ["X-Mail-Args: <director@example.org>", "X-Rcpt-Args: <bob@example.org>", "X-Rcpt-Args: <eve@example.org>",
            $"Subject: {s_text.Subject}", "ldirectord host: lvs1"];
        Assert.All(lines, line => Assert.Contains(line, sink.Mails, StringComparison.Ordinal));
    }

    [Fact]
    public async Task RefusedRecipients_AreAFailure()
    {
        refusing.Require();

        await Assert.ThrowsAnyAsync<SmtpException>(() =>
            MailSender.SendBySmtpAsync("127.0.0.1", refusing.Port, s_route, s_text, CancellationToken.None).WaitAsync(Probing.Ample));
    }

    [Fact]
    public async Task ServerThatHangs_EndsWithTheToken()
    {
        sink.Require();
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(0.5));
        using var frozen = sink.Frozen();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            MailSender.SendBySmtpAsync("127.0.0.1", sink.Port, s_route, s_text, deadline.Token).WaitAsync(Probing.Ample));
    }
}
