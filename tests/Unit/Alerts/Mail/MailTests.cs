using System.Collections.Concurrent;
using System.Text;
using Ldirectord.Alerts;
using Ldirectord.Config;
using Ldirectord.Tests.Support;
using static Ldirectord.Tests.Support.Configs;

namespace Ldirectord.Tests.Alerts;

/// <summary>emailalert: what is mailed, to whom, and what happens if a mail cannot be sent.</summary>
public class MailTests
{
    private const string Added = "Added real server: 10.0.1.1:80 (10.0.0.1:80) (Weight set to 1)";

    private static readonly MailSettings s_bob = MailSettings.None with
    {
        Recipients = ["bob@example.org"],
        Smtp = "mail.example.org",
        Sender = "director@example.org",
    };

    private readonly ManualTime _time = new();
    private readonly RecordingLog _log = new();
    private readonly ConcurrentQueue<MailText> _sent = new();

    [Fact]
    public void OneAlert_IsTheOriginalsMail()
    {
        var settings = s_bob with { ServiceName = "web shop", Comment = "call Bob" };

        var text = MailText.Of(new MailAlert(settings, Added, DaemonPhases.Starting), "lvs1");

        Assert.Equal($"[web shop] {Added}", text.Subject);
        Assert.Equal(
            $"ldirectord host: lvs1\nLog-Message: [web shop] {Added}\nDaemon-Status: starting\n\n"
            + "Service name: web shop\nComment: call Bob\n",
            text.Body);
    }

    [Fact]
    public void AlertWithoutNames_HasNoLinesForThem() =>
        Assert.Equal(
            $"ldirectord host: lvs1\nLog-Message: {Added}\nDaemon-Status: running\n",
            MailText.Of(new MailAlert(s_bob, Added, DaemonPhases.Running), "lvs1").Body);

