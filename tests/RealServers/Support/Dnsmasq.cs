namespace Ldirectord.RealServers.Support;

/// <summary>dnsmasq, which knows example.test and nothing else. It serves UDP and TCP at one port.</summary>
public sealed class Dnsmasq : RealServer
{
    public int Port => Ports[0];

    protected override (string Program, string Package) Software => ("dnsmasq", "dnsmasq-base");

    protected override IEnumerable<string> Configure() =>
    [
        "--keep-in-foreground", "--conf-file=/dev/null", "--no-resolv", "--no-hosts", "--no-poll", "--user=", "--pid-file=",
        "--log-facility=-",
        "--bind-interfaces", $"--port={Port}", "--listen-address=127.0.0.1", "--listen-address=::1", "--local=/example.test/",
        "--host-record=www.example.test,192.0.2.10", "--host-record=v6.example.test,2001:db8::10",
        "--cname=alias.example.test,www.example.test",
        "--txt-record=txt.example.test,hello world", "--mx-host=example.test,mx.example.test,10",
        "--srv-host=_sip._udp.example.test,sip.example.test,5060",
        "--ptr-record=10.2.0.192.in-addr.arpa,www.example.test",
        .. Enumerable.Range(0, 100).Select(i => $"--host-record=large.example.test,198.51.100.{i}"),
    ];
}
