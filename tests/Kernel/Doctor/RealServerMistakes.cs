namespace Ldirectord.Kernel.Doctor;

/// <summary>Mistakes of real servers, each with what mends it. All is run on the server.</summary>
internal static class RealServerMistakes
{
    private const string Gate = "--real-server 10.2.0.100:80 --director 10.2.0.1";
    private const string Ipip = "--real-server 10.2.0.101:80 --mode ipip --director 10.2.0.1";
    private const string Masq = "--real-server 10.1.0.100:80 --mode masq --director 10.2.0.1";

    /// <summary>Of rs1, by gate.</summary>
    public static IReadOnlyList<Mistake> First { get; } =
    [
        new("R1", "ip addr del 10.2.0.100/32 dev lo") { Options = Gate },
        new("R2", "ip addr del 10.2.0.100/32 dev lo; ip addr add 10.2.0.100/32 dev eth0") { Options = Gate, Says = "eth0" },
        new("R3", "ip addr del 10.2.0.100/32 dev lo; ip addr add 10.2.0.100/24 dev lo") { Options = Gate, Says = "/24" },
        new("R4", "sysctl -q -w net.ipv4.conf.all.arp_ignore=0 net.ipv4.conf.lo.arp_ignore=1")
        {
            Options = Gate,
            Says = "that of lo does not count",
            After = "sysctl -q -w net.ipv4.conf.lo.arp_ignore=0",
        },
        new("R5", "sysctl -q -w net.ipv4.conf.all.arp_announce=0") { Level = "WARN", Options = Gate },
        new("R6", "sysctl -q -w net.ipv4.conf.all.arp_ignore=0; arptables-legacy -A INPUT -d 10.9.9.9 -j DROP")
        {
            Level = "NOTE",
            Options = Gate,
            Mend = "arptables-legacy -I INPUT -d 10.2.0.100 -j DROP",
            After = "arptables-legacy -F; sysctl -q -w net.ipv4.conf.all.arp_ignore=1",
        },
        new("R9", "iptables -A INPUT -d 10.2.0.100 -p tcp --dport 80 -j REJECT")
        {
            Options = Gate,
            After = "iptables -F INPUT",
        },
        new("R11", "ip route replace default via 10.2.0.1") { Options = Gate, Mend = "ip route replace default via 10.2.0.254" },
        new("R12", "true") { Options = "--real-server 10.2.0.100:81", Says = "no program listens on this port", Mend = "LISTEN" },
        new("R13", "true")
        {
            Level = "NOTE",
            Options = Gate,
            Mend = "cd /etc/systemd/system/multi-user.target.wants; ln -s /dev/null lvs-realserver@10.2.0.100.service",
        },
        new("R14", "true") { Level = "NOTE", Options = Gate, Says = "arp_ignore", Mend =
            "printf '%s\\n' net.ipv4.conf.all.arp_ignore=1 net.ipv4.conf.all.arp_announce=2 >/etc/sysctl.d/rs.conf" },
        new("R15", "ip route replace default via 10.2.0.254 src 10.2.0.100")
        {
            Level = "WARN",
            Options = Gate,
            Says = "begin from the virtual address",
            After = "ip route replace default via 10.2.0.254",
        },
    ];

    /// <summary>Of rs2, by ipip and masq.</summary>
    public static IReadOnlyList<Mistake> Second { get; } =
    [
        new("R7", "ip link set tunl0 down") { Options = Ipip, Says = "tunl0" },
        new("R8", "sysctl -q -w net.ipv4.conf.all.rp_filter=1 net.ipv4.conf.tunl0.rp_filter=0")
        {
            Options = Ipip,
            After = "sysctl -q -w net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.tunl0.rp_filter=0",
        },
        new("R9", "iptables -A INPUT -p 4 -j DROP") { Options = Ipip, Says = "protocol 4", After = "iptables -F INPUT" },
        new("R10", "ip route replace default via 10.2.0.254") { Options = Masq },
        new("R10", "ip route del default") { Options = Masq, Says = "there is none" },
        new("R16", "ip link set tunl0 mtu 1400") { Level = "NOTE", Options = Ipip },
        new("R17", "sysctl -q -w net.ipv6.conf.eth0.proxy_ndp=1")
        {
            Level = "NOTE",
            Options = "--real-server fd00:1::100 --mode ipip",
        },
    ];
}
