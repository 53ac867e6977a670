namespace Ldirectord.Tests.Config;

/// <summary>Values for each directive, as people write them: good ones, odd ones that are accepted, and bad ones.</summary>
internal static class ConfigurationVocabulary
{
    private static readonly string[] Numbers = ["3", "10", "3s", "x7", "007"];
    private static readonly string[] BadNumbers = ["0", "x", "", "0 5"];
    private static readonly string[] YesNo = ["yes", "no"];
    private static readonly string[] BadYesNo = ["Yes", "maybe", "", "\"yes\"", "yes no"];
    private static readonly string[] Quoted = ["\"a\"", "\"a b\"", "\"a\"b\"", "\"a\" rest"];
    private static readonly string[] BadQuoted = ["a", "\"a", "a\"", "\"\""];
    private static readonly string[] Words = ["a", "a b", "\"a\"", "a=b"];

    /// <summary>A directive with the values it may be given.</summary>
    internal sealed record Directive(string Name, string[] Good, string[] Bad);

    /// <summary>At the top of the file and in sections.</summary>
    public static readonly Directive[] Shared =
    [
        new("checktimeout", Numbers, [.. BadNumbers, "00"]),
        new("negotiatetimeout", Numbers, [.. BadNumbers, "00"]),
        new("checkinterval", Numbers, BadNumbers),
        new("checkcount", Numbers, BadNumbers),
        new("failurecount", Numbers, [.. BadNumbers, "00"]),
        new("quiescent", YesNo, [.. BadYesNo, "yes ", "no\t", "yes # comment", "yes#comment"]),
        new("cleanstop", YesNo, BadYesNo),
        new("fallbackcommand", ["/bin/true", "\"/bin/true\"", "/bin/true now", "\"/bin/true"], [""]),
        new("emailalert", ["a@b", "\"a@b, c@d\"", "a@b,c@d", "\"a@b", ","], ["", "\"\""]),
        new("emailalertfreq", ["0", "60", "60s", "00"], ["x", "-3", "", "\"60\""]),
        new("emailalertstatus", ["all", "none", "starting,running", "stopping ,\treloading", "", "running,", "all,running", ", "],
            ["All", "none,running", "running,none", "now", ",running", "running,,stopping", "all ", "\"all\"", "starting stopping"]),
        new("smtp", ["localhost", "127.0.0.1", "mail_1.example x", "-", "+a", "a:25"], ["", "\"localhost\"", "[::1]", ",a"]),
        new("connecttimeout", [], ["3"]),
        new("fallback", [
            "127.0.0.1", "127.0.0.1:80", "localhost:80 gate", "127.0.0.1:0 masq", "127.1:8080  ipip ", "[127.0.0.1]:80", "", ":80",
            "x[localhost]y", "then 127.0.0.1 masq", "127.0.0.1 0"],
            [
                "127.0.0.1:99999", "127.0.0.1:80 foo", "nobody.invalid:80", "127.0.0.1:80 gate 3", "127.0.0.1:nosuch", "[::1]:80",
                "127.0.0.1: 80", "127.0.0.1:", "300.1.1.1:80", "127.0.0.1:80:80"]),
        new("fallback6", ["[::1]:80", "[::1]", "[::ffff:127.0.0.1]:80 masq", "[::1]80", "[]:80", "x[::1]:"],
            ["::1", "[::1]:65536", "[::1]:80 foo", "127.0.0.1:80", "nobody.invalid:80", "[g::1]:80", "[::1"]),
    ];

    /// <summary>At the top of the file alone.</summary>
    public static readonly Directive[] Global =
    [
        new("autoreload", YesNo, [.. BadYesNo, "yes # comment", "no "]),
        new("callback", [.. Quoted, "\"\""], ["a", "\"a", "a\"", "a\"b\""]),
        new("logfile", ["\"/dev/null\"", "\"/dev/null\" rest"], ["/dev/null", "\"/nonexistent/log\"", "\"/dev/null", "\"/tmp\"", ""]),
        new("emailalertfrom", ["a@b", "\"A B\" <a@b>"], [""]),
        new("execute", [.. Words, "", "\"\""], []),
        new("supervised", YesNo, [.. BadYesNo, "yes "]),
        new("fork", YesNo, BadYesNo),
        new("readdquiescent", YesNo, BadYesNo),
        new("maintenancedir", ["/tmp", "/nonexistent", "\"/tmp\""], [""]),
        new("timeout", [], ["3"]),
        new("request", [], ["\"/\""]),
        new("nosuchdirective", [], ["1", ""]),
    ];

