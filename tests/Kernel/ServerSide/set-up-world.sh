#!/bin/sh
# The networks of docs/set-up.md, before anything of LVS is set up. The director is where this script runs; client, router, rs1 and rs2 are network
# namespaces, made anew each time.
#
#     usage: set-up-world.sh nat|gate|ipip
#
#     client 198.51.100.9 ── 198.51.100.254 router 192.0.2.254 ── eth0 192.0.2.1 director
#         nat:  director eth1 10.0.0.1 ── rs1 10.0.0.11, rs2 10.0.0.12
#         gate: rs1 192.0.2.11, rs2 192.0.2.12 on the director's segment
#         ipip: router 203.0.113.254 ── rs1 203.0.113.11, rs2 203.0.113.12
set -e
method=$1

for link in eth0 eth1; do
    ! ip link show $link >/dev/null 2>&1 || ip link del $link
done
for name in client router rs1 rs2; do
    ! ip netns pids $name >/dev/null 2>&1 || ip netns del $name
    ip netns add $name
    ip -n $name link set lo up
done
rm -rf /run/lvs-realserver-rs1 /run/lvs-realserver-rs2 /etc/default/lvs-realserver /etc/sysctl.d/60-lvs.conf
sysctl -q -w net.ipv4.ip_forward=0
! ip route show default | grep -q . || ip route del default

ip netns exec router sysctl -q -w net.ipv4.ip_forward=1
for bridge in lan far; do
    ip -n router link add $bridge type bridge
    ip -n router link set $bridge up
done
ip -n router addr add 192.0.2.254/24 dev lan
ip -n router addr add 203.0.113.254/24 dev far

plug() { # NETNS, "" for the director; DEVICE ADDRESS/PREFIX BRIDGE
    ip -n router link add "to-$1$2" type veth peer name "$2"
    ip -n router link set "to-$1$2" master "$4" up
    if [ -n "$1" ]; then ip -n router link set "$2" netns "$1"; else ip -n router link set "$2" netns 1; fi
    ip ${1:+-n "$1"} link set "$2" up
    ip ${1:+-n "$1"} addr add "$3" dev "$2"
}

ip -n router link add clients type veth peer name eth0 netns client
ip -n router link set clients up
ip -n router addr add 198.51.100.254/24 dev clients
ip -n client link set eth0 up
ip -n client addr add 198.51.100.9/24 dev eth0
ip -n client route add default via 198.51.100.254

plug "" eth0 192.0.2.1/24 lan
ip route add default via 192.0.2.254
case $method in
    # "far" is the inner segment here; the router is not on it.
    nat) network=10.0.0 segment=far gateway=; ip -n router addr del 203.0.113.254/24 dev far; plug "" eth1 10.0.0.1/24 far ;;
    gate) network=192.0.2 segment=lan gateway=192.0.2.254 ;;
    ipip) network=203.0.113 segment=far gateway=203.0.113.254 ;;
esac
for n in 1 2; do
    plug rs$n eth0 $network.1$n/24 $segment
    [ -z "$gateway" ] || ip -n rs$n route add default via $gateway
done
