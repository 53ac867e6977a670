using Ldirectord.Checks;
using Ldirectord.Config;
using static Ldirectord.Tests.Config.Reading;

namespace Ldirectord.Tests.Config;

/// <summary>What is said about each mistake, in its exact words, and where.</summary>
public class DiagnosticTests
{
    [Theory]
    [InlineData("foo = 1", 1, 1, "unknown directive \"foo\"")]
    [InlineData("garbage", 1, 1, "unknown directive \"garbage\": expected name = value")]
    [InlineData("\tscheduler=rr", 1, 2,
        "\"scheduler\" is indented, but no virtual service begins above it: expected it in the first column, or below a line \"virtual "
        + "= ...\"")]
    [InlineData("checktimeout = x", 1, 16, "invalid checktimeout \"x\": expected a number from 1")]
    [InlineData("failurecount = 0", 1, 16, "invalid failurecount \"0\": expected a number from 1")]
    [InlineData("autoreload = maybe", 1, 14, "invalid autoreload \"maybe\": expected yes or no")]
    [InlineData("emailalertfreq=x", 1, 16, "invalid emailalertfreq \"x\": expected seconds, 0 for no repetition")]
    [InlineData("emailalertstatus=now", 1, 18,
        "invalid emailalertstatus \"now\": expected all, none, starting, running, stopping or reloading")]
    [InlineData("emailalertstatus=none,running", 1, 18, "emailalertstatus has \"none\" beside other words: expected none alone")]
    [InlineData("emailalert=", 1, 12, "emailalert without an address: expected one or more, separated by commas")]
    [InlineData("emailalertfrom=", 1, 16, "empty emailalertfrom: expected a value")]
    [InlineData("smtp=\"x\"", 1, 6, "smtp in quotes: expected smtp = host")]
    [InlineData("callback=/bin/x", 1, 10, "callback without quotes: expected callback = \"...\"")]
    [InlineData("logfile=\"/nonexistent/log\"", 1, 9, "cannot open logfile /nonexistent/log: its directory does not exist")]
    [InlineData("logfile=\"/tmp\"", 1, 9, "cannot open logfile /tmp: it is a directory: expected a file")]
    [InlineData("supervised=no\nlogfile=\"/nonexistent/log\"", 2, 9, "cannot open logfile /nonexistent/log: its directory does not exist")]
    [InlineData("virtual=10.+1.0.1:80\n\n", 1, 9, "unknown host \"10.+1.0.1\": expected an IPv4 address or a name that resolves to one")]
    [InlineData("virtual6=[::1]:80\n\treal6=[[::2]:80 gate\n\n", 2, 8,
        "unknown real server \"[[::2]\": expected an IPv6 address or a name that resolves to one")]
    [InlineData("maintenancedir=", 1, 16, "empty maintenancedir: expected a value")]
    [InlineData("connecttimeout=3", 1, 16, "connecttimeout is no longer a directive: expected negotiatetimeout")]
    [InlineData("timeout=3", 1, 9, "timeout is no longer a directive: expected checktimeout and negotiatetimeout")]
    [InlineData("passwd \"never shown\"", 1, 1, "no \"=\" after passwd: expected passwd = value")]
    [InlineData("supervised x", 1, 1, "no \"=\" after supervised: expected supervised = value")]
    [InlineData("Password geheim", 1, 1, "unknown directive \"Password\": expected name = value")]
    [InlineData("secret: geheim", 1, 1, "no \"=\" after secret: expected secret = value")]
    [InlineData("virtual=127.0.0.1:80\n\tpasswd geheim", 2, 2, "no \"=\" after passwd: expected passwd = value")]
    [InlineData("virtual=127.0.0.1:80\n\tpasswd=geheim", 2, 9, "passwd without quotes: expected passwd = \"...\"")]
    [InlineData("virtual=127.0.0.1:80\n\tsecret=geheim", 2, 9, "secret without quotes: expected secret = \"...\"")]
    [InlineData("virtual=127.0.0.1:80\n\tdatabase=PWD=geheim", 2, 11, "database without quotes: expected database = \"...\"")]
    [InlineData("virtual=127.0.0.1:80\n\tlogin=geheim", 2, 8, "login without quotes: expected login = \"...\"")]
    [InlineData("virtual=127.0.0.1:80\n\tpass = \"geheim\"", 2, 2, "unknown directive \"pass\"")]
    [InlineData("fallback=127.0.0.1 http://u:geheim@x/", 1, 20,
        "invalid forwarding method \"http://***@x/\": expected gate (direct routing), masq (NAT) or ipip (tunnel)")]
    [InlineData("scheduled \u00E6\u00A4\u009C\u00E6\u009F\u00BB\e[31m", 1, 1,
        "unknown directive \"scheduled 検査\\x1B[31m\": expected name = value")]
    [InlineData("virtual=127.0.0.1:80\n\tchecktype=caf\u00E9", 2, 12,
        "invalid checktype \"caf\\xE9\": expected connect, external, external-perl, negotiate, off, on, ping, a number, or "
        + "connect,negotiate")]
    [InlineData("fallback=\u00C3\u00A9\u00C3\u00A9 x", 1, 13,
        "invalid forwarding method \"x\": expected gate (direct routing), masq (NAT) or ipip (tunnel)")]
    [InlineData("logfile=\"/nonexistent/\u00C3\u00A9\a\"", 1, 9, "cannot open logfile /nonexistent/é\\x07: its directory does not exist")]
    [InlineData("fallback=nobody.invalid", 1, 10,
        "unknown fallback server \"nobody.invalid\": expected an IPv4 address or a name that resolves to one")]
    [InlineData("fallback=127.0.0.1:http", 1, 10, "invalid port \"http\" of the fallback server: expected a number, 0..65535")]
    [InlineData("fallback=127.0.0.1 foo", 1, 20,
        "invalid forwarding method \"foo\": expected gate (direct routing), masq (NAT) or ipip (tunnel)")]
    [InlineData("fallback6=127.0.0.1", 1, 11,
        "unknown fallback server \"127.0.0.1\": expected an IPv6 address or a name that resolves to one")]
    [InlineData("virtual=\n\n", 1, 9, "invalid virtual service \"\": expected address:port, host:port or a firewall mark")]
    [InlineData("virtual=[::1]:80\n\n", 1, 9, "an IPv6 address in \"virtual\": expected \"virtual6\" for it")]
    [InlineData("virtual6=::1\n\n", 1, 10, "invalid virtual service \"::1\": expected [address]:port, host:port or a firewall mark")]
    [InlineData("virtual6=[1]:80\n\n", 1, 11, "invalid IPv6 address \"1\": expected one such as 2001:db8::1, without dots or scope")]
    [InlineData("virtual=nobody.invalid:80\n\n", 1, 9,
        "unknown host \"nobody.invalid\": expected an IPv4 address or a name that resolves to one")]
    [InlineData("virtual=127.0.0.1:nosuch\n\n", 1, 9, "invalid port \"nosuch\": expected 0..65535 or a tcp service of /etc/services")]
    [InlineData("virtual=127.0.0.1:80", 1, 1,
        "the file ends with the first line of a virtual service: expected its real servers below, or an empty line")]
    [InlineData("virtual=127.0.0.1:80\n\nvirtual=127.0.0.1:80\n\n", 3, 9,
        "duplicate virtual service: 127.0.0.1:80 is defined at line 1 already")]
    [InlineData("virtual=127.0.0.1:80\n\tautoreload=yes", 2, 2,
        "autoreload is a directive of the whole file, not of a virtual service: expected it in the first column, above the first "
        + "virtual service")]
    [InlineData("virtual=127.0.0.1:80\n\treal6=[::1] gate", 2, 2, "real6 in a virtual section: expected real")]
    [InlineData("virtual6=[::1]:80\n\tfallback=127.0.0.1", 2, 2, "fallback in a virtual6 section: expected fallback6")]
    [InlineData("virtual=127.0.0.1:80\n\tchecktype=sometimes", 2, 12,
        "invalid checktype \"sometimes\": expected connect, external, external-perl, negotiate, off, on, ping, a number, or "
        + "connect,negotiate")]
    [InlineData("virtual=127.0.0.1:80\n\tservice=telnet", 2, 10,
        "invalid service \"telnet\": expected dns, ftp, http, http_proxy, https, imap, imaps, ldap, ldaps, mysql, nntp, none, odbc, "
        + "oracle, pgsql, pop, pops, radius, simpletcp, simpleudp, sip, smtp, smtps, submission")]
    [InlineData("virtual=127.0.0.1:80\n\tcheckport=0", 2, 12, "invalid checkport \"0\": expected a number, 1..65535")]
    [InlineData("virtual=127.0.0.1:80\n\thttpmethod=POST", 2, 13, "invalid httpmethod \"POST\": expected GET or HEAD")]
    [InlineData("virtual=127.0.0.1:80\n\trequest=/", 2, 10, "request without quotes: expected request = \"...\"")]
    [InlineData("virtual=127.0.0.1:80\n\treceive=\"\"", 2, 10, "empty receive: expected a text between the quotes")]
    [InlineData("virtual=127.0.0.1:80\n\tcheckcommand=", 2, 15, "empty checkcommand: expected a value")]
    [InlineData("virtual=127.0.0.1:80\n\tprotocol=icmp", 2, 11, "invalid protocol \"icmp\": expected tcp, udp or sctp")]
    [InlineData("virtual=1\n\tprotocol=tcp", 2, 11, "invalid protocol \"tcp\": expected fwm, since the virtual service is a firewall mark")]
    [InlineData("virtual=127.0.0.1:80\n\tscheduler=RR", 2, 12, "invalid scheduler \"RR\": expected rr, in lower case")]
    [InlineData("virtual=127.0.0.1:80\n\tpersistent=x", 2, 13, "invalid persistent \"x\": expected seconds")]
    [InlineData("virtual=127.0.0.1:80\n\tnetmask=24", 2, 10, "invalid netmask \"24\": expected four numbers, as in 255.255.255.0")]
    [InlineData("virtual6=[::1]:80\n\tnetmask=129", 2, 10, "invalid netmask \"129\": expected a prefix length, 1..128")]
    [InlineData("virtual=127.0.0.1:80\n\tmonitorfile=/nonexistent/m", 2, 14,
        "cannot open monitorfile /nonexistent/m: its directory does not exist")]
    [InlineData("virtual=127.0.0.1:80\n\treal=127.0.0.2:80", 2, 7,
        "invalid real server \"127.0.0.2:80\": expected host[:port] and gate, masq or ipip")]
    [InlineData("virtual=127.0.0.1:80\n\treal=nobody.invalid:80 gate", 2, 7,
        "unknown real server \"nobody.invalid\": expected an IPv4 address or a name that resolves to one")]
    [InlineData("virtual=127.0.0.1:80\n\treal=127.0.0.2:99999 gate", 2, 7,
        "invalid port \"99999\" of the real server: expected 0..65535 or a service of /etc/services")]
    [InlineData("virtual=127.0.0.1:80\n\treal=127.0.0.2:80 gat 5", 2, 22,
        "invalid forwarding method \"gat\": expected gate (direct routing), masq (NAT) or ipip (tunnel)")]
    [InlineData("virtual=127.0.0.1:80\n\treal=127.0.0.2:80 gate 5x", 2, 26,
        "\"x\" is no part of a real server: expected host[:port] method [weight] [\"request\", \"receive\"] [l:number] [u:number]")]
    [InlineData("virtual=127.0.0.1:80\n\treal=127.0.0.3->127.0.0.2:80 gate", 2, 7,
        "the range 127.0.0.3->127.0.0.2 runs backwards: expected the lower address first")]
    [InlineData("virtual=127.0.0.1:80\n\treal=127.0.0.3->nobody.invalid:80 gate", 2, 7,
        "unknown end \"nobody.invalid\" of a range: expected an address or a name that resolves to one")]
    [InlineData("virtual6=[::1]:80\n\treal6=[::1]->[::3]:80 gate", 2, 8, "a range of IPv6 addresses: expected one line for each address")]
    public void InvalidLine_IsAnErrorAsInTheOriginal(string text, int line, int column, string message) =>
        AssertOnly(new Diagnostic(Severity.Error, FileName, line, column, message), text);

