using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Ldirectord.RealServers.Processors;
using Ldirectord.RealServers.Support;

namespace Ldirectord.RealServers;

/// <summary>
/// One configuration with every service that has a server here, probed by the programs as "make build" leaves them for both processors:
/// nothing that a check needs was trimmed, and nothing is only true of x86-64. docs/checks.md shows its output.
/// </summary>
public sealed partial class AllServicesTests(
    Nginx web, Tinyproxy proxy, Redis redis, Dnsmasq dns, Dovecot mail, SmtpSink smtp, Vsftpd ftp, Jamnntpd news, Slapd ldap, Mariadb mysql,
    Postgres pgsql, FreeRadius radius, Kamailio sip)
    : IClassFixture<Nginx>, IClassFixture<Tinyproxy>, IClassFixture<Redis>, IClassFixture<Dnsmasq>, IClassFixture<Dovecot>,
    IClassFixture<SmtpSink>, IClassFixture<Vsftpd>,
        IClassFixture<Jamnntpd>, IClassFixture<Slapd>, IClassFixture<Mariadb>, IClassFixture<Postgres>, IClassFixture<FreeRadius>,
        IClassFixture<Kamailio>
{
    private const string Login = "|login=\"user\"|passwd=\"" + Dovecot.Password + "\"";
    private const string Wrong = "|login=\"user\"|passwd=\"wrong\"";
    private const string OdbcSource = "database=\"Driver={PostgreSQL Unicode};Server={host};Port={port};Database=u\"";

    /// <summary>A question of DNS in bytes.</summary>
    private const string Question = "request=\"\\x00\\x07\\x01\\x00\\x00\\x01\\x00\\x00\\x00\\x00\\x00\\x00"
        + "\\x03www\\x07example\\x04test\\x00\\x00\\x01\\x00\\x01\"";

    public static TheoryData<string> Programs => [BuiltProgram.X64, BuiltProgram.Arm64];

    [Theory, MemberData(nameof(Programs))]
    public async Task AllAtOnce_AreUp(string program)
    {
        var (code, lines) = await ProbeAsync(program, service => service.Good);

        Assert.True(code == 0, string.Join('\n', lines));
        Assert.Equal(Services.Count, lines.Count);
        TestContext.Current.SendDiagnosticMessage(string.Join('\n', lines));
    }

    [Fact]
    public async Task AnswersThatAreNotExpected_AreDown_ForTheSameReasonsOnBothProcessors()
    {
        var x64 = await ProbeAsync(BuiltProgram.X64, service => service.Bad);
        var arm64 = await ProbeAsync(BuiltProgram.Arm64, service => service.Bad);

        Assert.Equal(1, x64.Code);
        Assert.Equal(Services.Count, x64.Lines.Count);
        Assert.All(x64.Lines, line => Assert.Contains(" down ", line, StringComparison.Ordinal));
        Assert.Equal(x64.Lines.Select(WithoutTime), arm64.Lines.Select(WithoutTime));
        TestContext.Current.SendDiagnosticMessage(string.Join('\n', arm64.Lines));
    }

    /// <param name="section">A section's lines, separated by bars.</param>
    private async Task<(int Code, IReadOnlyList<string> Lines)> ProbeAsync(string program, Func<Service, string> section)
    {
        RealServer[] servers = [web, proxy, redis, dns, mail, smtp, ftp, news, ldap, mysql, pgsql, radius, sip];
        foreach (var server in servers)
            server.Require();
        // The emulator, on a busy machine, needs seconds for TLS.
        var text = new StringBuilder("negotiatetimeout=60\nchecktimeout=60\n");
        foreach (var (index, service) in Services.Index())
            text.Append(CultureInfo.InvariantCulture, $"virtual=10.0.0.{index + 1}:9\n\treal=127.0.0.1:{service.Port} masq\n"
                + $"\t{section(service).Replace("|", "\n\t", StringComparison.Ordinal)}\n");
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, text.ToString());
            var (code, output, error) = await BuiltProgram.RunAsync(program, [file, "probe"]);
            return (code, (output + error).Split('\n', StringSplitOptions.RemoveEmptyEntries));
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static string WithoutTime(string line) => Duration().Replace(line, " ");

    [GeneratedRegex(@" +[0-9.]+ m?s\b")]
    private static partial Regex Duration();

    /// <summary>A section that its server satisfies, and one that it does not.</summary>
    private sealed record Service(int Port, string Good, string Bad);

    private List<Service> Services =>
    [
        new(web.HttpPort, "service=http|request=\"index.html\"|receive=\"It works\"", "service=http|request=\"absent.html\""),
        new(web.NamedHttpsPort, "service=https|virtualhost=www.example.test",
            "service=https|virtualhost=www.example.test|receive=\"absent\""),
        new(proxy.Port, $"service=http_proxy|request=\"http://127.0.0.1:{web.HttpPort}/index.html\"|receive=\"It works\"",
            $"service=http_proxy|request=\"http://127.0.0.1:{web.HttpPort}/absent.html\""),
        new(redis.Port, "service=simpletcp|request=\"PING\\r\\n\"|receive=\"^\\+PONG\"",
            "service=simpletcp|request=\"absent\\r\\n\"|receive=\"^\\+PONG\"|negotiatetimeout=1"),
        new(dns.Port, $"service=simpleudp|{Question}|receive=\"example\"|protocol=udp",
            $"service=simpleudp|{Question}|receive=\"absent\"|protocol=udp|negotiatetimeout=1"),
        new(dns.Port, "service=dns|request=\"www.example.test\"|receive=\"192.0.2.10\"|protocol=udp",
            "service=dns|request=\"www.example.test\"|receive=\"192.0.2.11\"|protocol=udp"),
        new(ftp.Port, $"service=ftp|request=\"{ftp.PathOf("index.html")}\"|receive=\"It works\"",
            $"service=ftp|request=\"{ftp.PathOf("absent.html")}\""),
        new(mail.Imap, $"service=imap|starttls=yes{Login}", $"service=imap|starttls=yes{Wrong}"),
        new(mail.Imaps, $"service=imaps{Login}", $"service=imaps{Wrong}"),
        new(mail.Pop, $"service=pop{Login}", $"service=pop{Wrong}"),
        new(mail.Pops, $"service=pops|tlsverify=yes|tlscafile={mail.Certificates.CaFile}{Login}",
            $"service=pops|tlsverify=yes|tlscafile=/etc/ssl/certs/ca-certificates.crt{Login}"),
        new(mail.Submission, $"service=submission|starttls=yes{Login}", $"service=submission|starttls=yes{Wrong}"),
        new(smtp.Port, "service=smtp", $"service=smtp|checkport={mail.Pop}"),
        new(news.Port, "service=nntp", $"service=nntp|checkport={mail.Pop}"),
        new(ldap.Port, "service=ldap|request=\"dc=example,dc=test\"", "service=ldap|request=\"dc=absent,dc=test\""),
        new(ldap.TlsPort, "service=ldaps|request=\"dc=example,dc=test\"|receive=\"^dc=example\"",
            "service=ldaps|request=\"dc=example,dc=test\"|receive=\"^dc=absent\""),
        new(mysql.Port, "service=mysql|login=\"u\"|passwd=\"geheim\"|database=\"d\"|request=\"SELECT * FROM t\"",
            "service=mysql|login=\"u\"|passwd=\"geheim\"|database=\"d\"|request=\"SELECT * FROM absent\""),
        new(pgsql.Port, "service=pgsql|login=\"u\"|passwd=\"geheim\"|database=\"u\"|request=\"SELECT * FROM t\"",
            "service=pgsql|login=\"u\"|passwd=\"wrong\"|database=\"u\"|request=\"SELECT * FROM t\""),
        new(pgsql.Port, $"service=odbc|login=\"u\"|passwd=\"geheim\"|{OdbcSource}|request=\"SELECT * FROM t\"",
            $"service=odbc|login=\"u\"|passwd=\"geheim\"|{OdbcSource}|request=\"SELECT * FROM absent\""),
        new(radius.Port, $"service=radius|login=\"u\"|passwd=\"p\"|secret=\"{FreeRadius.Secret}\"|protocol=udp",
            $"service=radius|login=\"u\"|passwd=\"wrong\"|secret=\"{FreeRadius.Secret}\"|protocol=udp"),
        new(sip.Port, "service=sip|login=\"u@example.test\"|protocol=udp", "service=sip|login=\"overload@example.test\"|protocol=udp"),
        new(web.HttpPort, "checktype=connect", "checktype=connect|checkport=1"),
    ];
}
