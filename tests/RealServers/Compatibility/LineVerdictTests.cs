using Ldirectord.RealServers.Support;

namespace Ldirectord.RealServers.Compatibility;

/// <summary>
/// smtp, submission, pop, pops, ftp and nntp: where the original says up or down, so do we; what differs is named, and a row of
/// docs/differences.md. imap and imaps cannot be compared: of an IPv4 server the original asks port 143 or 993, whatever the file says.
/// </summary>
public sealed class LineVerdictTests(Dovecot dovecot, ApopDovecot apop, SmtpSink sink, OldSmtpSink old, ClosingSmtpSink closing, Vsftpd ftp,
    Jamnntpd news, ClosedJamnntpd closed)
    : IClassFixture<Dovecot>, IClassFixture<ApopDovecot>, IClassFixture<SmtpSink>, IClassFixture<OldSmtpSink>,
    IClassFixture<ClosingSmtpSink>, IClassFixture<Vsftpd>,
        IClassFixture<Jamnntpd>, IClassFixture<ClosedJamnntpd>
{
    private const string Password = $"passwd=\"{Dovecot.Password}\"";

    [Theory]
    [InlineData("real=127.0.0.1:SMTP masq|service=smtp")]
    [InlineData("real6=[::1]:SMTP masq|service=smtp")]
    [InlineData("real=127.0.0.1:OLD masq|service=smtp")]
    [InlineData("real=127.0.0.1:CLOSING masq|service=smtp")]
    [InlineData("real=127.0.0.1:POP masq|service=smtp")]
    [InlineData("real=127.0.0.1:9 masq|service=smtp")]
    [InlineData("real=127.0.0.1:SUBMISSION masq|service=submission")]
    [InlineData("real=127.0.0.1:SUBMISSION masq|service=submission|login=\"user\"|" + Password)]
    [InlineData("real=127.0.0.1:POP masq|service=pop")]
    [InlineData("real=127.0.0.1:POP masq|service=pop|login=\"user\"|" + Password)]
    [InlineData("real=127.0.0.1:POP masq|service=pop|login=\"user\"|passwd=\"hush\"")]
    [InlineData("real=127.0.0.1:APOP masq|service=pop|login=\"user\"|" + Password)]
    [InlineData("real=127.0.0.1:FTP masq|service=ftp")]
    [InlineData("real=127.0.0.1:FTP masq|service=ftp|request=\"FILE\"|receive=\"^It works!$\"")]
    [InlineData("real6=[::1]:FTP masq|service=ftp|request=\"FILE\"|receive=\"^It works!$\"")]
    [InlineData("real=127.0.0.1:FTP masq|service=ftp|request=\"FILE\"|receive=\"Sorry\"")]
    [InlineData("real=127.0.0.1:FTP masq|service=ftp|request=\"NOFILE\"|receive=\"It works\"")]
    [InlineData("real=127.0.0.1:FTP masq|service=ftp|receive=\"It works\"")]
    [InlineData("real=127.0.0.1:FTP masq|service=ftp|passwd=\"" + Vsftpd.BannedPassword + "\"")]
    [InlineData("real=127.0.0.1:FTP masq|service=ftp|passwd=\"" + Vsftpd.BannedPassword + "\"|request=\"FILE\"|receive=\"It works\"")]
    [InlineData("real=127.0.0.1:NEWS masq|service=nntp")]
    [InlineData("real=127.0.0.1:CLOSED masq|service=nntp")]
    [InlineData("real=127.0.0.1:POP masq|service=nntp")]
    [InlineData("real=127.0.0.1:9 masq|service=nntp")]
    public async Task Verdict_IsTheOriginals(string service)
    {
        var section = Filled(service);

        var ours = await Verdicts.OursAsync(section);

        Assert.True(await Verdicts.OriginalAsync(section) == ours.IsUp, $"ours: {ours}");
    }

    /// <summary>Up to the original, whatever is there.</summary>
    [Theory]
    [InlineData("real=127.0.0.1:9 masq|service=ftp")]
    [InlineData("real=127.0.0.1:FTP masq|service=ftp|request=\"NOFILE\"")]
    [InlineData("real=127.0.0.1:FTP masq|service=ftp|login=\"somebody\"|passwd=\"hush\"")]
    [InlineData("real=127.0.0.1:9 masq|service=pop")]
    [InlineData("real=127.0.0.1:SUBMISSION masq|service=submission|login=\"user\"|passwd=\"hush\"")]
    [InlineData("real=127.0.0.1:FTP masq|service=nntp")]
    public async Task ServerThatTheOriginalTakesForUp_IsDown(string service)
    {
        var section = Filled(service);

        var ours = await Verdicts.OursAsync(section);

        Assert.False(ours.IsUp, $"ours: {ours}");
        Assert.True(await Verdicts.OriginalAsync(section));
    }

    /// <summary>Down to the original, or the end of it.</summary>
    [Theory]
    [InlineData("real6=[::1]:POP masq|service=pop|login=\"user\"|" + Password)]
    [InlineData("real=127.0.0.1:POPS masq|service=pops|login=\"user\"|" + Password)] // it verifies against this machine's authorities
    public async Task HealthyServerThatTheOriginalMisses_IsUp(string service)
    {
        var section = Filled(service);

        var ours = await Verdicts.OursAsync(section);

        Assert.True(ours.IsUp, $"ours: {ours}");
        Assert.NotEqual(true, await Verdicts.OriginalAsync(section));
    }

    private string Filled(string service)
    {
        foreach (var server in (RealServer[])[dovecot, apop, sink, old, closing, ftp, news, closed])
            server.Require();
        (string Word, int Port)[] ports =
        [
            ("SUBMISSION", dovecot.Submission), ("SMTP", sink.Port), ("OLD", old.Port), ("CLOSING", closing.Port), ("POPS", dovecot.Pops),
            ("APOP", apop.Pop),
            ("POP", dovecot.Pop), ("FTP", ftp.Port), ("NEWS", news.Port), ("CLOSED", closed.Port),
        ];
        service = service.Replace("NOFILE", ftp.PathOf("nowhere"), StringComparison.Ordinal)
            .Replace("FILE", ftp.PathOf("index.html"), StringComparison.Ordinal);
        return ports.Aggregate(service, (text, port) => text.Replace(port.Word, $"{port.Port}", StringComparison.Ordinal));
    }
}