    /// <summary>In sections alone.</summary>
    public static readonly Directive[] Section =
    [
        new("checktype", [
            "connect", "external", "external-perl", "negotiate", "off", "on", "ping", "connect,negotiate", "negotiate, connect",
            "connect,x", "3", "0", "x3", "\"on\"", "connect now", "-1"],
            ["combined", "", "onx", "external-foo", "Ping", "-on"]),
        new("service", [
            "http", "https", "http_proxy", "dns", "ftp", "imap", "imaps", "ldap", "ldaps", "mysql", "nntp", "none", "oracle", "pgsql",
            "pop", "pops", "radius", "simpletcp", "sip", "smtp", "submission", "\"http\"", "http, x", "http-proxy"],
            ["HTTP", "pop3", "", "x http", "httpx", "simpleudp", "odbc"]),
        new("checkcommand", ["/bin/true", "\"/bin/true\"", "/bin/true a", "\"/bin/true"], ["", "\"\""]),
        new("checkport", ["80", "x80", "080", "65535", "-80", "80x"], ["0", "65536", "http", "", "00", "99999999999999999999"]),
        new("httpmethod", ["GET", "head", "\"GET\"", "Get x"], ["POST", "", "GETx"]),
        new("virtualhost", ["a.example", "\"a.example\"", "", "\"", "a b", "*"], []),
        new("request", [.. Quoted, "\"/index.html\"", "\"http://127.0.0.1/\"", "\"SELECT 1\""], [.. BadQuoted, "\"/a#b\""]),
        new("receive", [.. Quoted, "\"^ok$\"", "\"a|b\""], [.. BadQuoted, "\"#\"", "\"(\"", "\"[a\"", "\"*\""]),
        new("login", Quoted, BadQuoted),
        new("passwd", Quoted, BadQuoted),
        new("database", Quoted, BadQuoted),
        new("secret", Quoted, BadQuoted),
        new("load", Quoted, BadQuoted),
        new("protocol", ["tcp", "udp", "fwm", "\"tcp\"", "udp x", "-tcp"], ["", "sctp", "TCP", "tcpx", "6"]),
        new("scheduler", ["rr", "wlc", "sh", "mh", "-rr", "r1", "\"wrr\"", "rr x"], ["", "RR", "12", "abcdefghijklmnopqrst"]),
        new("schedflags", ["flag-1", "flag-1,flag-2", "\"flag-3\"", "flag-1 sh-port"], ["", "sh-port", "nosuch", "SH-PORT"]),
        new("persistent", ["60", "60s", "x5"], ["", "x", "0", "99999999999"]),
        new(
            "netmask", ["255.255.255.0", "255.255.255.255", "64", "128"],
            ["", "24x", "0", "129", "255.0.255.0", "256.0.0.0", "255.255.255.0 ", "255.255.255", "x", "1.2.3.4.5"]),
        new("monitorfile", ["/dev/null", "\"/dev/null\""], ["", "/nonexistent/monitor", "/tmp"]),
        new("ops", YesNo, [.. BadYesNo, "yes "]),
        new("servicename", [.. Words, ""], []),
        new("comment", [.. Words, ""], []),
        new("emailalertfrom", [], ["a@b"]),
        new("autoreload", [], ["yes"]),
        new("nosuchdirective", [], ["1", ""]),
        // Ours, which the original refuses whatever is said.
        new("tlsverify", [], ["yes", "no", "maybe"]),
        new("tlscafile", [], ["/nonexistent/ca.pem", ""]),
        new("tlsservername", [], ["a.example", "a b", ""]),
        new("starttls", [], ["yes", "x"]),
        new("certwarndays", [], ["0", "30", "x", ""]),
        new("exitcodes", [], ["nagios", "ldirectord", "x", ""]),
        new("warningweight", [], ["50%", "0%", "50", "101%"]),
        new("redirects", [], ["follow", "same", "none", "some"]),
        new("httpversion", [], ["1.0", "1.1", "2"]),
        new("httpheader", [], ["\"X-A: b\"", "\"X-A\"", "X-A: b"]),
        new("httpstatus", [], ["200-299,401", "99", ""]),
        new("receivenot", [], ["\"a\"", "\"(\"", "a"]),
        new("requestfile", [], ["/etc/hostname", "/nonexistent/file"]),
        new("persistenceengine", [], ["sip", "x", ""]),
        new("checkaddress", [], ["127.0.0.9", "nonexistent..host"]),
        new("checkprotocol", [], ["tcp", "udp", "x"]),
        new("also", [], ["\"/b\"", "\"/b\", \"ok\"", "b", "\"/b\", \"(\""]),
        new("receivedigest", [], ["md5:0123456789abcdef0123456789ABCDEF", "md5:0"]),
        new("helo", [], ["mx.example.net", "a b"]),
        new("steertoken", [], ["/nonexistent", "tokens", ""]),
        new("statusgroup", [], ["root", "nosuchgroup", ""]),
        new("doctoratstart", [], [.. YesNo, .. BadYesNo]),
        new("startwait", [], ["cluster", "no", "10", "0", "x"]),
        new("ipvstimeouts", [], ["900,120,300", "900", "-1,0,0"]),
        new("syncdaemon", [], ["master,backup interface eth1 syncid 1", "master", "slave interface eth1"]),
        new("emailalertdigest", [], ["yes", "x"]),
        new("active", [], ["always", "vip", "vip 127.0.0.1", "file /run/active", "file", "never", ""]),
        new("standby", [], ["ready", "suspend", "x", ""]),
        new("announce", [], ["dummy0", "dummy0 quorum 1 hold 5", "no", "dummy0 quorum 0", ""]),
        new("slowstart", [], ["0", "30", "3601", "x"]),
        new("drainlimit", [], ["0", "600", "10m", "none", "x"]),
        new("agentport", [], ["3333", "0", "x"]),
        new("agentfile", [], ["/run/{real}:{port}", "run", "/run/{x}", ""]),
        new("agentinterval", [], ["2", "0"]),
        new("agentsend", [], ["\"hello\\n\"", "hello"]),
        new("agentaddress", [], ["127.0.0.9", "host"]),
        new("kernelsettings", [], ["warn", "leave", "x"]),
        new("successcount", [], ["1", "3", "0", "x"]),
        new("retryinterval", [], ["1", "500ms", "99ms", "x"]),
        new("downinterval", [], ["60", "0", ""]),
        new("minservers", [], ["2", "50%", "0", "101%"]),
        new("recoverservers", [], ["3", "x"]),
        new("lost", [], ["join", "all", "x"]),
        new("keepservers", [], ["50%", "0%", "2", "101%"]),
        new("repair", [], ["missing", "no", "x"]),
        new("repairinterval", [], ["5", "0"]),
        new("resolveinterval", [], ["1", "3600", "0", "3601", "x"]),
        new("watch", [], ["no", "connection", "x", ""]),
        new("checkvia", [], ["real", "virtual", "x"]),
        new("checkvip", [], ["127.0.0.1", "x"]),
        new("checkmarks", [], ["1-9", "9-1", "7"]),
        new("checkdirectory", [], ["/usr/bin", "/nonexistent", "x", ""]),
        new("checkarguments", [], ["\"-H {real} 'a b'\"", "\"{x}\"", "\"'\"", "x"]),
        new("checkuser", [], ["root", "nosuchuser", ""]),
        new("checksource", [], ["127.0.0.1", "::1", "x"]),
        new("checkdevice", [], ["lo", ""]),
        new("checkmark", [], ["7", "0"]),
    ];

