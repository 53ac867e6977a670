using System.Net;
using Ldirectord.Checks;
using Ldirectord.Config;
using static Ldirectord.Tests.Config.Reading;

namespace Ldirectord.Tests.Config;

/// <summary>checkaddress, check= and checkprotocol: where a check goes, and how. also and receivedigest: what it asks.</summary>
public class CheckTargetTests
{
    [Theory]
    [InlineData("", "127.0.0.2:81")]
    [InlineData("checkaddress=127.0.0.9", "127.0.0.9:81")]
    [InlineData("checkaddress=127.0.0.9|checkport=99", "127.0.0.9:99")]
    [InlineData("checkaddress=[::1]", "[::1]:81")]
    [InlineData("checkaddress=localhost", "127.0.0.1:81")]
    [InlineData("", "127.0.0.9:81", " check=127.0.0.9")]
    [InlineData("checkport=99", "127.0.0.9:99", " check=127.0.0.9")]
    [InlineData("checkport=99", "127.0.0.9:7", " check=127.0.0.9:7")]
    [InlineData("checkaddress=127.0.0.8", "127.0.0.9:7", " check=127.0.0.9:7")]
    [InlineData("", "127.0.0.9:80", " check=127.0.0.9:http")]
    [InlineData("", "[::1]:7", " check=[::1]:7")]
    [InlineData("", "[::1]:81", " check=[::1]")]
    [InlineData("", "127.0.0.9:81", " 3 \"a\", \"b\" l:1 u:2 check=127.0.0.9")]
    [InlineData("checkaddress=127.0.0.8", "127.0.0.7:80", " \"http://127.0.0.7/x\", \"b\" check=127.0.0.9:7")]
    public void Target_IsTheNearestThatIsSet(string section, string expected, string options = "") =>
        Assert.Equal(IPEndPoint.Parse(expected), Bound(section, options).Check.Target);

    [Fact]
    public void CheckedAddress_IsNotTheServers()
    {
        var server = Bound("checkaddress=127.0.0.9", "");
        Assert.Equal(IPEndPoint.Parse("127.0.0.2:81"), server.EndPoint);
        Assert.Equal(server.EndPoint, server.Destination.EndPoint);
        Assert.Equal(" (checked at 127.0.0.9:81)", server.CheckedAt);
        Assert.Equal("", Bound("checkport=99", "").CheckedAt);
        Assert.Equal(" (checked at 127.0.0.9)", Bound("checkaddress=127.0.0.9|checktype=ping", "").CheckedAt);
        Assert.Equal("127.0.0.9", Assert.IsType<HttpCheck>(server.Check).Host);
        Assert.Equal("www.example", Assert.IsType<HttpCheck>(Bound("checkaddress=127.0.0.9|virtualhost=www.example", "").Check).Host);
    }

    [Fact]
    public void SameTarget_IsOneProbe()
    {
        const string Options = " check=127.0.0.9:7";
        Assert.Equal(Bound("service=http", Options).Check, Server($"service=http|real=127.0.0.3:82 masq{Options}").Check);
    }

    [Theory]
    [InlineData("checkaddress=no..where", "", "invalid checkaddress \"no..where\"", 3, 15)]
    [InlineData("checkaddress=127.0.0.9:80", "", "invalid checkaddress", 3, 15)]
    [InlineData("", " check=", "invalid check address \"\"", 2, 31)]
    [InlineData("", " check=no..where", "invalid check address \"no..where\"", 2, 31)]
    [InlineData("", " check=127.0.0.9:0", "invalid check address", 2, 31)]
    [InlineData("", " check=127.0.0.9:nothing", "invalid check address", 2, 31)]
    [InlineData("", " chekc=127.0.0.9", "\"chekc=127.0.0.9\" is no part of a real server", 2, 24)]
    [InlineData("checkprotocol=icmp", "", "invalid checkprotocol \"icmp\": expected tcp, udp or sctp", 3, 16)]
    [InlineData("helo=a b", "", "invalid helo \"a b\": expected a host name", 3, 7)]
    [InlineData("load=\"-\"", "", "invalid load: expected a word between the quotes", 3, 7)]
    [InlineData("also=/b", "", "invalid also: expected \"request\"", 3, 7)]
    [InlineData("also=\"\"", "", "invalid also: expected \"request\"", 3, 7)]
    [InlineData("also=\"/b\", \"(\"", "", "receive of also is", 3, 7)]
    [InlineData("receivedigest=md5:12", "", "invalid receivedigest \"md5:12\"", 3, 16)]
    [InlineData("receivedigest=sha1:0123456789abcdef0123456789abcdef01234567", "", "invalid receivedigest", 3, 16)]
    public void Mistake_IsNamedWithItsPlace(string section, string options, string message, int line, int column)
    {
        var read = Read($"virtual=127.0.0.1:80\n\treal=127.0.0.2:81 masq{options}\n\t{section}\n");
        Assert.Null(read.Config);
        var error = Assert.Single(read.Diagnostics, diagnostic => diagnostic.Severity == Severity.Error);
        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
        Assert.Equal((line, column), (error.Line, error.Column));
    }

