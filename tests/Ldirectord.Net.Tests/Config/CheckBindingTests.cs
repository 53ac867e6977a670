using System.Net;
using Ldirectord.Checks;
using Ldirectord.Config;
using Ldirectord.Net;
using static Ldirectord.Tests.Config.Reading;

namespace Ldirectord.Tests.Config;

/// <summary>Which check the directives ask for, at which port, with which deadline.</summary>
public class CheckBindingTests
{
    private static readonly IPEndPoint Target = new(IPAddress.Parse("127.0.0.2"), 81);
    private static readonly TimeSpan Five = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Thirty = TimeSpan.FromSeconds(30);

    [Fact]
    public void EachChecktype_IsItsCheck()
    {
        Assert.Equal(new ConnectCheck(Target, Five), Check("checktype=connect"));
        Assert.Equal(new PingCheck(Target.Address, Five, 1), Check("checktype=ping"));
        Assert.Equal(new PingCheck(Target.Address, Five, 3), Check("checktype=ping|checkcount=3"));
        Assert.Equal(new PingCheck(Target.Address, Five, 1), Check("checktype=connect|protocol=udp"));
        Assert.Equal(new ExternalCheck(Target, Five, "/bin/true", "127.0.0.1", 80, Perl: false), Check("checktype=external"));
        Assert.Equal(new ExternalCheck(Target, Five, "/bin/x y", "127.0.0.1", 80, Perl: true), Check("checktype=external-perl|checkport=99|checkcommand=\"/bin/x y\""));
        Assert.Equal(new OnCheck(Target), Check("checktype=on"));
        Assert.Equal(new OnCheck(Target), Check("checktype=off"));
        Assert.Equal(new OnCheck(Target), Check("service=none"));
        Assert.Equal(new HttpCheck(Target, Thirty, TlsSettings.None, "GET", "127.0.0.2", "/", new("")), Check("checktype=negotiate"));
        Assert.Equal(new CombinedCheck(new ConnectCheck(Target, Five), new HttpCheck(Target, Thirty, TlsSettings.None, "GET", "127.0.0.2", "/", new("")), 4), Check("checktype=4"));
        Assert.Equal(0, Assert.IsType<CombinedCheck>(Check("checktype=0")).Connects);
    }

    [Fact]
    public void EachServiceWithACheckOfItsOwn_IsBound()
    {
        Assert.Equal(new HttpCheck(Target, Thirty, new(TlsStart.AtOnce, "shop.example"), "HEAD", "shop.example", "/a b", new("ok")), Check("service=https|httpmethod=head|virtualhost=shop.example|request=\"a b\"|receive=\"ok\""));
        Assert.Equal(new HttpProxyCheck(Target, Thirty, "GET", "http://example/", new("ok")), Check("service=http_proxy|request=\"http://example/\"|receive=\"ok\""));
        Assert.Equal(new LdapCheck(Target, Thirty, TlsSettings.None, "cn=u", "p", "dc=example", new("^dc")), Check("service=ldap|login=\"cn=u\"|passwd=\"p\"|request=\"/dc=example\"|receive=\"^dc\""));
        Assert.Equal(new LdapCheck(Target, Thirty, new(TlsStart.OnCommand, "127.0.0.2"), "", "", "", new("")), Check("service=ldap|starttls=yes"));
        Assert.Equal(new LdapCheck(Target, Thirty, new(TlsStart.AtOnce, "ldap.example"), "", "", "dc=example", new("")), Check("service=ldaps|tlsservername=ldap.example|request=\"dc=example\""));
        Assert.Equal(new MysqlCheck(Target, Thirty, TlsSettings.None, "u", "p", "d", "SELECT 1", new("1")), Check("service=mysql|login=\"u\"|passwd=\"p\"|database=\"d\"|request=\"SELECT 1\"|receive=\"1\""));
        Assert.Equal(new OdbcCheck(Target, Thirty, "odbc", "DSN=x;Server={host}", "u", "p", "SELECT 1", new("1")), Check("service=odbc|login=\"u\"|passwd=\"p\"|database=\"DSN=x;Server={host}\"|request=\"/SELECT 1\"|receive=\"1\""));
        Assert.Equal(
            new OdbcCheck(Target, Thirty, "oracle", "Driver={Oracle};DBQ=(DESCRIPTION=(ADDRESS=(PROTOCOL=TCP)(HOST={host})(PORT={port}))(CONNECT_DATA=(SID=XE)))", "u", "p", "SELECT 1 FROM dual", new("")),
            Check("service=oracle|login=\"u\"|passwd=\"p\"|database=\"XE\"|request=\"SELECT 1 FROM dual\""));
        Assert.Equal(new PgsqlCheck(Target, Thirty, TlsSettings.None, "u", "p", "d", "SELECT 1", new("1")), Check("service=pgsql|login=\"u\"|passwd=\"p\"|database=\"d\"|request=\"/SELECT 1\"|receive=\"1\""));
        Assert.Equal(new TlsSettings(TlsStart.OnCommand, "127.0.0.2", Verify: true), Assert.IsType<PgsqlCheck>(Check("service=pgsql|tlsverify=yes|request=\"/*x*/ SELECT 1\"")).Tls);
        Assert.Equal(new SimpleTcpCheck(Target, Thirty, "/PING\r\n", new("PONG")), Check("service=simpletcp|request=\"/PING\\r\\n\"|receive=\"PONG\""));
    }

