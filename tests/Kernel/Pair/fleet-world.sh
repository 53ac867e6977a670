#!/bin/sh
# A router between the client and the directors of pair-world.sh, which spreads the clients of 10.9.0.1 over those who tell it of the address (ECMP).
#
#     client 10.1.0.2 ── router 10.1.0.1 ── the directors 10.1.0.11, 10.1.0.12 ── rs1 10.2.0.11 …, which answer straight to the client
set -e
ip netns add router
ip link add to-router type veth peer name eth0 netns router
ip link set to-router master wire up
ip netns exec router sysctl -q -w net.ipv4.ip_forward=1 net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.default.rp_filter=0 \
    net.ipv4.conf.all.send_redirects=0 net.ipv4.conf.default.send_redirects=0 net.ipv4.fib_multipath_hash_policy=1
{
    echo "link set lo up"
    echo "link set eth0 up"
    echo "addr add 10.1.0.1/24 dev eth0"
} | ip -n router -batch -
ip netns exec router sysctl -q -w net.ipv4.conf.eth0.send_redirects=0 net.ipv4.conf.eth0.rp_filter=0
ip -n client route add 10.9.0.0/24 via 10.1.0.1
for n in 1 2 3; do
    ip -n "rs$n" addr add 10.9.0.1/32 dev lo
    ip -n "rs$n" rule add from 10.9.0.0/24 table 100
done
cat >/run/router.conf <<'END'
router id 10.1.0.1;
protocol device { scan time 1; }
protocol kernel { ipv4 { import none; export all; }; merge paths on; }
template bgp director {
    local as 65000;
    hold time 3;
    keepalive time 1;
    graceful restart off;
    connect delay time 1;
    connect retry time 2;
    error wait time 1, 4;
    ipv4 { import all; export none; };
}
protocol bgp d1 from director { neighbor 10.1.0.11 as 65001; }
protocol bgp d2 from director { neighbor 10.1.0.12 as 65001; }
END
ip netns exec router bird -c /run/router.conf -s /run/router.ctl -P /run/router.pid