    [Theory]
    [InlineData("service=imap|also=\"/b\"", "also has no effect with service = imap")]
    [InlineData("checktype=external|checkcommand=/bin/true|checkaddress=127.0.0.9", "no effect with an external check")]
    [InlineData("service=http|helo=mx.example.net", "helo has no effect with service = http")]
    [InlineData("service=http|checkprotocol=tcp", "checkprotocol has no effect with service = http")]
    [InlineData("service=imap|receivedigest=md5:0123456789abcdef0123456789abcdef", "receivedigest have no effect with service = imap")]
    [InlineData("service=http|httpmethod=HEAD|receivedigest=md5:0123456789abcdef0123456789abcdef", "digest of an empty text")]
    public void DirectiveWithoutEffect_IsWarnedOf(string section, string message) =>
        Assert.Contains(
            Read(FileWith($"{section}|real=127.0.0.2:81 masq")).Diagnostics,
            diagnostic => diagnostic.Severity == Severity.Warning && diagnostic.Message.Contains(message, StringComparison.Ordinal));

    [Fact]
    public void Helo_IsTheSmtpChecksName()
    {
        Assert.Equal("mx.example.net", Assert.IsType<SmtpCheck>(Bound("service=smtp|helo=mx.example.net", "").Check).Helo);
        Assert.Equal("[192.0.2.1]", Assert.IsType<SmtpCheck>(Bound("service=smtps|helo=\"[192.0.2.1]\"", "").Check).Helo);
        Assert.Equal(SmtpCheck.DefaultHelo, Assert.IsType<SmtpCheck>(Bound("service=submission", "").Check).Helo);
    }

    [Fact]
    public void Checkprotocol_IsTheTransport()
    {
        Assert.IsType<ConnectCheck>(Bound("protocol=udp|checktype=connect|checkprotocol=tcp", "").Check);
        Assert.IsType<PingCheck>(Bound("checktype=connect|checkprotocol=udp", "").Check);
        Assert.True(Assert.IsType<SipCheck>(Bound("service=sip|checkprotocol=udp", "").Check).Udp);
        Assert.False(Assert.IsType<DnsCheck>(Bound("protocol=udp|service=dns|checkprotocol=tcp", "").Check).Udp);
    }

    [Fact]
    public void Also_IsOneMoreRequest_WithItsOwnPatternAlone()
    {
        const string Digest = "md5:0123456789abcdef0123456789abcdef";
        var check = Assert.IsType<AlsoCheck>(Bound(
            $"service=http|request=\"/a\"|receive=\"x\"|receivenot=\"y\"|receivedigest={Digest}"
            + "|also=\"b\"|also=\"/c \"d\"\", \"e, \"f\"\"", "").Check);
        var third = Assert.IsType<HttpCheck>(check.Also);
        Assert.Equal(
            ("/c \"d\"", new ExpectedContent("e, \"f\""), "", 2),
            (third.Request, third.Expected, third.Http.Digest, check.Number));
        var second = Assert.IsType<AlsoCheck>(check.First);
        Assert.Equal(("/b", new ExpectedContent("")), (((HttpCheck)second.Also).Request, ((HttpCheck)second.Also).Expected));
        var first = Assert.IsType<HttpCheck>(second.First);
        Assert.Equal(("/a", new ExpectedContent("x", "y"), Digest), (first.Request, first.Expected, first.Http.Digest));
    }

    private static RealServer Bound(string section, string options)
    {
        string head = section.Length == 0 ? "" : $"{section}|";
        return Server($"{head}real=127.0.0.2:81 masq{options}");
    }
}
