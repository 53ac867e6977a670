using System.Text;
using Ldirectord.Checks;
using Ldirectord.Config;
using static Ldirectord.Tests.Config.Reading;

namespace Ldirectord.Tests.Config;

/// <summary>Files as people write and post them, each with its exact diagnostics: "LINE:COLUMN kind: message", by line.</summary>
public sealed class SeenInputTests
{
    private const string Head = "virtual=10.0.0.9:80\n";

    private const string Schedulers = "rr, wrr, lc, wlc, lblc, lblcr, dh, sh, sed, nq, fo, ovf, mh, twos";

    // Indentation.
    [Theory]
    [InlineData(Head + "  real=10.0.0.1:80 gate\n\treal=10.0.0.2:80 gate\n\tscheduler=rr\n",
        "2:3 error: indented by 2 blanks: the lines of a virtual service must be indented by a tab or four spaces")]
    [InlineData(Head + "   real=10.0.0.1:80 gate\n   scheduler=rr\n\nvirtual=10.0.0.8:80\n   real=10.0.0.1:80 gate\n",
        "2:4 error: indented by 3 blanks: the lines of a virtual service must be indented by a tab or four spaces (and 2 more lines)")]
    [InlineData(Head + " real=10.0.0.1:80 gate\n\tnosuch=1\n",
        "2:2 error: indented by 1 blank: the lines of a virtual service must be indented by a tab or four spaces"
        + "|3:2 error: unknown directive \"nosuch\"")]
    [InlineData(
        "checktimeout=3\n" + Head + "fallback=127.0.0.1:80 gate\nreal=10.0.0.1:80 gate\nreal=10.0.0.2:80 gate\nservice=http\n"
        + "scheduler=rr\n\nvirtual=10.0.0.8:80\nreal=10.0.0.1:80 gate\n",
        "4:1 error: \"real\" in the first column: the lines of a virtual service must be indented by a tab or four spaces (and 4 "
        + "more lines)")]
    [InlineData("    checktimeout=3\n    virtual=10.0.0.9:80\n        real=10.0.0.1:80 gate\n        scheduler=rr\n",
        "1:5 error: \"checktimeout\" is indented, but no virtual service begins above it: expected it in the first column, or below "
        + "a line \"virtual = ...\"")]
    [InlineData("    virtual=10.0.0.9:80\n        real=10.0.0.1:80 gate\n        scheduler=rr\n",
        "1:5 error: \"virtual\" is indented: expected it in the first column, and its lines below it indented by a tab or four spaces")]
    [InlineData(Head + "\treal=10.0.0.1:80 gate\n virtual=10.0.0.8:80\n\treal=10.0.0.1:80 gate\n\treal=10.0.0.2:80 gate\n",
        "3:2 error: \"virtual\" is indented: expected it in the first column, and its lines below it indented by a tab or four spaces")]
    [InlineData(Head + "\treal=10.0.0.1:80 gate\nchecktimeout=3\n\tscheduler=rr\n\tservice=http\n",
        "4:2 error: \"scheduler\" is indented, but checktimeout above it does not begin a virtual service: expected it in the first "
        + "column, or below a line \"virtual = ...\"")]
    [InlineData(Head + "\treal=10.0.0.1:80 gate\n// a comment\n; another\n\tscheduler=rr\n",
        "3:1 error: unknown directive \"// a comment\": expected # before a comment"
        + "|4:1 error: unknown directive \"; another\": expected # before a comment")]
    public void WronglyIndentedLine_IsOneErrorThatExplainsTheIndentation(string text, string said) => AssertSaid(text, said);