    [Theory]
    [InlineData("logfile=\"/tmp/caf\u00E9\"", 1, 9, "logfile \"/tmp/caf\\xE9\" is not UTF-8: expected a name in UTF-8")]
    [InlineData("virtual=127.0.0.1:80\n\tmonitorfile=caf\u00E9", 2, 14, "monitorfile \"caf\\xE9\" is not UTF-8: expected a name in UTF-8")]
    [InlineData("fallback6=[\0::1]:80", 1, 11,
        "unknown fallback server \"\\x00::1\": expected an IPv6 address or a name that resolves to one")]
    [InlineData("virtual=0\n\n", 1, 9, "invalid firewall mark 0: expected 1..4294967295 (the kernel's limit)")]
    [InlineData("virtual=127.0.0.1:80\n\nvirtual=127.0.0.1:080\n\n", 3, 9,
        "duplicate virtual service: 127.0.0.1:80 is defined at line 1 already")]
    [InlineData("virtual=127.0.0.1:80\n\treceive=\"a(\"", 2, 10,
        "receive is not a regular expression: missing closing parenthesis (at the end of \"a(\")")]
    [InlineData("virtual=127.0.0.1:80\n\tscheduler=abcdefghijklmnopq", 2, 12,
        "invalid scheduler \"abcdefghijklmnopq\": expected at most 15 letters (the kernel's limit)")]
    [InlineData("virtual=127.0.0.1:80\n\tschedflags=sh-port", 2, 13,
        "invalid schedflags \"sh-port\" for the scheduler wrr: expected flag-1, flag-2 or flag-3")]
    [InlineData("virtual=127.0.0.1:80\n\tpersistent=0", 2, 13, "invalid persistent 0: expected 1..2678400 seconds (ipvsadm's limit)")]
    [InlineData("virtual=127.0.0.1:80\n\tnetmask=255.0.255.0", 2, 10,
        "invalid netmask 255.0.255.0: expected ones before zeros, as in 255.255.255.0")]
    [InlineData("virtual=127.0.0.1:80\n\treal=10.0.0.0->11.0.0.0:80 gate", 2, 7,
        "the range 10.0.0.0->11.0.0.0 has 16777217 addresses: expected at most 65536")]
    [InlineData("virtual=127.0.0.1:80\n\treal=127.0.0.2:80 gate 4294967296", 2, 7,
        "invalid weight 4294967296 of a real server: expected 0..2147483647 (the kernel's limit)")]
    [InlineData("virtual=127.0.0.1:80\n\treal=127.0.0.2:80 gate \"http://u:geheim@nobody.invalid/\" \"x\"", 2, 7,
        "invalid host or port in the request \"http://***@nobody.invalid/\": expected http://host[:port]/path, with a host that resolves")]
    [InlineData("virtual=127.0.0.1:80\n\treal=127.0.0.2:80 gate \"http://nobody.invalid/\" \"x\"", 2, 7,
        "invalid host or port in the request \"http://nobody.invalid/\": expected http://host[:port]/path, with a host that resolves")]
    [InlineData("virtual=127.0.0.1:80\n\treal=127.0.0.2:80 gate \"a\" \"b(\"", 2, 7,
        "receive is not a regular expression: missing closing parenthesis (at the end of \"b(\")")]
    public void WhatTheKernelOrTheChecksWouldRefuse_IsAnErrorOfOurs(string text, int line, int column, string message) =>
        AssertOnly(new Diagnostic(Severity.Error, FileName, line, column, message) { IsPortability = true }, text);

