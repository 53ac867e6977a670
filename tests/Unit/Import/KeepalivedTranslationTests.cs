using Ldirectord.Config;
using static Ldirectord.Tests.Import.Imports;

namespace Ldirectord.Tests.Import;

/// <summary>What each word of keepalived.conf becomes.</summary>
public class KeepalivedTranslationTests
{
    private const string Real = "real_server 10.0.0.2 80 {\nTCP_CHECK {\n}\n}\n";

    [Theory]
    [InlineData("delay_loop 6", "checkinterval = 6")]
    [InlineData("connect_timeout 3", "checktimeout = 3")]
    [InlineData("retry 4\ndelay_before_retry 2", "failurecount = 5|retryinterval = 2")]
    [InlineData("delay_before_retry 0.5", "retryinterval = 500ms")]
    [InlineData("inhibit_on_failure", "quiescent = yes")]
    [InlineData("ha_suspend", "active = vip|standby = suspend")]
    [InlineData("sorry_server 10.0.0.9 8080", "fallback = 10.0.0.9:8080 masq")]
    [InlineData("sorry_server 10.0.0.9 80\nsorry_server_lvs_method DR", "fallback = 10.0.0.9:80 gate")]
    [InlineData("persistence_timeout", "persistent = 360")]
    [InlineData("persistence_timeout 60\npersistence_granularity 255.255.0.0", "persistent = 60|netmask = 255.255.0.0")]
    [InlineData("quorum 1\nquorum_up \"/sbin/ip addr add 10.0.0.1/32 dev dummy0\"\n"
        + "quorum_down \"/sbin/ip addr del 10.0.0.1/32 dev dummy0\"",
        "announce = dummy0 quorum 1 weight")]
    [InlineData("quorum_down \"/bin/x a\"\nquorum_up /bin/y",
        "fallbackcommand = f() { case $1 in stop) /bin/y ;; start) /bin/x a ;; esac; }; f")]
    [InlineData("lb_algo mh\nmh-port\nmh-fallback", "scheduler = mh|schedflags = mh-port,mh-fallback")]
    public void SettingOfAVirtualServer_HasItsDirective(string settings, string lines)
    {
        var found = Lines(Keepalived($"virtual_server 10.0.0.1 80 {{\nprotocol TCP\n{settings}\n{Real}}}\n"));
        foreach (var line in lines.Split('|'))
            Assert.Contains(line, found);
    }

