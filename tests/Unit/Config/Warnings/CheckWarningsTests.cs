using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Ldirectord.Config;
using Ldirectord.Tests.Support;
using static Ldirectord.Tests.Config.Reading;

namespace Ldirectord.Tests.Config;

/// <summary>Warnings of checks that can never pass, and of directives that the check does not use.</summary>
public class CheckWarningsTests
{
    [Theory]
    [InlineData("service=mysql|real=127.0.0.2 gate", "service = mysql needs login and request")]
    [InlineData("service=http_proxy|real=127.0.0.2 gate", "service = http_proxy needs a request")]
    [InlineData("service=ftp|receive=\"ok\"|real=127.0.0.2 gate", "service = ftp with receive needs request")]
    [InlineData("service=oracle|login=\"a\"|passwd=\"b\"|real=127.0.0.2 gate", "service = oracle needs login and request")]
    [InlineData("service=ldap|login=\"a\"|real=127.0.0.2 gate", "the check binds anonymously")]
    [InlineData("service=imap|login=\"a\"|real=127.0.0.2 gate", "login without passwd")]
    [InlineData("service=radius|real=127.0.0.2 gate", "service = radius needs secret")]
    [InlineData("service=none|checktype=connect|real=127.0.0.2 gate", "has no port")]
    [InlineData("service=smtp|real=127.0.0.2:465 masq",
        "service = smtp at port 465: TLS begins with the first byte there, so no server is ever up; expected service = smtps")]
    [InlineData("service=smtp|checkport=465|real=127.0.0.2:25 masq", "service = smtp at port 465: ")]
    [InlineData("service=submission|real=127.0.0.2:465 masq", "service = submission at port 465: ")]
    [InlineData("service=imap|real=127.0.0.2:993 masq", "service = imap at port 993: ")]
    public void CheckThatCanNeverPass_IsAWarning(string section, string message)
    {
        var read = Read(FileWith(section));
        Assert.NotNull(read.Config);
        var warning = Assert.Single(read.Diagnostics);
        Assert.Equal((Severity.Warning, false), (warning.Severity, warning.IsPortability));
        Assert.Contains(message, warning.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("service=http|starttls=yes", "starttls has no effect with service = http")]
    [InlineData("service=imaps|starttls=yes", "starttls has no effect with service = imaps: TLS begins with the first byte")]
    [InlineData("service=smtps|starttls=yes", "starttls has no effect with service = smtps: TLS begins with the first byte")]
    [InlineData("service=smtps|tlsverify=yes", "")]
    [InlineData("service=imap|starttls=yes", "")]
    [InlineData("service=imap|starttls=no", "")]
    [InlineData("service=smtp|tlsverify=yes", "tlsverify without starttls = yes: no certificate is verified")]
    [InlineData("service=ldap|tlsverify=yes|tlsservername=a.example",
        "tlsverify and tlsservername without starttls = yes: no certificate is verified")]
    [InlineData("service=smtp|tlsverify=yes|starttls=yes", "")]
    [InlineData("service=dns|tlsverify=yes", "tlsverify has no effect with service = dns")]
    [InlineData("checktype=connect|tlsverify=yes", "tlsverify has no effect without a negotiate check")]
    [InlineData("checktype=off|tlsverify=yes", "")]
    [InlineData("checktype=3|service=https|tlsverify=yes", "")]
    [InlineData("service=http|tlsverify=yes", "")]
    [InlineData("service=https|tlsservername=a.example", "")]
    [InlineData("service=https|tlscafile=@", "tlscafile has no effect without tlsverify = yes: no certificate is verified")]
    [InlineData("service=https|tlscafile=@|tlsverify=yes", "")]
    [InlineData("service=pgsql|login=\"a\"|passwd=\"b\"|request=\"SELECT 1\"|tlsservername=a.example",
        "tlsservername without tlsverify = yes: no certificate is verified")]
    [InlineData("service=pgsql|login=\"a\"|passwd=\"b\"|request=\"SELECT 1\"|tlsverify=yes", "")]
    [InlineData("service=mysql|login=\"a\"|passwd=\"b\"|request=\"SELECT 1\"|tlsverify=yes", "")]
    [InlineData("service=mysql|login=\"a\"|passwd=\"b\"|request=\"SELECT 1\"|tlsverify=yes|tlsservername=127.0.0.2", "")]
    [InlineData("service=mysql|login=\"a\"|passwd=\"b\"|request=\"SELECT 1\"|tlsverify=yes|tlsservername=a.example",
        "service = mysql verifies certificates for the server's address only, not for a.example, so no server is ever up")]
    [InlineData("service=imap|receivenot=\"a\"", "receivenot has no effect with service = imap")]
    [InlineData("service=ldap|receivenot=\"a\"", "")]
    [InlineData("service=nntp|requestfile=@", "requestfile has no effect with service = nntp")]
    [InlineData("service=http|requestfile=@", "")]
    [InlineData("service=smtp|httpstatus=200",
        "httpheader, httpstatus, httpversion, redirects and receivedigest have no effect with service = smtp")]
    [InlineData("service=http_proxy|request=\"http://a.example/\"|httpstatus=200", "")]
    [InlineData("service=http|httpmethod=HEAD|receive=\"a\"",
        "receive with httpmethod = HEAD is matched against an empty text: a response to HEAD has no body")]
    [InlineData("service=http|httpmethod=HEAD", "")]
    [InlineData("service=imap|receive=\"a\"|request=\"b\"|httpmethod=HEAD", "")]
    public void DirectiveThatTheCheckDoesNotUse_IsAWarning(string section, string message)
    {
        using var folder = new TemporaryFolder();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var authority = new CertificateRequest("CN=a", key, HashAlgorithmName.SHA256).CreateSelfSigned(
            DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(1));
        var path = folder.Write("ca.pem", authority.ExportCertificatePem());
        var warnings = Read(FileWith($"{section.Replace("@", path, StringComparison.Ordinal)}|real=127.0.0.2:81 masq"))
            .Diagnostics.Where(diagnostic => !diagnostic.IsPortability).Select(diagnostic => diagnostic.Message);
        Assert.Equal(message.Length == 0 ? [] : [message], warnings);
    }

    [Theory]
    [InlineData("request=\"SELECT 1\"|real=127.0.0.2 gate", "service = odbc needs database (a connection string) and request")]
    [InlineData("database=\"DSN=x;Server={host}\"|real=127.0.0.2 gate", "service = odbc needs database (a connection string) and request")]
    [InlineData("database=\"DSN=x\"|request=\"SELECT 1\"|real=127.0.0.2 gate", "database has no {host}")]
    [InlineData("database=\"Server={host};Port={port}\"|request=\"SELECT 1\"|real=127.0.0.2 gate", "has no port")]
    [InlineData("database=\"Server={host}\"|request=\"SELECT 1\"|real=127.0.0.2 gate", "")]
    public void IncompleteOdbcCheck_IsAWarning(string section, string message)
    {
        var warnings = Read(FileWith($"service=odbc|{section}"))
            .Diagnostics.Where(diagnostic => !diagnostic.IsPortability).Select(diagnostic => diagnostic.Message);
        if (message.Length == 0)
            Assert.Empty(warnings);
        else
            Assert.Contains(message, Assert.Single(warnings), StringComparison.Ordinal);
    }
}