    [Theory]
    [InlineData("maintenancedir=/nonexistent", 1, 16, "the maintenance directory \"/nonexistent\" does not exist")]
    [InlineData("checkcount=2", 1, 12, "checkcount is deprecated and concerns only ping: failurecount counts the failures of every check")]
    [InlineData("execute=", 1, 9, "execute without a configuration is ignored: expected execute = configuration")]
    [InlineData("fallback=", 1, 10, "fallback without an address means this machine's loopback address: expected host[:port]")]
    [InlineData("virtual=127.0.0.1\n\n", 1, 9,
        "\"127.0.0.1\" is read as the firewall mark 127, since it is not host:port: expected host:port")]
    public void WhatIsProbablyNotMeant_IsAWarning(string text, int line, int column, string message) =>
        AssertOnly(new Diagnostic(Severity.Warning, FileName, line, column, message), text);

    [Theory]
    [InlineData("quiescent=yes # x", 1, 14, "Perl ldirectord refuses blanks or a comment after quiescent = yes")]
    [InlineData("virtual=127.0.0.1:80\n\tscheduler=rr\n\n\tscheduler=wrr", 4, 2,
        "Perl ldirectord refuses this line, since it ends the virtual service at the empty line above")]
    public void WhatOnlyTheOriginalRefuses_IsAWarningForThoseWhoGoBackToIt(string text, int line, int column, string message) =>
        AssertOnly(new Diagnostic(Severity.Warning, FileName, line, column, message) { IsPortability = true }, text);