    public static readonly string[] Virtuals =
        ["127.0.0.1:80", "127.0.0.2:80", "127.0.0.3:443", "127.0.0.4:53", "localhost:http", "127.0.0.1:domain", "127.0.0.1:tftp",
            "127.0.0.5:8080", "127.1:80",
         "127.0.0.6:3306", "127.0.0.7:080", "1", "2", "03", "127.0.0.8:81 rest", "127.0.0.9:82#rest", "127.0.0.10:www", "127.0.0.11:0"];

    public static readonly string[] BadVirtuals =
        [
            "", "127.0.0.1", "127.0.0.1:99999", "127.0.0.1:nosuch", "nobody.invalid:80", "localhost", "localhost:", "[::1]:80", "0",
            "4294967296", "1x", ":80", "300.1.1.1:80", "127.0.0.1:", "=127.0.0.1:80", "127.0.0.1:-1", "127.0.0.1:80:90",
            "\"127.0.0.1:80\""];

    public static readonly string[] Virtuals6 = [
        "[::1]:80", "[::2]:443", "[2001:db8::1]:domain", "[0::1]:80", "7", "8", "[1:2:3:4:5:6:7:8]:25 rest"];

    public static readonly string[] BadVirtuals6 =
        [
            "", "[::1]", "[::1]:99999", "::1:80", "127.0.0.1:80", "localhost:80", "[1]:80", "[::ffff:127.0.0.1]:80", "[]:80", "[::1:80",
            "[:]:80", "0", "[::1]80", "[fe80::1%lo]:80"];