    [Fact]
    public void ManyAlerts_AreOneMailWithABound()
    {
        var alerts = Enumerable.Range(0, 1000).Select(i => new MailAlert(s_bob, $"Deleted real server: {i}", DaemonPhases.Running));
        var text = MailText.Of([.. alerts], "lvs1");

        Assert.Equal("ldirectord on lvs1: 1000 changes, the first: Deleted real server: 0", text.Subject);
        Assert.Contains("Log-Message: Deleted real server: 199\nand 800 more", text.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MassFailure_IsFewMails_AndTheTableIsWritten()
    {
        var service = Virtual("10.0.0.1:80", [.. Enumerable.Range(1, 200).Select(i => Real($"10.0.1.{i}:80"))]) with { Mail = s_bob };
        await using var director = new RunningDirector(Of(service));

        await director.FirstRoundAsync();
        static int AddedIn(MailText text) =>
            text.Body.Split('\n').Count(line => line.StartsWith("Log-Message: Added", StringComparison.Ordinal));
        await director.AdvanceUntilAsync(() => director.Mails.Sum(mail => AddedIn(mail.Text)) == 200, TimeSpan.FromSeconds(10));

        Assert.InRange(director.Mails.Count, 1, 5);
        Assert.All(
            director.Mails,
            mail => Assert.Equal(new MailRoute("director@example.org", "bob@example.org", "mail.example.org"), mail.Route));
    }

    [Fact]
    public void ServicesThatLeftTheFile_AreForgottenWithTheNextEdit()
    {
        using var mail = new MailAlertRules((_, _, _) => Task.CompletedTask, _log, _time);
        for (int i = 1; i < 100; i++)
            mail.Apply(Of(Virtual($"10.0.0.{i}:80"), Virtual("10.0.1.0:80")));
        Assert.Equal(3, mail.Remembered);
    }

    [Fact]
    public async Task WithoutDigest_EachChangeIsAMail()
    {
        var service = Virtual("10.0.0.1:80", Real("10.0.1.1:80"), Real("10.0.1.2:80")) with { Mail = s_bob with { Digest = false } };
        await using var director = new RunningDirector(Of(service));

        await Eventually.TrueAsync(() => director.Mails.Count == 2);

        Assert.Equal(
            [Added, Added.Replace("1.1:80", "1.2:80", StringComparison.Ordinal)],
            director.Mails.Select(mail => mail.Text.Subject).Order());
        Assert.Contains($"emailalert: {Added}", director.Log.Lines);
    }

    [Fact]
    public async Task ServerThatStaysDown_IsMailedRepeatedly()
    {
        var backend = new Backend();
        var service = Virtual("10.0.0.1:80", Real("10.0.1.1:80", backend)) with
        {
            Mail = s_bob with { RepeatInterval = TimeSpan.FromSeconds(20) },
        };
        await using var director = new RunningDirector(Of(service));
        await Eventually.EqualAsync("10.0.1.1:80 1", () => director.In(service));
        int Repeats() => director.Mails.Count(mail => mail.Text.Subject == "Inaccessible real server: 10.0.1.1:80 (10.0.0.1:80)");

        backend.Die();
        await director.AdvanceUntilAsync(() => Repeats() == 2, TimeSpan.FromMinutes(1));
        backend.Return();
        await director.AdvanceUntilAsync(() => director.In(service) == "10.0.1.1:80 1", TimeSpan.FromMinutes(1));
        var probes = backend.Probes;
        await director.AdvanceUntilAsync(() => backend.Probes > probes + 3, TimeSpan.FromMinutes(1));

        Assert.Equal(2, Repeats());
    }

    [Fact]
    public async Task PhaseThatIsNotWanted_IsNotMailed()
    {
        var service = Virtual("10.0.0.1:80", Real("10.0.1.1:80")) with { Mail = s_bob with { Phases = DaemonPhases.Stopping } };
        await using var director = new RunningDirector(Of(service));
        await Eventually.EqualAsync("10.0.1.1:80 1", () => director.In(service));

        await director.StopAsync();

        var mail = Assert.Single(director.Mails).Text;
        Assert.Equal("Purged real server (stop): 10.0.1.1:80 (10.0.0.1:80)", mail.Subject);
        Assert.Contains("Daemon-Status: stopping", mail.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ServiceThatAnEditTookOut_IsMailedOfOnceMore()
    {
        var service = Virtual("10.0.0.1:80", Real("10.0.1.1:80")) with { Mail = s_bob with { Phases = DaemonPhases.Reloading } };
        var other = Virtual("10.0.0.2:80", Real("10.0.1.2:80"));
        await using var director = new RunningDirector(Of(service, other));
        await director.FirstRoundAsync();
        await Eventually.EqualAsync("10.0.1.1:80 1", () => director.In(service));

        director.Reload(new ConfigResult(Of(other), []));

        await director.AdvanceUntilAsync(() => !director.Mails.IsEmpty, TimeSpan.FromSeconds(5));
        Assert.Equal("Purged real server (start): 10.0.1.1:80 (10.0.0.1:80)", Assert.Single(director.Mails).Text.Subject);
    }

    [Fact]
    public async Task RefusedMail_IsRetried_AndThenGivenUpWithALogLine()
    {
        var attempts = 0;
        using var queue = new MailQueue(
            (_, _, _) => ++attempts > 0 ? throw new IOException("relay access denied") : Task.CompletedTask, "lvs1", _log, _time);

        queue.Post(new MailRoute("a@b", "c@d", null), new MailAlert(s_bob, Added, DaemonPhases.Running), digest: false);

        var givenUp = $"emailalert: given up after {MailQueue.RetryDelays.Count + 1} attempts: {Added}: relay access denied";
        await AdvanceUntilAsync(() => _log.Lines.Any(line => line.StartsWith(givenUp, StringComparison.Ordinal)));
        Assert.Equal(MailQueue.RetryDelays.Count + 1, attempts);
    }

    [Fact]
    public async Task HangingMailServer_DelaysNoOther()
    {
        using var queue = new MailQueue(
            async (route, text, ct) =>
            {
                if (route.Smtp == "hangs")
                    await Task.Delay(Timeout.Infinite, ct);
                _sent.Enqueue(text);
            },
            "lvs1",
            _log,
            _time);

        queue.Post(new MailRoute("a@b", "c@d", "hangs"), new MailAlert(s_bob, "first", DaemonPhases.Running), digest: false);
        queue.Post(new MailRoute("a@b", "c@d", "fine"), new MailAlert(s_bob, "second", DaemonPhases.Running), digest: false);

        await Eventually.TrueAsync(() => _sent.Any(text => text.Subject == "second"));
        await AdvanceUntilAsync(() => _log.Lines.Any(line => line.Contains("not accepted within 30 s", StringComparison.Ordinal)));
        Assert.Single(_sent);
    }

    [Fact]
    public async Task AlertsBeyondTheCapacityOfAQueue_AreDroppedAndLogged()
    {
        using var queue = new MailQueue((_, _, ct) => Task.Delay(Timeout.Infinite, ct), "lvs1", _log, _time);

        for (var i = 0; i < MailQueue.Capacity + 2; i++)
            queue.Post(new MailRoute("a@b", "c@d", null), new MailAlert(s_bob, $"alert {i}", DaemonPhases.Running), digest: false);

        Assert.Contains(_log.Lines, line => line.StartsWith("emailalert: queue for c@d is full, dropped: alert", StringComparison.Ordinal));
        await queue.DrainAsync();
        Assert.Contains("emailalert: mail for 1 route(s) not sent before shutdown", _log.Lines);
    }

    [Fact]
    public async Task LocalMailer_GetsAWholeMessage()
    {
        using var folder = new TemporaryFolder();
        var (mailer, letter) = (folder.Path("sendmail"), folder.Path("letter"));
        await File.WriteAllTextAsync(mailer, $"#!/bin/sh\necho \"$@\" > {letter}\ncat >> {letter}\n");
        File.SetUnixFileMode(mailer, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        await MailSender.SendLocallyAsync(
            mailer,
            new MailRoute("a@b", "c@d, e@f", null),
            new MailText("Grüße", "one\ntwo\n"),
            CancellationToken.None);

        var lines = await File.ReadAllLinesAsync(letter);
        Assert.Equal("-i -t", lines[0]);
        Assert.Contains("To: c@d, e@f", lines);
        Assert.Contains("Subject: =?utf-8?B?R3LDvMOfZQ==?=", lines);
        Assert.Equal(["", "one", "two"], lines[^3..]);
    }

    [Fact]
    public async Task LocalMailer_IsGivenNoDescriptorButItsStreams()
    {
        using var folder = new TemporaryFolder();
        using var leak = new LeakedDescriptor();
        var (mailer, list) = (folder.Path("sendmail"), folder.Path("list"));
        await File.WriteAllTextAsync(mailer, $"#!/bin/sh\nls /proc/self/fd > {list}\ncat >/dev/null\n");
        File.SetUnixFileMode(mailer, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        await MailSender.SendLocallyAsync(mailer, new MailRoute("a@b", "c@d", null), new MailText("x", "y"), CancellationToken.None);

        Assert.Equal(LeakedDescriptor.None, await File.ReadAllLinesAsync(list));
    }

    [Fact]
    public async Task LongNonAsciiSubject_IsSplitIntoEncodedWords()
    {
        using var folder = new TemporaryFolder();
        var (mailer, letter) = (folder.Path("sendmail"), folder.Path("letter"));
        await File.WriteAllTextAsync(mailer, $"#!/bin/sh\ncat >{letter}\n");
        File.SetUnixFileMode(mailer, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var subject = string.Concat(Enumerable.Repeat("検査🙂é ", 30)).TrimEnd();

        await MailSender.SendLocallyAsync(
            mailer,
            new MailRoute("Jörg <a@b>", "c@d", null),
            new MailText(subject, "x"),
            CancellationToken.None);

        var lines = await File.ReadAllLinesAsync(letter, TestContext.Current.CancellationToken);
        Assert.Contains("From: =?utf-8?B?SsO2cmc=?= <a@b>", lines);
        var words = lines.SkipWhile(line => !line.StartsWith("Subject: ", StringComparison.Ordinal))
            .TakeWhile((line, i) => i == 0 || line.StartsWith(' '))
            .Select(line => line.Replace("Subject: ", "", StringComparison.Ordinal).Trim())
            .ToList();
        Assert.All(words, word => Assert.InRange(word.Length, 1, 75));
        var decoded = words.Select(word => Encoding.UTF8.GetString(Convert.FromBase64String(word["=?utf-8?B?".Length..^2])));
        Assert.Equal(subject, string.Concat(decoded));
    }

    [Fact]
    public void NamesOfTheFile_AreUtf8_AndShownInOneLine()
    {
        var settings = s_bob with { ServiceName = "\u00E6\u00A4\u009C\e[31m", Comment = "caf\u00E9\r" };

        var text = MailText.Of(new MailAlert(settings, Added, DaemonPhases.Running), "lvs1");

        Assert.Equal($@"[検\x1B[31m] {Added}", text.Subject);
        Assert.EndsWith("Service name: 検\\x1B[31m\nComment: caf\\xE9\\x0D\n", text.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FailingLocalMailer_IsReported()
    {
        using var folder = new TemporaryFolder();
        var mailer = folder.Path("sendmail");
        await File.WriteAllTextAsync(mailer, "#!/bin/sh\ncat >/dev/null\necho no such user >&2\nexit 67\n");
        File.SetUnixFileMode(mailer, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        var failure = await Assert.ThrowsAsync<IOException>(
            () => MailSender.SendLocallyAsync(
                mailer, new MailRoute("a@b", "c@d", null), new MailText("x", "y"), CancellationToken.None));

        Assert.Equal($"{mailer} ended with exit status 67: no such user", failure.Message);
    }

    private async Task AdvanceUntilAsync(Func<bool> condition)
    {
        for (var i = 0; i < 5000 && !condition(); i++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(500));
            await Task.Delay(1, TestContext.Current.CancellationToken);
        }

        Assert.True(condition(), string.Join('\n', _log.Lines));
    }
}