    [Fact]
    public void AServiceWithoutACheckYet_HasItsSettings()
    {
        Assert.Equal(
            new UncheckedService(Target, Thirty, "radius", "", "", "", "u", "p", "", "s", Udp: true),
            Check("protocol=udp|service=radius|login=\"u\"|passwd=\"p\"|secret=\"s\""));
    }

    [Fact]
    public void FtpAndSip_HaveCredentialsOfTheirOwn()
    {
        var ftp = Assert.IsType<UncheckedService>(Check("service=ftp"));
        Assert.Equal("anonymous", ftp.Login);
        Assert.StartsWith("ldirectord@", ftp.Password, StringComparison.Ordinal);
        Assert.StartsWith("ldirectord@", Assert.IsType<UncheckedService>(Check("service=sip")).Login, StringComparison.Ordinal);
    }

    [Fact]
    public void IPv6Addresses_AreInBracketsForOthers()
    {
        Assert.Equal("[::2]", Assert.IsType<HttpCheck>(Server("real6=[::2]:81 masq", head: "virtual6=[::1]:80").Check).Host);
        Assert.Equal("[::1]", Assert.IsType<ExternalCheck>(Server("checktype=external|real6=[::2]:81 masq", head: "virtual6=[::1]:80").Check).VirtualAddress);
        var mark = Assert.IsType<ExternalCheck>(Server("checktype=external|real=127.0.0.2 masq", head: "virtual=7").Check);
        Assert.Equal(("7", 0), (mark.VirtualAddress, mark.VirtualPort));
    }

    [Theory]
    [InlineData(21, "ftp")]
    [InlineData(25, "smtp")]
    [InlineData(110, "pop")]
    [InlineData(119, "nntp")]
    [InlineData(143, "imap")]
    [InlineData(587, "submission")]
    [InlineData(993, "imaps")]
    [InlineData(995, "pops")]
    [InlineData(1812, "radius")]
    [InlineData(5060, "sip")]
    [InlineData(53, "dns")]
    public void TheVirtualPort_ChoosesTheService(int port, string service)
    {
        var check = Assert.IsType<UncheckedService>(Server("real=127.0.0.2 gate", head: $"virtual=127.0.0.1:{port}").Check);
        Assert.Equal((service, port), (check.Service, check.Target.Port));
    }

    [Fact]
    public void OtherPortsAndMarks_HaveNoService()
    {
        Assert.IsType<HttpCheck>(Server("real=127.0.0.2 gate").Check);
        Assert.True(Assert.IsType<HttpCheck>(Server("real=127.0.0.2 gate", head: "virtual=127.0.0.1:443").Check).Tls.Start == TlsStart.AtOnce);
        Assert.IsType<HttpProxyCheck>(Server("real=127.0.0.2 gate", head: "virtual=127.0.0.1:3128").Check);
        Assert.IsType<OnCheck>(Server("real=127.0.0.2 gate", head: "virtual=127.0.0.1:8080").Check);
        Assert.IsType<OnCheck>(Server("real=127.0.0.2 gate", head: "virtual=7").Check);
    }

