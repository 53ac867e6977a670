using System.Diagnostics;
using System.Globalization;
using System.Text;
using Ldirectord.RealServers.Support;
using Ldirectord.Tests.Support;

namespace Ldirectord.RealServers;

/// <summary>
/// One configuration with every service that has a server here, probed by the program as "make build" leaves it: nothing that a check needs
/// was trimmed. docs/checks.md shows its output.
/// </summary>
public sealed class AllServicesTests(
    Nginx web, Tinyproxy proxy, Redis redis, Dnsmasq dns, Dovecot mail, SmtpSink smtp, Vsftpd ftp, Jamnntpd news, Slapd ldap, Mariadb mysql,
    Postgres pgsql, FreeRadius radius, Kamailio sip)
    : IClassFixture<Nginx>, IClassFixture<Tinyproxy>, IClassFixture<Redis>, IClassFixture<Dnsmasq>, IClassFixture<Dovecot>,
    IClassFixture<SmtpSink>, IClassFixture<Vsftpd>,
        IClassFixture<Jamnntpd>, IClassFixture<Slapd>, IClassFixture<Mariadb>, IClassFixture<Postgres>, IClassFixture<FreeRadius>,
        IClassFixture<Kamailio>
{
    private const string Login = "|login=\"user\"|passwd=\"" + Dovecot.Password + "\"";

    [Fact]
    public async Task AllAtOnce_AreUp()
    {
        RealServer[] servers = [web, proxy, redis, dns, mail, smtp, ftp, news, ldap, mysql, pgsql, radius, sip];
        foreach (var server in servers)
            server.Require();
        using var file = new TemporaryFile(Configuration());

        var (code, said) = await ProbeAsync(file.Path);

        Assert.True(code == 0, said);
        Assert.Equal(22, said.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        TestContext.Current.SendDiagnosticMessage(said);
    }

    private static async Task<(int Code, string Said)> ProbeAsync(string path)
    {
        using var probe = Process.Start(new ProcessStartInfo(Repository.PathOf("artifacts", "ldirectord"), [path, "probe"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var said = await Task.WhenAll(probe.StandardOutput.ReadToEndAsync(), probe.StandardError.ReadToEndAsync());
        await probe.WaitForExitAsync();
        return (probe.ExitCode, string.Concat(said));
    }

    private string Configuration()
    {
        (int Port, string Section)[] services =
        [
            (web.HttpPort, "service=http|request=\"index.html\"|receive=\"It works\""),
            (web.NamedHttpsPort, "service=https|virtualhost=www.example.test"),
            (proxy.Port, $"service=http_proxy|request=\"http://127.0.0.1:{web.HttpPort}/index.html\"|receive=\"It works\""),
            (redis.Port, "service=simpletcp|request=\"PING\\r\\n\"|receive=\"^\\+PONG\""),
            (dns.Port, "service=simpleudp|"
                + "request=\"\\x00\\x07\\x01\\x00\\x00\\x01\\x00\\x00\\x00\\x00\\x00\\x00"
                + "\\x03www\\x07example\\x04test\\x00\\x00\\x01\\x00\\x01\"|receive=\"example\"|protocol=udp"),
            (dns.Port, "service=dns|request=\"www.example.test\"|receive=\"192.0.2.10\"|protocol=udp"),
            (ftp.Port, $"service=ftp|request=\"{ftp.PathOf("index.html")}\"|receive=\"It works\""),
            (mail.Imap, $"service=imap|starttls=yes{Login}"),
            (mail.Imaps, $"service=imaps{Login}"),
            (mail.Pop, $"service=pop{Login}"),
            (mail.Pops, $"service=pops|tlsverify=yes|tlscafile={mail.Certificates.CaFile}{Login}"),
            (mail.Submission, $"service=submission|starttls=yes{Login}"),
            (smtp.Port, "service=smtp"),
            (news.Port, "service=nntp"),
            (ldap.Port, "service=ldap|request=\"dc=example,dc=test\""),
            (ldap.TlsPort, "service=ldaps|request=\"dc=example,dc=test\"|receive=\"^dc=example\""),
            (mysql.Port, "service=mysql|login=\"u\"|passwd=\"geheim\"|database=\"d\"|request=\"SELECT * FROM t\""),
            (pgsql.Port, "service=pgsql|login=\"u\"|passwd=\"geheim\"|database=\"u\"|request=\"SELECT * FROM t\""),
            (pgsql.Port, "service=odbc|login=\"u\"|passwd=\"geheim\"|database=\"Driver={PostgreSQL "
                + "Unicode};Server={host};Port={port};Database=u\"|request=\"SELECT * FROM t\""),
            (radius.Port, $"service=radius|login=\"u\"|passwd=\"p\"|secret=\"{FreeRadius.Secret}\"|protocol=udp"),
            (sip.Port, "service=sip|login=\"u@example.test\"|protocol=udp"),
            (web.HttpPort, "checktype=connect"),
        ];
        var text = new StringBuilder();
        foreach (var (index, (port, section)) in services.Index())
            text.Append(CultureInfo.InvariantCulture, $"virtual=10.0.0.{index + 1}:9\n\treal=127.0.0.1:{port} masq\n"
                + $"\t{section.Replace("|", "\n\t", StringComparison.Ordinal)}\n");
        return text.ToString();
    }

    private sealed class TemporaryFile : IDisposable
    {
        public TemporaryFile(string text) => File.WriteAllText(Path, text);

        public string Path { get; } = System.IO.Path.GetTempFileName();

        public void Dispose() => File.Delete(Path);
    }
}
