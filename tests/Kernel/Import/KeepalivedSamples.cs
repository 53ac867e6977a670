namespace Ldirectord.Kernel.Import;

/// <summary>
/// keepalived.conf files of our own that cover what the importer translates; each has virtual addresses of its own, 10.9.NUMBER.0/24.
/// Real servers are 10.5.0.11, .12 and .13.
/// </summary>
internal static class KeepalivedSamples
{
    private const string Pace = "delay_loop 1\nconnect_timeout 1\nretry 0\nwarmup 0\n";
    private const string Tcp = "TCP_CHECK {\n}\n";
    private const string Http = "HTTP_GET {\nurl {\npath /\nstatus_code 200\nregex rs\n}\n}\n";

    public static IReadOnlyList<string> All { get; } =
    [
        Service("10.9.1.1 80", "lb_algo wrr\nlb_kind DR\npersistence_timeout 50\nprotocol TCP\n",
            Servers(80, Http, "weight 3\n", "", "weight 2\n")),
        Service("10.9.2.1 80", "protocol TCP\n", Servers(8080, Tcp)),
        Service("10.9.3.1 80", "lb_kind TUN\nlb_algo lc\nprotocol TCP\nsorry_server 10.5.0.14 80\n", Servers(80, Tcp)),
        Service("10.9.4.1 4444", "lb_algo rr\n", Servers(4444, "")),
        Service("fwmark 5", "lb_algo rr\nlb_kind DR\n", Servers(80, Tcp)),
        "virtual_server_group six {\n10.9.6.1-3 80\n10.9.6.8/30 8081\nfwmark 6\n10.9.6.20 443\n}\n"
            + Service("group six", "lb_algo wlc\nlb_kind NAT\nprotocol TCP\n", Servers(80, Tcp)),
        Service("10.9.7.1 80", "lb_kind DR\nlb_algo wlc\nprotocol TCP\ninhibit_on_failure\n", Servers(80, Tcp)),
        Service("10.9.8.1 80", "lb_kind DR\nprotocol TCP\n", Servers(80, Tcp, "lvs_method NAT\n", "lvs_method TUN\n", "")),
        Service("10.9.9.1 80", "lb_kind NAT\nprotocol TCP\nquorum 2\nsorry_server 10.5.0.14 8080\n", Servers(80, Tcp)),
        Service("10.9.10.1 80", "lb_kind NAT\nprotocol TCP\nquorum 4\nhysteresis 2\nsorry_server 10.5.0.14 80\n",
            Servers(80, Tcp, "weight 2\n", "weight 2\n", "weight 2\n")),
        Service("10.9.11.1 80", "lb_algo mh\nmh-port\nmh-fallback\nsh-port\nlb_kind DR\nprotocol TCP\n", Servers(80, Tcp))
            + Service("10.9.11.2 80", "sh-fallback\nlb_algo sh\nsh-port\nflag-3\nlb_kind DR\nprotocol TCP\n", Servers(80, Tcp)),
        Service("10.9.12.1 5353", "lb_algo rr\nops\nlb_kind DR\nprotocol UDP\n", Servers(5353, "PING_CHECK {\n}\n")),
        Service("10.9.13.1 80", "persistence_timeout 600\npersistence_granularity 255.255.255.0\nlb_kind DR\nprotocol TCP\n",
            Servers(80, Tcp))
            + Service("10.9.13.2 80", "persistence_timeout\nlb_kind DR\nprotocol TCP\n", Servers(80, Tcp)),
        Service("10.9.14.1 80", "lb_kind DR\nprotocol TCP\n",
            Servers(80, Tcp, "uthreshold 90\nlthreshold 10\n", "uthreshold 5 lthreshold 4\n", "")),
        Service("fd00:9::1 80", "lb_algo rr\nlb_kind NAT\nprotocol TCP\n", Server("fd00:5::11", 80, Tcp) + Server("fd00:5::12", 80, Tcp)),
        Service("10.9.16.1 80", "lb_kind DR\nprotocol TCP\n",
            Servers(80, "MISC_CHECK {\nmisc_path \"/run/misc.sh 'a b' plain\"\nmisc_timeout 2\n}\n")),
        Service("10.9.17.1 80", "lb_kind DR\nprotocol TCP\n",
            Servers(80, "MISC_CHECK {\nmisc_path \"/run/misc.sh 'a b' dynamic\"\nmisc_dynamic\nmisc_timeout 2\n}\n")),
        Service("10.9.18.1 80", "lb_kind DR\nprotocol TCP\nvirtualhost www.example.net\n",
            Servers(80, "HTTP_GET {\nurl {\npath /\nregex rs\n}\nurl {\npath /other\nstatus_code 200-299 301\n}\n}\n")),
        Service("10.9.19.1 80", "lb_kind DR\nprotocol TCP\n",
            Servers(80, "HTTP_GET {\nurl {\npath /\nregex rs2\nregex_no_match\n}\n}\n")),
        Service("10.9.20.1 80", "lb_kind DR\nprotocol TCP\n", Servers(80, "TCP_CHECK {\nconnect_ip 10.5.0.11\nconnect_port 8080\n}\n")),
        "$NET=10.9.21\n$PORTS=80\n~SEQ(n, 1, 2) $V21\n" // V21 is not known yet: a line that says nothing
            + "$V21= \\\nvirtual_server ${NET}.${n} ${PORTS} { \\\nprotocol TCP \\\nlb_kind DR \\\n" +
                Lines(Pace + Server("10.5.0.11", 80, Tcp))
            + "}\n~SEQ(m, 3, 4) $V21\n~LST({n,PORTS}, {5,80},{6,81}) $V21\n",
        "@^nobody " + "virtual_server 10.9.22.1 80 { protocol TCP\n lb_kind DR\n" + Pace + "@nobody lb_algo rr\n@^nobody lb_algo sed\n"
            + "real_server 10.5.0.11 80{ weight 4 }\nreal_server 10.5.0.12 80\n{\nTCP_CHECK { connect_timeout 1 } weight 7\n}\n}\n",
        Service("10.9.23.1 5000", "lb_algo nq\nlb_kind DR\nprotocol SCTP\n", Servers(5000, "")),
        Service("10.9.24.1 80", "lb_kind dr\nlb_algo nonsense\npersistence_timeout 0\nprotocol TCP\n", Servers(80, Tcp)),
        Service("10.9.25.1 80", "lb_kind TUN type gre csum\nprotocol TCP\n",
            Servers(80, Tcp, "", "lvs_method TUN type gue port 6080\n", "")),
        Service("10.9.26.1 5060", "persistence_timeout 30\npersistence_engine sip\nlb_kind DR\nprotocol UDP\nops\n", Servers(5060, "")),
        Service("10.9.27.1 80", "lb_kind DR\nprotocol TCP\n", Servers(80, Tcp, "weight 0\n", "", "")),
        Service("10.9.28.1 80", "lb_kind DR\nprotocol TCP\n", Servers(8080, Tcp)),
        Service("10.9.29.1 80", "lb_kind DR\nprotocol TCP\nsorry_server 10.5.0.14 80\nsorry_server_lvs_method NAT\n", Servers(80, Tcp)),
        "virtual_server 10.9.30.1 80 {\nlb_kind DR\n}\nvirtual_server 10.9.30.2 80 {\nlb_kind DR\nprotocol TCP\nbogus 3\n" + Pace
            + Servers(80, Tcp + "PING_CHECK {\n}\n") + "}\n",
        Service("10.9.31.1 0", "lb_kind DR\nprotocol TCP\npersistence_timeout 100\n",
            "real_server 10.5.0.11 0 {\n}\nreal_server 10.5.0.12 0 {\n}\n"),
        Service("10.9.32.1 80", "lb_kind DR\nprotocol UDP\n", Servers(80, Tcp)),
        Service("10.9.33.1 80", "lb_kind DR\nprotocol UDP\n", Servers(80, "UDP_CHECK {\npayload 41\nrequire_reply 72 7X\n}\n")),
        Service("10.9.38.1 53", "lb_kind DR\nprotocol UDP\n", Servers(53, "DNS_CHECK {\ntype A\nname www.example.net\n}\n")),
        Service("10.9.39.1 25", "lb_kind DR\nprotocol TCP\n", Servers(25, "SMTP_CHECK {\nhelo_name director\n}\n")),
        // A web server is neither a mail nor a name server.
        Service("10.9.34.1 80", "lb_kind DR\nprotocol TCP\n", Servers(80, "SMTP_CHECK {\n}\n")),
        Service("10.9.35.1 8080", "lb_kind DR\nprotocol UDP\n", Servers(8080, "DNS_CHECK {\ntype A\nname www.example.net\n}\n")),
        Service("10.9.36.1 80", "lb_kind DR\nprotocol TCP\npersistence_granularity 255.255.0.0\n", Servers(80, Tcp)),
        Service("10.9.37.1 80", "lb_kind DR\nprotocol TCP\nalpha\nomega\n", Servers(80, Tcp)),
    ];

    private static string Service(string name, string settings, string servers) =>
        $"virtual_server {name} {{\n{Pace}{settings}{servers}}}\n";

    private static string Servers(int port, string check, params string[] settings) => string.Concat(
        Enumerable.Range(0, 3).Select(n => Server($"10.5.0.{11 + n}", port, (settings.Length > n ? settings[n] : "") + check)));

    private static string Server(string address, int port, string content) => $"real_server {address} {port} {{\n{content}}}\n";

    private static string Lines(string text) => text.Replace("\n", " \\\n", StringComparison.Ordinal);
}