    [Theory]
    [InlineData("TCP_CHECK {\nconnect_port 81\n}", "checktype = connect|checkport = 81")]
    [InlineData("TCP_CHECK {\nconnect_ip 10.0.0.7\nbindto 10.0.0.3\nbind_if eth1\nfwmark 9\n}",
        "checksource = 10.0.0.3|checkdevice = eth1|checkmark = 9|real = 10.0.0.2:80 masq check=10.0.0.7")]
    [InlineData("PING_CHECK {\n}", "checktype = ping")]
    [InlineData("HTTP_GET {\nurl {\npath /a\n}\n}",
        "service = http|redirects = none|httpversion = 1.0|request = \"/a\"|negotiatetimeout = 5|failurecount = 2|retryinterval = 3")]
    [InlineData("SSL_GET {\nhttp_protocol 1.1\nvirtualhost www\nurl {\npath /\nstatus_code 200-299 401\nregex \"a.b#\"\n"
        + "regex_options caseless dotall\n}\n}",
        "service = https|httpversion = 1.1|virtualhost = www|httpstatus = 200-299,401|receive = \"(?is)a.b\\x23\"")]
    [InlineData("HTTP_GET {\nurl {\npath /a\ndigest 00112233445566778899AABBCCDDEEFF\n}\nurl {\npath /b\nregex c\n}\n}",
        "receivedigest = md5:00112233445566778899aabbccddeeff|also = \"/b\", \"c\"")]
    [InlineData("HTTP_GET {\nurl {\npath /a\nregex no\nregex_no_match\n}\n}", "receivenot = \"no\"")]
    [InlineData("SMTP_CHECK {\nhelo_name mx.example.net\n}", "service = smtp|helo = mx.example.net")]
    [InlineData("DNS_CHECK {\ntype a\nname www.example.net\n}",
        "service = dns|checkprotocol = udp|request = \"A www.example.net\"|failurecount = 4")]
    [InlineData("DNS_CHECK {\n}", "request = \"SOA .\"|retryinterval = 60")]
    [InlineData("UDP_CHECK {\npayload 0a b 1\nrequire_reply 0X x1 ff\nmin_reply_length 3\n}",
        "service = simpleudp|request = \"\\x0A\\x0B\\x01\"|"
        + "receive = \"\\A(?=(?s:.{3,255})\\z)[\\x00-\\x0F][\\x01\\x11\\x21\\x31\\x41\\x51\\x61\\x71\\x81\\x91\\xA1"
        + "\\xB1\\xC1\\xD1\\xE1\\xF1]\\xFF\"")]
    [InlineData("MISC_CHECK {\nmisc_path \"/bin/test -e 'a b'\"\nmisc_timeout 4\nuser nobody\n}",
        "checktype = external|checkcommand = /bin/test|checkarguments = \"-e 'a b'\"|checktimeout = 4|checkuser = nobody")]
    [InlineData("MISC_CHECK {\nmisc_path /bin/true\nmisc_dynamic\nretry 2\n}",
        "exitcodes = keepalived|failurecount = 3|checkarguments = \"\"")]
    public void Checker_HasItsCheck(string checker, string lines)
    {
        var text = $"virtual_server 10.0.0.1 80 {{\nprotocol TCP\nreal_server 10.0.0.2 80 {{\n{checker}\n}}\n}}\n";
        var translation = Keepalived(text);
        Assert.Empty(translation.Losses);
        var found = Lines(translation);
        foreach (var line in lines.Split('|'))
            Assert.Contains(line, found);
        Assert.StartsWith("-A -t 10.0.0.1:80 -s wlc\n-a -t 10.0.0.1:80 -r 10.0.0.2:80 -m -w 1\n"
        + "", Table(translation), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("snmp_name web", "line 3: ldirectord has no SNMP agent")]
    [InlineData("weigth 3", "line 3: keepalived does not know it, and passes it over")]
    [InlineData("omega", "line 3: a stop runs no commands")]
    [InlineData("sorry_server_inhibit", "line 3: the fallback is in the table only while it serves")]
    [InlineData("lb_kind dr", "line 3: expected NAT, DR or TUN: keepalived takes NAT")]
    [InlineData("lb_algo fast", "line 3: not a scheduler: keepalived takes wlc")]
    [InlineData("persistence_engine sip", "line 3: the only engine is sip, for a persistent service of UDP")]
    public void WordWithoutAHome_IsNamedWithItsLine(string word, string loss) =>
        Assert.Contains(loss, Lines(Keepalived($"virtual_server 10.0.0.1 80 {{\nprotocol TCP\n{word}\n{Real}}}\n")));

    /// <summary>Each value is one that keepalived 2.2.7 refuses, or lowers, as "keepalived -t" says.</summary>
    [Theory]
    [InlineData("delay_loop 0", "checkinterval = 60", "line 3: expected a number of seconds above 0: keepalived takes 60")]
    [InlineData("connect_timeout 0", "checktimeout = 5", "line 3: expected a number of seconds above 0: keepalived takes 5")]
    [InlineData("connect_timeout 1.5", "checktimeout = 2", "line 3: rounded up to whole seconds")]
    [InlineData("delay_before_retry abc", "retryinterval = 1", "line 3: expected a number of seconds: keepalived takes 1")]
    [InlineData("weight abc", "real = 10.0.0.2:80 masq", "line 3: expected a number from 0: keepalived takes 1")]
    [InlineData("real_server 10.0.0.3 80 {\n}\nreal_server 10.0.0.3 80 {\n}", "real = 10.0.0.3:80 masq",
        "line 5: the same real server stands at line 3: keepalived takes that one")]
    public void ValueThatKeepalivedRefuses_IsNamed_AndItsDefaultTaken(string words, string line, string loss)
    {
        var lines = Lines(Keepalived(
            $"virtual_server 10.0.0.1 80 {{\nprotocol TCP\n{words}\nreal_server 10.0.0.2 80 {{\nTCP_CHECK {{\n}}\n}}\n}}\n"));
        Assert.Contains(line, lines);
        Assert.Contains(loss, lines);
    }

    [Fact]
    public void QuorumAboveTheSumOfTheWeights_IsLowered()
    {
        var lines = Lines(Keepalived(
            $"virtual_server 10.0.0.1 80 {{\nprotocol TCP\nquorum 3\nhysteresis 2\nquorum_up \"ip addr add 10.0.0.1/32 dev lo\"\n"
            + $"quorum_down \"ip addr del 10.0.0.1/32 dev lo\"\n{Real}}}\n"));
        Assert.Contains("announce = lo quorum 1 weight", lines);
        Assert.DoesNotContain(lines, line => line.StartsWith("minservers", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("HTTP_GET {\nurl {\npath /a\n}\nurl {\npath /b\nvirtualhost x.example\n}\n}",
        "line 10: all URLs of a check have one virtualhost")]
    [InlineData("HTTP_GET {\nurl {\npath /a\n}\nurl {\npath /b\nregex error\nregex_no_match\n}\n}",
        "line 10: only the first URL of a check may have a pattern that must not be found")]
    [InlineData("HTTP_GET {\nurl {\nstatus_code 200\n}\n}", "line 5: it has no path, so keepalived passes it over")]
    [InlineData("HTTP_GET {\n}", "line 4: it has no url with a path, so keepalived passes it over, and the server is always up")]
    [InlineData("MISC_CHECK {\n}", "line 4: misc_path is missing")]
    [InlineData("MISC_CHECK {\nmisc_path \"/bin/x a#b\"\n}",
        "line 5: a number sign begins a comment in ldirectord.cf: put the command into a script; until then nothing is checked")]
    [InlineData("BFD_CHECK {\nname x\n}", "line 4: ldirectord speaks no BFD")]
    public void CheckerWithoutAHome_IsNamed(string checker, string loss) => Assert.Contains(
        loss, Lines(Keepalived($"virtual_server 10.0.0.1 80 {{\nprotocol TCP\nreal_server 10.0.0.2 80 {{\n{checker}\n}}\n}}\n")));

    [Fact]
    public void RetryThatIsSlowerThanTheLoop_GivesWay()
    {
        var translation = Keepalived(
            "virtual_server 10.0.0.1 80 {\nprotocol TCP\ndelay_loop 2\nreal_server 10.0.0.2 80 {\nHTTP_GET {\nurl {\npath /\n}\n}\n}\n}\n");
        Assert.DoesNotContain(Lines(translation), line => line.StartsWith("retryinterval", StringComparison.Ordinal));
        Assert.StartsWith("-A ", Table(translation), StringComparison.Ordinal);
    }

    [Fact]
    public void WordInAVirtualServerThatKeepalivedIgnores_IsNamed() => Assert.Contains(
        Keepalived("virtual_server 10.0.0.1 80 {\nfoo bar\n}\n").Losses, loss => loss.Text == "foo bar");

    [Fact]
    public void AddressesOnOneLine_AreAllMailed() => Assert.Contains(
        "emailalert = \"a@x.example, b@x.example\"",
        Lines(Keepalived("global_defs {\nnotification_email {\na@x.example b@x.example\n}\n}\n")));

    [Theory]
    [InlineData("lb_kind TUN type gue port 70000", "line 4: invalid tunnel")]
    [InlineData("sorry_server 10.0.0.9 70000", "line 3: ")]
    public void ValueThatCheckWouldRefuse_IsALoss(string words, string loss)
    {
        var real = "real_server 10.0.0.2 80 {\nHTTP_GET {\nurl {\npath /\n}\n}\n}\n";
        var translation = Keepalived($"virtual_server 10.0.0.1 80 {{\nprotocol TCP\n{words}\n{real}}}\n");
        Assert.Contains(Lines(translation), line => line.StartsWith(loss, StringComparison.Ordinal));
        Assert.Empty(ConfigReader.ReadText("imported.cf", translation.Text(explains: true)).Errors);
    }

    [Fact]
    public void GlobalDefinitions_BecomeTheFileOwn_AndSecretsStayBehind()
    {
        var translation = Keepalived(
            """
            global_defs {
                notification_email {
                    a@example.net
                    b@example.net
                }
                notification_email_from lb@example.net
                smtp_server 192.0.2.25
                lvs_timeouts tcp 7200 tcpfin 30
                lvs_sync_daemon eth1 VI_1 maxlen 1400
            }
            vrrp_instance VI_1 {
                virtual_router_id 51
                authentication {
                    auth_pass s3cret
                }
            }
            """, keepsVrrp: true);
        Assert.Equal(
            [
                "emailalert = \"a@example.net, b@example.net\"", "emailalertfrom = lb@example.net", "smtp = 192.0.2.25",
                "ipvstimeouts = 7200,30,0", "syncdaemon = master,backup interface eth1 maxlen 1400 syncid 51",
            ],
            Lines(translation));
        Assert.DoesNotContain("s3cret", translation.Text(explains: true), StringComparison.Ordinal);
        Assert.Contains("auth_pass s3cret", translation.Kept!, StringComparison.Ordinal);
        Assert.DoesNotContain("lvs_", translation.Kept!, StringComparison.Ordinal);
    }

    [Fact]
    public void ServersWithChecksOfTheirOwn_KeepThemWhereTheLineCan()
    {
        var lines = Lines(Keepalived(
            """
            virtual_server 10.0.0.1 80 {
                protocol TCP
                real_server 10.0.0.2 80 {
                    HTTP_GET {
                        url {
                            path /a
                        }
                    }
                }
                real_server 10.0.0.3 80 {
                    HTTP_GET {
                        url {
                            path /b
                            regex ok
                        }
                    }
                }
                real_server 10.0.0.4 80 {
                    TCP_CHECK {
                    }
                }
                real_server 10.0.0.5 80 {
                }
            }
            """));
        Assert.Equal(
            [
                "real = 10.0.0.2:80 masq", "real = 10.0.0.3:80 masq \"/b\", \"ok\"",
                "line 18: its check differs from that of the others, and a service has one check", "real = 10.0.0.4:80 masq",
                "line 22: it has no checker that is translated; it is checked as the others are", "real = 10.0.0.5:80 masq",
            ],
            lines[Array.IndexOf(lines, "quiescent = no")..].Skip(1));
    }
}