    [Theory]
    [InlineData("passwd geheim")]
    [InlineData("passwd = geheim")]
    [InlineData("passwd = \"geheim")]
    [InlineData("passwd = geheim\"")]
    [InlineData("Passwd = \"geheim\"")]
    [InlineData("password: geheim")]
    [InlineData("pwd geheim")]
    [InlineData("secret = 'geheim'")]
    [InlineData("secret geheim")]
    [InlineData("login geheim")]
    [InlineData("database = PWD=geheim")]
    [InlineData("database PWD=geheim")]
    [InlineData("httpheader = Authorization: geheim")]
    [InlineData("httpheader = \"Authorization geheim\"")]
    [InlineData("httpheader = \"Authorization: \ageheim\"")]
    [InlineData("httpheader Authorization: geheim")]
    [InlineData("request = http://u:geheim@x/")]
    [InlineData("real = http://u:geheim@x/ gate")]
    [InlineData("real = 127.0.0.2:80 gate \"http://u:geheim@x.invalid/\" \"x\"")]
    [InlineData("real = 127.0.0.2:80 gate \"http://u:geheim@x.invalid/\" \"x")]
    [InlineData("fallback = http://u:geheim@x/")]
    [InlineData("checktype = //u:geheim@x/")]
    [InlineData("virtualhost: //u:geheim@x/")]
    public void LineWithASecretInIt_IsNotQuotedBack(string line)
    {
        foreach (var text in (string[])[$"virtual=127.0.0.1:80\n\treal=127.0.0.1:80 masq\n\t{line}\n", $"{line}\n"])
            Assert.All(Read(text).Diagnostics, found => Assert.DoesNotContain("geheim", found.Message, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void AllErrorsOfAFile_AreReportedAtOnce_ByLine()
    {
        const string text = """
            checktimeout = x
            virtual = nobody.invalid:80
                real = 127.0.0.2:80 gat
                nosuch = 1
                checkport = 0

            garbage
            """;
        Assert.Equal([1, 2, 3, 4, 5, 7], Read(text).Errors.Select(error => error.Line));
        Assert.Null(Read(text).Config);
    }

    [Fact]
    public void ErrorsInRealServersAndTheFallback_DoNotHideADuplicate()
    {
        const string text = """
            virtual = 127.0.0.1:80

            virtual = 127.0.0.1:80
                real = 127.0.0.2:80 gat
                real = 127.0.0.2:99999 gate
                fallback = nobody.invalid

            """;
        Assert.Equal([3, 4, 5, 6], Read(text).Errors.Select(error => error.Line));
    }

    [Fact]
    public void SectionThatGoesOnAfterAnEmptyLine_IsOneSection()
    {
        var read = Read(
            "virtual=127.0.0.1:80\n\treal=127.0.0.2:80 gate\n\n \n# comment\n\treal=127.0.0.3:80 gate\n\treal=127.0.0.4:80 gate\n");
        Assert.Equal(3, Assert.Single(read.Config!.VirtualServices).RealServers.Length);
        var warning = Assert.Single(read.Diagnostics);
        Assert.Equal((6, true), (warning.Line, warning.IsPortability));
    }

    [Fact]
    public void LineOfBlanks_DoesNotEndASection()
    {
        var read = Read("virtual=127.0.0.1:80\n\treal=127.0.0.2:80 gate\n\t\r\n\treal=127.0.0.3:80 gate\n");
        Assert.Equal(2, Assert.Single(read.Config!.VirtualServices).RealServers.Length);
        var warning = Assert.Single(read.Diagnostics);
        Assert.Equal((3, true), (warning.Line, warning.IsPortability));
    }

    [Theory]
    [InlineData("autoreload=yes\r\n")]
    [InlineData("emailalertstatus=all \n")]
    [InlineData("virtual6=[::1]:80\n\tnetmask=64\t\n")]
    public void BlanksAfterAnExactValue_AreAccepted(string text)
    {
        var read = Read(text);
        Assert.NotNull(read.Config);
        Assert.True(Assert.Single(read.Diagnostics).IsPortability);
    }

    [Fact]
    public void FileWithForeignLineEnds_IsReadAsIs()
    {
        var read = Read(
            "checktimeout=3\r\n\r\nvirtual=127.0.0.1:80\r\n\treal=127.0.0.2:80 "
            + "gate\r\n\trequest=\"index.html\"\r\n\tvirtualhost=a.example\r\n");
        Assert.Empty(read.Diagnostics);
        var check = Assert.IsType<HttpCheck>(Assert.Single(Assert.Single(read.Config!.VirtualServices).RealServers).Check);
        Assert.Equal(("/index.html", "a.example"), (check.Request, check.Host));
    }

    private static void AssertOnly(Diagnostic expected, string text)
    {
        var read = Read(text);
        Assert.Equal(expected, Assert.Single(read.Diagnostics));
        Assert.Equal(expected.Severity == Severity.Error, read.Config is null);
    }
}
