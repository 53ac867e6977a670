#!/bin/sh
# A client, a director and real servers, for traffic that really crosses IPVS. The director is where this script runs; the client is the network
# namespace "client", the real servers are "rs1", "rs2"…
#
#     usage: topology.sh SERVERS
#
#     client 10.1.0.2 ── 10.1.0.1 director 10.2.0.1 ── bridge "servers" ── rs1 10.2.0.11, rs2 10.2.0.12 …
#       └── 10.2.0.254 ────────────────────────────────────┘
#
# The virtual addresses are 10.1.0.100 … 10.1.0.109, and fd00:1::100 … for IPv6 (fd00:1:: and fd00:2:: in the place of 10.1.0 and 10.2.0).
# All forwarding methods work side by side: a real server answers from its own address by way of the director (masq), and from a virtual address, which it
# has on lo, straight to the client (gate, and ipip by tunl0).
set -e
servers=$1
virtual=$(seq 100 109)

sysctl -q -w net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1
modprobe -a ip_vs ipip
sysctl -q -w net.ipv4.vs.conntrack=1

ip netns add client
{
    # Left to itself a bridge takes the lowest address of its ports, and changes it as ports come.
    echo "link add servers address 02:00:00:00:00:01 type bridge"
    echo "link set servers up"
    echo "addr add 10.2.0.1/24 dev servers"
    echo "addr add fd00:2::1/64 dev servers nodad"
    echo "link add clients type veth peer name eth0 netns client"
    echo "link set clients up"
    echo "addr add 10.1.0.1/24 dev clients"
    echo "addr add fd00:1::1/64 dev clients nodad"
    for n in $virtual; do
        echo "addr add 10.1.0.$n/32 dev clients"
        echo "addr add fd00:1::$n/128 dev clients nodad"
    done
    echo "link add to-client type veth peer name eth1 netns client"
    echo "link set to-client master servers up"
} | ip -batch -

ip netns exec client sysctl -q -w net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.default.rp_filter=0
{
    echo "link set lo up"
    echo "link set eth0 up"
    echo "link set eth1 up"
    echo "addr add 10.1.0.2/24 dev eth0"
    echo "addr add fd00:1::2/64 dev eth0 nodad"
    echo "addr add 10.2.0.254/24 dev eth1"
    echo "addr add fd00:2::254/64 dev eth1 nodad"
} | ip -n client -batch -

# Who is where is written down, not asked for: on a busy machine an answer to ARP can be late, and a lost one would look like a lost request.
mac() { # NETNS DEVICE, "" for the director
    ip ${1:+-n "$1"} -o link show "$2" | sed 's|.*link/ether \([^ ]*\) .*|\1|'
}
know() { # NETNS DEVICE ADDRESS MAC
    ip ${1:+-n "$1"} neigh replace "$3" lladdr "$4" dev "$2" nud permanent
}
know "" clients 10.1.0.2 "$(mac client eth0)"
know client eth0 10.1.0.1 "$(mac "" clients)"
for n in $virtual; do
    know client eth0 "10.1.0.$n" "$(mac "" clients)"
done

for n in $(seq "$servers"); do
    ip netns add "rs$n"
    ip link add "to-rs$n" type veth peer name eth0 netns "rs$n"
    ip link set "to-rs$n" master servers up
    ip netns exec "rs$n" sysctl -q -w net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.default.rp_filter=0 net.ipv4.conf.tunl0.rp_filter=0 \
        net.ipv4.conf.all.arp_ignore=1 net.ipv4.conf.all.arp_announce=2
    {
        echo "link set lo up"
        echo "link set eth0 up"
        echo "link set tunl0 up"
        echo "addr add 10.2.0.$((10 + n))/24 dev eth0"
        echo "addr add fd00:2::$((10 + n))/64 dev eth0 nodad"
        for v in $virtual; do
            echo "addr add 10.1.0.$v/32 dev lo"
            echo "addr add fd00:1::$v/128 dev lo nodad"
        done
        echo "route add default via 10.2.0.1"
        echo "route add 10.1.0.0/24 via 10.2.0.254 table 100"
        echo "rule add from 10.1.0.0/24 table 100"
    } | ip -n "rs$n" -batch -
    know "" servers "10.2.0.$((10 + n))" "$(mac "rs$n" eth0)"
    know client eth1 "10.2.0.$((10 + n))" "$(mac "rs$n" eth0)"
    know "rs$n" eth0 10.2.0.1 "$(mac "" servers)"
    know "rs$n" eth0 10.2.0.254 "$(mac client eth1)"
    {
        echo "route add default via fd00:2::1"
        echo "route add fd00:1::/64 via fd00:2::254 table 100"
        echo "rule add from fd00:1::/64 table 100"
    } | ip -6 -n "rs$n" -batch -
done
