#!/bin/sh
# A client and real servers on one ethernet with two directors, which are other machines; this one is only the wire's far end.
#
#     usage: pair-world.sh SERVERS
#
#     client 10.1.0.2 ── bridge ── rs1 10.2.0.11, rs2 10.2.0.12 …
#                           └── vec0 ── the hub ── the directors (pair-node.sh)
#
# Clients use 10.1.0.100. A real server answers from its own address by way of 10.2.0.1 (masq), and from 10.1.0.100, which it has on lo,
# straight to the client (gate, and ipip by tunl0).
set -e
modprobe -a ipip bridge veth
{
    echo "link add wire type bridge"
    echo "link set wire address 02:00:00:00:02:00"
    echo "link set wire up"
    echo "link set vec0 master wire"
    echo "link set vec0 up"
} | ip -batch -

join() { # NETNS ADDRESS
    ip netns add "$1"
    ip link add "to-$1" type veth peer name eth0 netns "$1"
    ip link set "to-$1" master wire up
    ip netns exec "$1" sysctl -q -w net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.default.rp_filter=0 net.ipv4.conf.tunl0.rp_filter=0 \
        net.ipv4.conf.all.accept_redirects=0 net.ipv4.conf.all.arp_ignore=1 net.ipv4.conf.all.arp_announce=2
    {
        echo "link set lo up"
        echo "link set eth0 up"
        echo "addr add $2/24 dev eth0"
    } | ip -n "$1" -batch -
}

join client 10.1.0.2
ip -n client route add 10.2.0.0/24 dev eth0
for n in $(seq "$1"); do
    join "rs$n" "10.2.0.$((10 + n))"
    {
        echo "link set tunl0 up"
        echo "addr add 10.1.0.100/32 dev lo"
        echo "route add default via 10.2.0.1"
        echo "route add 10.1.0.0/24 dev eth0 table 100"
        echo "rule add from 10.1.0.0/24 table 100"
    } | ip -n "rs$n" -batch -
done