    // As the original does: what a line ends is looked at before the line.
    [Theory]
    [InlineData(Head + "\treal=10.0.0.1:nosuch gate\n virtual=10.0.0.8:80\n", 2, 3)]
    [InlineData(Head + "\treal=10.0.0.1:nosuch gate\n  nosuch=1\n\treal=10.0.0.1:99999 gate\n", 2, 3, 3, 4)]
    [InlineData(Head + "\treal=10.0.0.1:nosuch gate\n\u00A0\u00A0\u00A0\u00A0nosuch=1\n", 2, 3)]
    public void SectionAboveAShortLine_IsLookedAtFirst(string text, params int[] lines) =>
        Assert.Equal(lines, Read(Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text))).Errors.Select(error => error.Line));

    // Names.
    [Theory]
    [InlineData("Virtual=10.0.0.9:80\n\treal=10.0.0.1:80 gate\n\tscheduler=rr\n",
        "1:1 error: unknown directive \"Virtual\": expected virtual, in lower case")]
    [InlineData("virtual 10.0.0.9:80\n\treal 10.0.0.1:80 gate\n\tscheduler rr\n",
        "1:1 error: no \"=\" after virtual: expected virtual = value")]
    [InlineData("virtual: 10.0.0.9:80\n\treal: 10.0.0.1:80 gate\n", "1:1 error: no \"=\" after virtual: expected virtual = value")]
    [InlineData(Head + "\tautoreload=yes\n\treal=10.0.0.1:80 gate\n",
        "2:2 error: autoreload is a directive of the whole file, not of a virtual service: expected it in the first column, above "
        + "the first virtual service")]
    [InlineData(Head + "\tReal=10.0.0.1:80 gate\n\tscheduelr=rr\n",
        "2:2 error: unknown directive \"Real\": expected real, in lower case"
        + "|3:2 error: unknown directive \"scheduelr\": did you mean scheduler?")]
    [InlineData("include /etc/ha.d/web.cf\n", "1:1 error: unknown directive \"include /etc/ha.d/web.cf\": expected name = value")]
    public void MisspelledName_IsAnErrorThatSuggestsTheRightOne(string text, string said) => AssertSaid(text, said);

    // Values.
    [Theory]
    [InlineData("checkinterval=1 min\n", "1:15 warning: checkinterval = 1 min is read as 1 second: expected a number of seconds alone")]
    [InlineData("checktimeout=3s\n", "1:14 warning: checktimeout = 3s is read as 3 seconds: expected a number of seconds alone")]
    [InlineData("emailalertfreq=10m\n", "1:16 warning: emailalertfreq = 10m is read as 10 seconds: expected a number of seconds alone")]
    [InlineData("failurecount=3x\n", "1:14 warning: failurecount = 3x is read as 3: expected a number alone")]
    [InlineData("checktimeout = 3 # seconds\nnegotiatetimeout = \"3\"\n", "")]
    [InlineData(Head + "\treal=10.0.0.1:80 gate\n\tpersistent=5m\n\tcheckport=80/tcp\n",
        "3:13 warning: persistent = 5m is read as 5 seconds: expected a number of seconds alone"
        + "|4:12 warning: checkport = 80/tcp is read as 80: expected a port alone")]
    [InlineData(Head + "\treal=10.0.0.1:80 gate\n\tscheduler=wrrr\n",
        "3:12 warning: Linux has no scheduler \"wrrr\", without which the virtual service cannot be added: expected " + Schedulers)]
    [InlineData("autoreload = Yes\nquiescent = true\nsmtp = \"localhost\"\n",
        "1:14 error: invalid autoreload \"Yes\": expected yes, in lower case"
        + "|2:13 error: invalid quiescent \"true\": expected yes or no"
        + "|3:8 error: smtp in quotes: expected smtp = host")]
    [InlineData(Head + "\tprotocol=UDP\n\tservice=DNS\n\tchecktype=Negotiate\n\tscheduler=WRR\n",
        "2:11 error: invalid protocol \"UDP\": expected udp, in lower case"
        + "|3:10 error: invalid service \"DNS\": expected dns, in lower case"
        + "|4:12 error: invalid checktype \"Negotiate\": expected negotiate, in lower case"
        + "|5:12 error: invalid scheduler \"WRR\": expected wrr, in lower case")]
    [InlineData(Head + "\treal=10.0.0.1:80,10.0.0.2:80 gate\n",
        "2:7 warning: \"10.0.0.1:80,\" is ignored, and only 10.0.0.2:80 is a real server: expected one line for each, host[:port] method")]
    [InlineData(Head + "\treal=10.0.0.1:80 gate, 10.0.0.2:80 gate\n",
        "2:27 error: \".0.0.2:80 gate\" is no part of a real server: expected one line for each real server")]
    [InlineData(Head + "\treal=10.0.0.1:80 NAT\n\treal=10.0.0.2 80 gate\n\treal=10.0.0.3:80 gate weight=5\n",
        "2:19 error: invalid forwarding method \"NAT\": expected gate (direct routing), masq (NAT) or ipip (tunnel)"
        + "|3:16 error: invalid forwarding method \"80\": expected host[:port] method [weight]"
        + "|4:23 error: \"weight=5\" is no part of a real server: expected host[:port] method [weight] [\"request\", \"receive\"] "
        + "[l:number] [u:number]")]
    [InlineData(Head + "\treal=10.0.0.1-10.0.0.4:80 gate\n\treal=10.0.0.1 -> 10.0.0.4:80 gate\n",
        "2:7 error: unknown real server \"10.0.0.1-10.0.0.4\": expected a range as 10.0.0.1->10.0.0.4"
        + "|3:19 error: invalid forwarding method \"10\": expected a range without blanks, as in 10.0.0.1->10.0.0.9:80 gate")]
    [InlineData("virtual=\"10.0.0.9:80\"\n\treal=\"10.0.0.1:80 gate\"\n",
        "1:9 error: virtual in quotes: expected virtual = address:port, host:port or a firewall mark"
        + "|2:24 error: real server in quotes: expected it without quotes")]
    [InlineData("virtual=10.0.0.9:80,443\n\treal=10.0.0.1 gate\n",
        "1:9 warning: \",443\" after the port is ignored: expected virtual = host:port, one for each port")]
    [InlineData("virtual=2001:db8::1:80\n\treal=10.0.0.1:80 gate\n",
        "1:9 error: invalid virtual service \"2001:db8::1:80\": expected an IPv6 address in brackets, as in virtual6 = [2001:db8::1]:80")]
    [InlineData("virtual6=[2001:db8::1]:80\n\treal6=2001:db8::2:80 gate\n\tfallback6=::1\n\n",
        "2:8 error: invalid real server \"2001:db8::2:80\": expected an IPv6 address in brackets, as in real6 = [2001:db8::1]:80 gate"
        + "|3:12 error: invalid fallback server \"::1\": expected an IPv6 address in brackets, as in fallback6 = [2001:db8::1]:80")]
    public void MisleadingValue_IsReported(string text, string said) => AssertSaid(text, said);

    // Comments and empty lines.
    [Theory]
    [InlineData("virtual=5 # web\n\treal=10.0.0.1:80 gate\n\tservice=http\n", "")]
    [InlineData("virtual=10.0.0.9:80 # web\n# more\n\treal=10.0.0.1:80 gate # the first\n", "")]
    [InlineData("virtual=10.0.0.9:80 # web\n\n\treal=10.0.0.1:80 gate\n",
        "3:2 portability: Perl ldirectord refuses this line, since it ends the virtual service at the empty line above")]
    [InlineData("fallback=127.0.0.1:80 # sorry\n", "1:23 portability: Perl ldirectord refuses a comment after fallback")]
    [InlineData("fallback=127.0.0.1:80 gate # was 127.0.0.2 gate\n",
        "1:28 warning: Perl ldirectord reads the end of this comment as the fallback server")]
    [InlineData("emailalertstatus=all # of them\n", "1:22 portability: Perl ldirectord refuses a comment after emailalertstatus")]
    [InlineData("emailalert=a@b # me\nmaintenancedir=/tmp # c\nexecute=other.cf # c\nfallbackcommand=\"/bin/a # b\" # c\n", "")]
    public void CommentOrAnEmptyLine_IsReadAsInsideSections(string text, string said) => AssertSaid(text, said);

    [Fact]
    public void CommentAfterAGlobalValue_IsNoPartOfIt()
    {
        var config = ReadConfig(
            "fallback=127.0.0.1:80 # 127.0.0.2 gate\nemailalert=a@b # c@d\nemailalertfrom=e@f # g\nmaintenancedir=/tmp # "
            + "c\nexecute=other.cf # c\nvirtual=5 # web\n\treal=10.0.0.1:80 gate\n");
        var service = Assert.Single(config.VirtualServices);
        Assert.Equal(("127.0.0.1:80", "5"), ($"{service.Fallback!.EndPoint}", $"{service.Id}"));
        Assert.Equal(("a@b", "e@f"), (Assert.Single(config.Mail.Recipients), config.Mail.Sender));
        Assert.Equal(("/tmp", "other.cf"), (config.MaintenanceDirectory, Assert.Single(config.Execute)));
    }

    // Characters that look like others.
    [Theory]
    [InlineData("\uFEFFchecktimeout=3\n", "1:1 portability: Perl ldirectord refuses the byte order mark before this line")]
    [InlineData("\uFEFF" + Head + "\treal=10.0.0.1:80 gate\n\tnosuch=1\n",
        "1:1 portability: Perl ldirectord refuses the byte order mark before this line|3:2 error: unknown directive \"nosuch\"")]
    [InlineData(Head + "\u00A0\u00A0\u00A0\u00A0real=10.0.0.1:80 gate\n\u3000\u3000scheduler=rr\n",
        "2:1 portability: Perl ldirectord refuses this line: its indentation has other characters than spaces and tabs"
        + "|3:1 portability: Perl ldirectord refuses this line: its indentation has other characters than spaces and tabs")]
    [InlineData("checktimeout\u00A0= 3\n",
        "1:1 error: no \"=\" after checktimeout: expected checktimeout = value (the line has U+00A0, a no-break space, at column 13)")]
    [InlineData(Head + "\trequest=\u201Cindex.html\u201D\n\treal=10.0.0.1:80 gate\n",
        "2:10 error: request without quotes: expected request = \"...\" (the line has U+201C, a typographic quote, at column 10)")]
    [InlineData(Head + "\treal=10.0.0.1:80 gate\n\tchecktype=external\u2013perl\n\tcheckcommand=/bin/sh\n",
        "3:0 warning: the line has U+2013, a typographic dash, at column 20, which is read as a letter: expected an ASCII character")]
    [InlineData(Head + "\treal=10.0.0.1:80 gate \u3000 5x\n",
        "2:27 error: \"x\" is no part of a real server: expected host[:port] method [weight] [\"request\", \"receive\"] [l:number] "
        + "[u:number] (the line has U+3000, a full-width blank, at column 24)")]
    [InlineData(Head + "\treal=10.0.0.1:80 gate \u3000 5\n",
        "2:7 warning: \"\u3000\" is ignored: expected host[:port] method [weight] [\"request\", \"receive\"] [l:number] [u:number] (the "
        + "line has U+3000, a full-width blank, at column 24)")]
    [InlineData("# \u201Cquoted\u201D \u2013 in a comment\n" + Head + "\treal=10.0.0.1:80 gate # \u2013\n"
        + "\tservicename=\u201Cweb\u201D\n\treceive=\"\u00AB\u00BB\"\n", "")]
    public void LookalikeCharacter_IsReadOrReported(string text, string said) => AssertSaid(text, said);

    // Checks that say nothing.
    [Theory]
    [InlineData("virtual=10.0.0.9:8080\n\treal=10.0.0.1:80 masq\n",
        "1:9 warning: port 8080 has no default service, so the real servers are never checked and always up: expected service = "
        + "name, checktype = connect, or checktype = on if that is meant")]
    [InlineData("virtual=5\n\treal=10.0.0.1:80 gate\n",
        "1:9 warning: a firewall mark has no default service, so the real servers are never checked and always up: expected service "
        + "= name, checktype = connect, or checktype = on if that is meant")]
    [InlineData("virtual=10.0.0.9:8080\n\treal=10.0.0.1:80 masq\n\tservice=none\n", "")]
    [InlineData("virtual=10.0.0.9:8080\n\treal=10.0.0.1:80 masq\n\tchecktype=connect\n", "")]
    [InlineData(Head + "\treal=10.0.0.1:80 gate\n\tchecktype=external\n",
        "1:9 warning: checktype = external without checkcommand runs /bin/true, so every server is always up: expected checkcommand "
        + "= path")]
    [InlineData(Head + "\treal=10.0.0.1:80 gate\n\tchecktype=external\n\tcheckcommand=/nonexistent/x\n",
        "4:15 warning: cannot run checkcommand \"/nonexistent/x\": there is no such file, so no server is ever up: expected the "
        + "path of a program")]
    [InlineData(Head + "\treal=10.0.0.1:80 gate\n\tchecktype=external\n\tcheckcommand=\"/bin/sh -c true\"\n",
        "4:15 warning: cannot run checkcommand \"/bin/sh -c true\": there is no such file, so no server is ever up: expected the "
        + "path of a program alone: arguments are not passed")]
    [InlineData(Head + "\treal=10.0.0.1:80 gate\n\tchecktype=external\n\tcheckcommand=/etc/passwd\n",
        "4:15 warning: cannot run checkcommand \"/etc/passwd\": it is not executable, so no server is ever up: expected the path of "
        + "a program")]
    [InlineData(Head + "\treal=10.0.0.1:80 gate\n\tchecktype=external\n\tcheckcommand=sh\n", "")]
    [InlineData(Head + "\treal=10.0.0.1:80 gate\n\tchecktype=external\n\tcheckcommand=no-such-program\n",
        "4:15 warning: cannot run checkcommand \"no-such-program\": not found in PATH, so no server is ever up: expected the path "
        + "of a program")]
    [InlineData(Head + "\treal=10.0.0.1:80 gate\n\tchecktype=external-perl\n\tcheckcommand=/etc/passwd\n", "")]
    [InlineData(Head + "\treal=10.0.0.1:80 gate\n\tcheckcommand=/nonexistent/x\n", "")]
    public void CheckThatAlwaysPasses_IsAWarning(string text, string said) => AssertSaid(text, said);

    // Services without a server.
    [Theory]
    [InlineData("virtual=10.0.0.9:0\n\treal=10.0.0.1:80 gate\n\tchecktype=connect\n",
        "1:9 refusal: port 0 (every port) serves no client without persistent: expected persistent = seconds, or one port")]
    [InlineData("virtual=10.0.0.9:0\n\treal=10.0.0.1:80 gate\n\tchecktype=connect\n\tpersistent=60\n", "")]
    [InlineData("virtual=10.0.0.9:53\n\treal=10.0.0.1:53 gate\n\treal=10.0.0.2:53 masq\n\tops=yes\n",
        "3:7 warning: masq with ops = yes: the real server's answers never reach the client: expected gate or ipip, or ops = no")]
    [InlineData(Head + "\treal=10.0.0.1:80 masq\n\tops=yes\n", "")]
    public void ServiceWithoutServers_IsReported(string text, string said) => AssertSaid(text, said);

    [Fact]
    public void BlanksOfAnotherKind_IndentALineLikeOthers()
    {
        var check = Assert.IsType<HttpCheck>(Server(
            "real=10.0.0.1:80 gate\n\u00C2\u00A0\u00C2\u00A0\u00C2\u00A0\u00C2\u00A0request=\"a\"").Check);
        Assert.Equal("/a", check.Request);
    }

    [Fact]
    public void NamesInMessages_AreThoseOfTheBinder() => Assert.Equal(Directives.Names.Order(), DirectiveNames.All.Order());

    private static void AssertSaid(string text, string said)
    {
        var read = Read(Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text)));
        Assert.Equal(said.Split('|', StringSplitOptions.RemoveEmptyEntries), read.Diagnostics.Select(Shown));
        Assert.Equal(read.Errors.Any(), read.Config is null);
    }

    private static string Shown(Diagnostic diagnostic)
    {
        string kind = (diagnostic.Severity, diagnostic.IsPortability) switch
        {
            (Severity.Error, false) => "error",
            (Severity.Error, true) => "refusal",
            (_, false) => "warning",
            _ => "portability",
        };
        return $"{diagnostic.Line}:{diagnostic.Column} {kind}: {diagnostic.Message}";
    }
}
