namespace Ldirectord.Kernel.Doctor;

/// <summary>Mistakes of a director, each with what mends it.</summary>
internal static class DirectorMistakes
{
    private const string OneArmed = "virtual = 10.2.0.100:81\n    real = 10.2.0.12:80 masq\n";

    public static IReadOnlyList<Mistake> All { get; } =
    [
        new("D4", "ip addr del 10.2.0.100/32 dev servers") { Says = "10.2.0.100" },
        new("D5", "ip addr add 10.9.0.100/32 dev dummy1")
        {
            Config = "virtual = 10.9.0.100:80\n    real = 10.2.0.12:80 masq\n",
            Says = "dummy1",
            After = "ip link set dummy1 down; ip addr flush dev dummy1",
        },
        new("D6", "ip addr del 10.2.0.100/32 dev servers; ip addr add 10.2.0.100/32 dev lo; sysctl -q -w net.ipv4.conf.all.arp_ignore=1")
        {
            Says = "on lo",
            After = "sysctl -q -w net.ipv4.conf.all.arp_ignore=0",
        },
        new("D7", "ip link set dummy2 up; ip addr add 10.8.0.100/24 dev dummy2; ip addr add 10.8.0.1/24 dev dummy2")
        {
            Level = "WARN",
            Config = "virtual = 10.8.0.100:80\n    real = 10.2.0.12:80 masq\n",
            // The director's own address outlived the change.
            After = "ip addr show dev dummy2 | grep -q 10.8.0.1/24; ip link set dummy2 down; ip addr flush dev dummy2",
        },
        new("D8", "ip netns exec rs1 sysctl -q -w net.ipv4.conf.all.arp_ignore=0") { Says = "real server 10.2.0.11" },
        new("D9", "ip -n client addr add 10.2.0.100/32 dev eth1") { Mend = "ip -n client addr del 10.2.0.100/32 dev eth1" },
        new("D10", "ip route add 10.77.0.0/24 via 10.2.0.11")
        {
            Config = "virtual = 10.2.0.100:80\n    real = 10.77.0.5:80 gate\n",
            MendedConfig = "virtual = 10.2.0.100:80\n    real = 10.77.0.5:80 ipip\n",
            Says = "router 10.2.0.11",
            After = "ip route del 10.77.0.0/24",
        },
        new("D11", "ip link set dummy3 up; ip addr add 10.6.0.1/24 dev dummy3")
        {
            Config = "virtual = 10.6.0.1:80\n    real = 10.6.0.2:80 gate\n",
            Mend = "ip addr add 10.6.0.9/24 dev dummy3",
            After = "ip addr flush dev dummy3; ip link set dummy3 down",
        },
        new("D12", "sysctl -q -w net.ipv4.ip_forward=0") { Says = "net.ipv4.ip_forward" },
        new("D12", "sysctl -q -w net.ipv4.conf.servers.forwarding=0") { Says = "net.ipv4.conf.servers.forwarding" },
        new("D13", "iptables -P FORWARD DROP") { After = "iptables -F FORWARD; iptables -P FORWARD ACCEPT", Says = "policy" },
        new("D13", "sysctl -q -w net.ipv4.vs.conntrack=0; iptables -P FORWARD DROP; "
            + "iptables -A FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT")
        {
            Mend = "sysctl -q -w net.ipv4.vs.conntrack=1",
            After = "iptables -F FORWARD; iptables -P FORWARD ACCEPT",
        },
        new("D14", "iptables -A INPUT -d 10.2.0.100 -p tcp --dport 80 -j DROP") { After = "iptables -F INPUT", Says = "tcp:10.2.0.100:80" },
        new("D16", "sysctl -q -w net.ipv4.conf.servers.send_redirects=1") { Level = "WARN", Config = OneArmed },
        new("D17", "ip route add default via 10.2.0.254; sysctl -q -w net.ipv4.conf.clients.rp_filter=1")
        {
            Level = "WARN",
            After = "ip route del default; sysctl -q -w net.ipv4.conf.clients.rp_filter=0",
        },
        new("D18", "sysctl -q -w net.ipv4.vs.conntrack=0; iptables -t nat -A POSTROUTING -d 10.2.0.0/24 -j MASQUERADE")
        {
            Level = "NOTE",
            After = "iptables -t nat -F POSTROUTING",
        },
        new("D21", "true")
        {
            Level = "NOTE",
            Config = "virtual = 10.1.0.100:80\n    real = 10.2.0.1:80 masq\n",
            MendedConfig = DoctorMachine.Config,
        },
        new("D22", "true")
        {
            Level = "WARN",
            Config = "virtual = 10.2.0.100:80\n    real = 10.2.0.11:8080 gate\n",
            MendedConfig = DoctorMachine.Config,
        },
        new("D24", "true") { Level = "NOTE", Config = OneArmed, MendedConfig = "virtual = 10.2.0.100:81\n    real = 10.2.0.12:81 gate\n" },
        new("D26", "sysctl -q -w net.ipv4.vs.pmtu_disc=0") { Level = "WARN" },
        new("D28", "sysctl -q -w net.ipv4.vs.expire_nodest_conn=0")
        {
            Level = "WARN",
            Config = "quiescent = no\nvirtual = 10.2.0.100:53\n    real = 10.2.0.11:53 gate\n    protocol = udp\n    service = dns\n",
        },
        new("D30", "sysctl -q -w net.ipv4.vs.backup_only=1")
        {
            Level = "WARN",
            Config = $"syncdaemon = master,backup interface servers\n{DoctorMachine.Config}",
        },
        new("D31", "ip addr add 10.7.0.1/24 dev dummy1")
        {
            Level = "WARN",
            Config = $"syncdaemon = master interface dummy1\n{DoctorMachine.Config}",
            After = "ip addr flush dev dummy1; ip link set dummy1 down",
        },
        new("D32", "cp /bin/sleep /run/nanny; /run/nanny 600 >/dev/null 2>&1 &") { Level = "WARN", Says = "nanny" },
        new("D32", "printf '%s\\n' '-A -t 10.2.0.100:80 -s wlc' >/etc/ipvsadm.rules; echo 'AUTO=\"true\"' >/etc/default/ipvsadm")
        {
            Level = "WARN",
            Says = "/etc/ipvsadm.rules",
            After = "rm /etc/ipvsadm.rules",
        },
        new("D50", "printf '%s\\n' '-A -t 10.2.0.100:80 -r wlc' '-a -t 10.2.0.100:80 -r 10.2.0.11:80 -g' >/etc/ipvsadm.rules")
        {
            Level = "WARN",
            Says = "expected -s wlc",
            // As the finding says, ipvsadm takes it now.
            After = "ip netns add scratch; ip -n scratch link set lo up; ip netns exec scratch ipvsadm -R </etc/ipvsadm.rules; "
                + "ip netns del scratch; rm /etc/ipvsadm.rules",
        },
        new("D33", "true")
        {
            Level = "NOTE",
            Config = "virtual = 10.2.0.100:22\n    real = 10.2.0.11:22 gate\n    checktype = connect\n",
            MendedConfig = "ipvstimeouts = 86400,0,0\nvirtual = 10.2.0.100:22\n    real = 10.2.0.11:22 gate\n    checktype = connect\n",
        },
        new("D35", "true")
        {
            Level = "NOTE",
            Config = "quiescent = yes\nvirtual = 10.2.0.100:53\n    real = 10.2.0.11:53 gate\n    protocol = udp\n    service = dns\n",
            MendedConfig = "quiescent = yes\nvirtual = 10.2.0.100:53\n    real = 10.2.0.11:53 gate\n    protocol = udp\n    service = dns\n"
                + "    ops = yes\n",
        },
        new("D36", "true")
        {
            Level = "WARN",
            Config = "virtual = 3\n    real = 10.2.0.11:80 gate\n    checktype = connect\n",
            Mend = "iptables -t mangle -A PREROUTING -d 10.2.0.100 -p tcp --dport 80 -j MARK --set-mark 3",
            After = "iptables -t mangle -F PREROUTING",
        },
        new("D37", "perl -MSocket -e 'socket S,AF_INET,SOCK_STREAM,0; setsockopt S,SOL_SOCKET,SO_REUSEADDR,1; "
            + "bind S,sockaddr_in(80,INADDR_ANY); listen S,1; sleep 600' >/dev/null 2>&1 & echo $! >/run/listener; sleep 1")
        {
            Level = "NOTE",
            Mend = "kill $(cat /run/listener)",
        },
        new("D38", "sysctl -q -w net.ipv4.conf.clients.proxy_arp=1") { Level = "NOTE" },
        new("D39", "ip -n client addr add fd00:1::150/128 dev eth0 nodad; ip addr add fd00:1::150/128 dev clients; "
            + "until ip addr show dev clients | grep -q dadfailed; do sleep 0.1; done")
        {
            Config = "virtual6 = [fd00:1::150]:80\n    real6 = [fd00:2::11]:80 gate\n",
            After = "ip addr del fd00:1::150/128 dev clients; ip -n client addr del fd00:1::150/128 dev eth0",
        },
        new("D40", "ping -c 1 -W 1 10.2.0.77 >/dev/null || until ip neigh show 10.2.0.77 | grep -q FAILED; do sleep 0.2; done")
        {
            Level = "WARN",
            Config = "virtual = 10.2.0.100:80\n    real = 10.2.0.77:80 gate\n",
            MendedConfig = DoctorMachine.Config,
        },
        new("D42", "rm /etc/sysctl.d/lvs.conf") { Level = "NOTE" },
        new("D44", "sysctl -q -w net.ipv4.vs.sloppy_tcp=0")
        {
            Level = "WARN",
            Config = "virtual = 10.9.0.1:80\n    real = 10.2.0.11:80 gate\n    scheduler = mh\n    schedflags = mh-port,mh-fallback\n"
                + "    quiescent = yes\n    checktype = connect\n    announce = dummy1\n",
        },
        new("D45", "ipvsadm -A -t 10.2.0.100:80 -s wrr; ipvsadm -a -t 10.2.0.100:80 -r 10.2.0.11 -g -w 0")
        {
            Level = "WARN",
            Mend = "ipvsadm -e -t 10.2.0.100:80 -r 10.2.0.11 -g -w 1",
            After = "ipvsadm -C",
        },
        new("D48", "ip link add twin type veth peer name twin-peer; ip addr add 10.1.0.9/24 dev twin; ip link set twin up; "
            + "ip link set twin-peer up")
        {
            Level = "WARN",
            After = "ip link del twin; sysctl -q -w net.ipv4.conf.all.arp_ignore=0",
        },
        new("D49", "sysctl -q -w net.ipv4.conf.servers.accept_local=0")
        {
            Level = "NOTE",
            Options = "--through 10.2.0.100",
            Says = "net.ipv4.conf.servers.accept_local=1",
            Mend = "sysctl -q -w net.ipv4.conf.servers.accept_local=1",
            After = "sysctl -q -w net.ipv4.conf.servers.accept_local=0",
        },
        new("D49", "ip -n rs1 addr del 10.2.0.100/32 dev lo; sysctl -q -w net.ipv4.conf.servers.accept_local=1")
        {
            Options = "--through 10.2.0.100",
            Mend = "ip -n rs1 addr add 10.2.0.100/32 dev lo",
            Says = "10.2.0.11:80 in tcp:10.2.0.100:80",
            After = "sysctl -q -w net.ipv4.conf.servers.accept_local=0; [ -z \"$(ipvsadm -Sn)\" ]",
        },
    ];
}
