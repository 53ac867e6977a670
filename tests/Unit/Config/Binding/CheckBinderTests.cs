using System.Net;
using Ldirectord.Checks;
using Ldirectord.Networking;
using static Ldirectord.Tests.Config.Reading;

namespace Ldirectord.Tests.Config;

/// <summary>Which check the directives ask for, at which port, with which deadline.</summary>
public class CheckBinderTests
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
        Assert.Equal(
            new ExternalCheck(Target, Five, "/bin/x y", "127.0.0.1", 80, Perl: true),
            Check("checktype=external-perl|checkport=99|checkcommand=\"/bin/x y\""));
        Assert.Equal(new AlwaysUpCheck(Target), Check("checktype=on"));
        Assert.Equal(new AlwaysUpCheck(Target), Check("checktype=off"));
        Assert.Equal(new AlwaysUpCheck(Target), Check("service=none"));
        Assert.Equal(
            new HttpCheck(Target, Thirty, TlsSettings.None, HttpSettings.Default, "127.0.0.2", "/", new("")), Check("checktype=negotiate"));
        Assert.Equal(
            new AlternatingCheck(
                new ConnectCheck(Target, Five),
                new HttpCheck(Target, Thirty, TlsSettings.None, HttpSettings.Default, "127.0.0.2", "/", new("")), 4), Check("checktype=4"));
        Assert.Equal(0, Assert.IsType<AlternatingCheck>(Check("checktype=0")).Connects);
    }

    [Fact]
    public void EachServiceWithACheckOfItsOwn_IsBound()
    {
        Assert.Equal(
            new HttpCheck(Target, Thirty, new(TlsStart.AtOnce, "shop.example"), new(Method: "HEAD"), "shop.example", "/a b", new("ok")),
            Check("service=https|httpmethod=head|virtualhost=shop.example|request=\"a b\"|receive=\"ok\""));
        Assert.Equal(
            new HttpProxyCheck(Target, Thirty, TlsSettings.None, HttpSettings.Default, "http://example/", new("ok")),
            Check("service=http_proxy|request=\"http://example/\"|receive=\"ok\""));
        Assert.Equal(
            new SimpleUdpCheck(Target, Thirty, "PING\n", new("PONG", "ERR")),
            Check("protocol=udp|service=simpleudp|request=\"PING\\n\"|receive=\"PONG\"|receivenot=\"ERR\""));
        Assert.Equal(new RadiusCheck(Target, Thirty, "u", "p", "s"), Check("service=radius|login=\"u\"|passwd=\"p\"|secret=\"s\""));
        Assert.Equal(new SipCheck(Target, Thirty, Udp: false, "u@h", "p"), Check("service=sip|login=\"u@h\"|passwd=\"p\""));
        Assert.Equal(new SipCheck(Target, Thirty, Udp: true, "u@h", ""), Check("protocol=udp|service=sip|login=\"u@h\""));
        Assert.Equal(
            new LdapCheck(Target, Thirty, TlsSettings.None, "cn=u", "p", "dc=example", new("^dc")),
            Check("service=ldap|login=\"cn=u\"|passwd=\"p\"|request=\"/dc=example\"|receive=\"^dc\""));
        Assert.Equal(
            new LdapCheck(Target, Thirty, new(TlsStart.OnCommand, "127.0.0.2"), "", "", "", new("")), Check("service=ldap|starttls=yes"));
        Assert.Equal(
            new LdapCheck(Target, Thirty, new(TlsStart.AtOnce, "ldap.example"), "", "", "dc=example", new("")),
            Check("service=ldaps|tlsservername=ldap.example|request=\"dc=example\""));
        Assert.Equal(
            new MysqlCheck(Target, Thirty, TlsSettings.None, "u", "p", "d", "SELECT 1", new("1")),
            Check("service=mysql|login=\"u\"|passwd=\"p\"|database=\"d\"|request=\"SELECT 1\"|receive=\"1\""));
        Assert.Equal(
            new OdbcCheck(Target, Thirty, "odbc", "DSN=x;Server={host}", "u", "p", "SELECT 1", new("1")),
            Check("service=odbc|login=\"u\"|passwd=\"p\"|database=\"DSN=x;Server={host}\"|request=\"/SELECT 1\"|receive=\"1\""));
        Assert.Equal(
            new OdbcCheck(
                Target, Thirty, "oracle",
                "Driver={Oracle};DBQ=(DESCRIPTION=(ADDRESS=(PROTOCOL=TCP)(HOST={host})(PORT={port}))(CONNECT_DATA=(SID=XE)))", "u", "p",
                "SELECT 1 FROM dual", new("")),
            Check("service=oracle|login=\"u\"|passwd=\"p\"|database=\"XE\"|request=\"SELECT 1 FROM dual\""));
        Assert.Equal(
            new PgsqlCheck(Target, Thirty, TlsSettings.None, "u", "p", "d", "SELECT 1", new("1")),
            Check("service=pgsql|login=\"u\"|passwd=\"p\"|database=\"d\"|request=\"/SELECT 1\"|receive=\"1\""));
        Assert.Equal(
            new TlsSettings(TlsStart.OnCommand, "127.0.0.2", Verify: true),
            Assert.IsType<PgsqlCheck>(Check("service=pgsql|tlsverify=yes|request=\"/*x*/ SELECT 1\"")).Tls);
        Assert.Equal(
            new SimpleTcpCheck(Target, Thirty, "/PING\r\n", new("PONG")),
            Check("service=simpletcp|request=\"/PING\\r\\n\"|receive=\"PONG\""));
    }

    [Theory]
    [InlineData("", "127.0.0.2")]
    [InlineData("virtualhost=shop.example|", "shop.example")]
    [InlineData("virtualhost=shop.example:8443|", "shop.example")]
    [InlineData("virtualhost=no host|", "127.0.0.2")]
    [InlineData("virtualhost=shop.example|tlsservername=www.example|", "www.example")]
    [InlineData("real6=[::2]:81 masq|", "::2")]
    public void NameThatTlsAsksFor_IsTheVirtualHosts_UnlessItIsSaid(string section, string name)
    {
        bool six = section.StartsWith("real6", StringComparison.Ordinal);
        var server = Server(
            $"service=https|{section}{(six ? "" : "real=127.0.0.2:81 masq")}", head: six ? "virtual6=[::1]:443" : "virtual=127.0.0.1:443");
        Assert.Equal(new TlsSettings(TlsStart.AtOnce, name), Assert.IsType<HttpCheck>(server.Check).Tls);
    }

    [Fact]
    public void FtpAndSip_HaveCredentialsOfTheirOwn()
    {
        var ftp = Assert.IsType<FtpCheck>(Check("service=ftp"));
        Assert.Equal("anonymous", ftp.Login);
        Assert.StartsWith("ldirectord@", ftp.Password, StringComparison.Ordinal);
        Assert.StartsWith("ldirectord@", Assert.IsType<SipCheck>(Check("service=sip")).Login, StringComparison.Ordinal);
    }

    [Fact]
    public void IPv6Addresses_AreInBracketsForOthers()
    {
        Assert.Equal("[::2]", Assert.IsType<HttpCheck>(Server("real6=[::2]:81 masq", head: "virtual6=[::1]:80").Check).Host);
        Assert.Equal(
            "[::1]",
            Assert.IsType<ExternalCheck>(Server("checktype=external|real6=[::2]:81 masq", head: "virtual6=[::1]:80").Check).VirtualAddress);
        var mark = Assert.IsType<ExternalCheck>(Server("checktype=external|real=127.0.0.2 masq", head: "virtual=7").Check);
        Assert.Equal(("7", 0), (mark.VirtualAddress, mark.VirtualPort));
    }

    [Fact]
    public void EachLineProtocol_IsBound()
    {
        Assert.Equal(
            new FtpCheck(Target, Thirty, "u", "p", "a b", new("ok")),
            Check("service=ftp|request=\"a b\"|receive=\"ok\"|login=\"u\"|passwd=\"p\""));
        Assert.Equal(new NntpCheck(Target, Thirty), Check("service=nntp"));
        foreach (var (starttls, onCommand) in ((string, TlsSettings)[])[
            ("", TlsSettings.None), ("|starttls=no", TlsSettings.None), ("|starttls=yes", new(TlsStart.OnCommand, "127.0.0.2"))])
        {
            Assert.Equal(new SmtpCheck(Target, Thirty, Submission: false, onCommand, "", ""), Check($"service=smtp{starttls}"));
            Assert.Equal(
                new SmtpCheck(Target, Thirty, Submission: true, onCommand, "u", "p"),
                Check($"service=submission|login=\"u\"|passwd=\"p\"{starttls}"));
            Assert.Equal(new PopCheck(Target, Thirty, onCommand, "u", "p"), Check($"service=pop|login=\"u\"|passwd=\"p\"{starttls}"));
            Assert.Equal(new ImapCheck(Target, Thirty, onCommand, "u", "p"), Check($"service=imap|login=\"u\"|passwd=\"p\"{starttls}"));
        }

        Assert.Equal(new PopCheck(Target, Thirty, new(TlsStart.AtOnce, "127.0.0.2"), "", ""), Check("service=pops"));
        Assert.Equal(
            new ImapCheck(Target, Thirty, new(TlsStart.AtOnce, "mail.example", Verify: true), "", ""),
            Check("service=imaps|virtualhost=mail.example|tlsverify=yes"));
    }

    [Theory]
    [InlineData(21, "ftp")]
    [InlineData(25, "smtp")]
    [InlineData(53, "dns")]
    [InlineData(110, "pop")]
    [InlineData(119, "nntp")]
    [InlineData(143, "imap")]
    [InlineData(389, "ldap")]
    [InlineData(587, "submission")]
    [InlineData(636, "ldaps")]
    [InlineData(465, "smtps")]
    [InlineData(993, "imaps")]
    [InlineData(995, "pops")]
    [InlineData(1521, "oracle")]
    [InlineData(1812, "radius")]
    [InlineData(3306, "mysql")]
    [InlineData(5060, "sip")]
    [InlineData(5432, "pgsql")]
    public void VirtualPort_ChoosesTheService(int port, string service)
    {
        var check = Server("real=127.0.0.2 gate", head: $"virtual=127.0.0.1:{port}").Check;
        Assert.Equal((service, port), (check.Kind, check.Target.Port));
    }

    [Theory]
    [InlineData("virtual=127.0.0.1:53", "", true)]
    [InlineData("virtual=127.0.0.1:53", "protocol=tcp|", false)]
    [InlineData("virtual=7", "service=dns|", true)]
    public void Dns_IsAskedOverTheVirtualServicesProtocol_AndOverUdpBehindAMark(string head, string section, bool udp)
    {
        var check = Assert.IsType<DnsCheck>(Server(
            $"{section}request=\"/www.example.org\"|receive=\"1\"|real=127.0.0.2 gate", head: head).Check);
        Assert.Equal(new DnsCheck(new IPEndPoint(Target.Address, 53), Thirty, udp, "/www.example.org", new("1")), check);
    }

    [Fact]
    public void OtherPortsAndMarks_HaveNoService()
    {
        Assert.IsType<HttpCheck>(Server("real=127.0.0.2 gate").Check);
        var https = Server("real=127.0.0.2 gate", head: "virtual=127.0.0.1:443").Check;
        Assert.Equal(TlsStart.AtOnce, Assert.IsType<HttpCheck>(https).Tls.Start);
        Assert.IsType<HttpProxyCheck>(Server("real=127.0.0.2 gate", head: "virtual=127.0.0.1:3128").Check);
        Assert.IsType<RadiusCheck>(Server("secret=\"s\"|real=127.0.0.2 gate", head: "virtual=127.0.0.1:1812").Check);
        Assert.IsType<SipCheck>(Server("real=127.0.0.2 gate", head: "virtual=127.0.0.1:5060").Check);
        Assert.IsType<AlwaysUpCheck>(Server("real=127.0.0.2 gate", head: "virtual=127.0.0.1:8080").Check);
        Assert.IsType<AlwaysUpCheck>(Server("real=127.0.0.2 gate", head: "virtual=7").Check);
    }

    [Theory]
    [InlineData("checkport=99|real=127.0.0.2:81 gate", 99)]
    [InlineData("real=127.0.0.2:81 gate", 81)]
    [InlineData("real=127.0.0.2 gate", 80)]
    [InlineData("service=imap|checktype=connect|real=127.0.0.2 gate", 143)]
    [InlineData("service=none|checktype=connect|real=127.0.0.2 gate", 0)]
    public void Port_IsCheckport_OrTheServers_OrTheServices(string section, int port) => Assert.Equal(
        port, Server(section).Check.Target.Port);

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

    private static Check Check(string section) => Server($"{section}|real=127.0.0.2:81 masq").Check;

    private static string Say(string directive, int seconds) => seconds == 0 ? "" : $"{directive}={seconds}|";
}