    [Theory]
    [InlineData("checkport=99|real=127.0.0.2:81 gate", 99)]
    [InlineData("real=127.0.0.2:81 gate", 81)]
    [InlineData("real=127.0.0.2 gate", 80)]
    [InlineData("service=imap|checktype=connect|real=127.0.0.2 gate", 143)]
    [InlineData("service=none|checktype=connect|real=127.0.0.2 gate", 0)]
    public void ThePort_IsCheckport_OrTheServers_OrTheServices(string section, int port) => Assert.Equal(port, Server(section).Check.Target.Port);

    // Every way to say the four timeouts: section's check and negotiate, file's check and negotiate; 0 is unsaid.
    [Theory]
    [InlineData(0, 0, 0, 0, 5, 30)]
    [InlineData(1, 0, 0, 0, 1, 1)]
    [InlineData(0, 2, 0, 0, 2, 2)]
    [InlineData(1, 2, 0, 0, 1, 2)]
    [InlineData(0, 0, 3, 0, 3, 3)]
    [InlineData(0, 0, 0, 4, 4, 4)]
    [InlineData(0, 0, 3, 4, 3, 4)]
    [InlineData(1, 0, 3, 4, 1, 1)]
    [InlineData(0, 2, 3, 4, 2, 2)]
    [InlineData(1, 2, 3, 4, 1, 2)]
    public void Timeouts_StandInForOneAnother(int ownCheck, int ownNegotiate, int fileCheck, int fileNegotiate, int check, int negotiate)
    {
        string section = Say("checktimeout", ownCheck) + Say("negotiatetimeout", ownNegotiate) + "real=127.0.0.2:81 gate";
        string global = Say("checktimeout", fileCheck) + Say("negotiatetimeout", fileNegotiate);
        Assert.Equal(TimeSpan.FromSeconds(check), Server($"checktype=connect|{section}", global).Check.Timeout);
        Assert.Equal(TimeSpan.FromSeconds(check), Server($"checktype=external|{section}", global).Check.Timeout);
        Assert.Equal(TimeSpan.FromSeconds(negotiate), Server(section, global).Check.Timeout);
        Assert.Equal(TimeSpan.FromSeconds(negotiate), Server($"service=ldap|{section}", global).Check.Timeout);
    }

    [Theory]
    [InlineData("service=mysql|real=127.0.0.2 gate", "service = mysql needs login and request")]
    [InlineData("service=http_proxy|real=127.0.0.2 gate", "service = http_proxy needs a request")]
    [InlineData("service=oracle|login=\"a\"|passwd=\"b\"|real=127.0.0.2 gate", "service = oracle needs login and request")]
    [InlineData("service=ldap|login=\"a\"|real=127.0.0.2 gate", "the servers are asked anonymously")]
    [InlineData("service=imap|login=\"a\"|real=127.0.0.2 gate", "login without passwd")]
    [InlineData("service=none|checktype=connect|real=127.0.0.2 gate", "has no port")]
    public void AHopelessCheck_IsAWarning(string section, string message)
    {
        var read = Read(FileWith(section));
        Assert.NotNull(read.Config);
        var warning = Assert.Single(read.Diagnostics);
        Assert.Equal((Severity.Warning, false), (warning.Severity, warning.IsPortability));
        Assert.Contains(message, warning.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("request=\"SELECT 1\"|real=127.0.0.2 gate", "service = odbc needs database (a connection string) and request")]
    [InlineData("database=\"DSN=x;Server={host}\"|real=127.0.0.2 gate", "service = odbc needs database (a connection string) and request")]
    [InlineData("database=\"DSN=x\"|request=\"SELECT 1\"|real=127.0.0.2 gate", "has no {host}")]
    [InlineData("database=\"Server={host};Port={port}\"|request=\"SELECT 1\"|real=127.0.0.2 gate", "has no port")]
    [InlineData("database=\"Server={host}\"|request=\"SELECT 1\"|real=127.0.0.2 gate", "")]
    public void AnOdbcCheckThatIsNotWhole_IsAWarning(string section, string message)
    {
        var warnings = Read(FileWith($"service=odbc|{section}")).Diagnostics.Where(diagnostic => !diagnostic.IsPortability).Select(diagnostic => diagnostic.Message);
        if (message.Length == 0)
            Assert.Empty(warnings);
        else
            Assert.Contains(message, Assert.Single(warnings), StringComparison.Ordinal);
    }

    private static Check Check(string section) => Server($"{section}|real=127.0.0.2:81 masq").Check;

    private static string Say(string directive, int seconds) => seconds == 0 ? "" : $"{directive}={seconds}|";
}