    public static readonly string[] Hosts = [
        "127.0.0.2", "127.0.0.3", "127.0.0.4", "localhost", "127.1", "0x7f.1", "127.0.0.2->127.0.0.4", "127.0.0.5->127.0.0.5"];

    public static readonly string[] OddHosts =
        ["", "nobody.invalid", "300.1.1.1", "[::1]", "127.0.0.4->127.0.0.2", "127.0.0.4->nobody.invalid", "127.0.0.2-> 127.0.0.4",
            "127.0.0.2 -> 127.0.0.4", "?? 127.0.0.1",
         "127.0.0.2->127.0.0.3->127.0.0.4", "a_127.0.0.1", "\"127.0.0.1\"", "[127.0.0.1]", "127.0.0.1-127.0.0.2", "->127.0.0.1",
         "0.0.0.0->255.255.255.255"];

    public static readonly string[] Hosts6 = ["[::1]", "[::2]", "[2001:db8::1]"];

    public static readonly string[] OddHosts6 = [
        "::1", "127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "[::1]->[::3]", "[fe80::1%lo]", "x[::1]", "[g]", "[::1]x", ""];

    public static readonly string[] Ports = ["", ":80", ":http", ":0", ":65535", ":tftp", ":080", ":http-alt", ":exec"];

    public static readonly string[] OddPorts = [":", ":65536", ":nosuch", ":-1", ":80:81", ":8.0", ":80/tcp", " :80", ":a_b"];

    public static readonly string[] Methods = [" gate", " masq", " ipip", "  gate", "\tmasq"];

    public static readonly string[] OddMethods = ["", " gatex", " Gate", "gate", " -gate", " gate-x", " foo", " gate.", " masq gate"];

    public static readonly string[] Weights = ["", " 5", " 0", "  10", " 65536"];

    public static readonly string[] OddWeights = [" -5", " 5x", " x5", " 5 6", " -w 5", " 1.5", " foo 5", " 4294967296", "5", " 5,"];

    public static readonly string[] Exchanges =
        [
            "", " \"a\",\"b\"", " \"a\", \"b\"", " \"a\" \"b\"", " \"\", \"\"", " \"/x\", \"^ok$\"", " \"http://127.0.0.1:81/x\", \"ok\"",
            " \"SELECT 1\" \"x\""];

    public static readonly string[] OddExchanges =
        [" \"a\"", " \"a", " a\"", " \"a\"\"b\"", " \"a\" , \"b\"", " \"a\",\"b\",\"c\"", " \"a\" 7 \"b\"", "\"a\" \"b\"",
            " 'a', 'b'", " \"a#b\",\"c\"", " \"a\",,\"b\"", " \"a 5\" \"b\"", " \"x\" \"(\"", " \"a\",\"b\"c",
         " \"http://nobody.invalid/\" \"x\"", " \"a l:3 u:4\" \"b\""];

    public static readonly string[] Thresholds = ["", " l:3", " u:5", " l:3 u:5"];

    public static readonly string[] OddThresholds = [
        " u:5 l:3", " l:x", " l: 3", " l:3u:5", " l:", " u:1 u:2", " foo l:3", " foo", " foo:3", "l:3"];
}
