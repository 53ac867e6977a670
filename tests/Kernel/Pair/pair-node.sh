#!/bin/sh
# One director of a pair, on the ethernet of pair-world.sh.
#
#     usage: pair-node.sh NAME NUMBER (1, 2)
set -e
hostname "$1"
{
    echo "link set vec0 name eth0"
    echo "link set eth0 up"
    echo "addr add 10.1.0.$((10 + $2))/24 dev eth0"
    echo "addr add 10.2.0.$((1 + $2))/24 dev eth0"
} | ip -batch -
# In and out by one interface: nobody is to be sent past the director.
sysctl -q -w net.ipv4.ip_forward=1 net.ipv4.conf.all.send_redirects=0 net.ipv4.conf.default.send_redirects=0 \
    net.ipv4.conf.eth0.send_redirects=0 net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.eth0.rp_filter=0
# Every packet is told to the other director, from the first on: a connection of a test has few.
sysctl -q -w net.ipv4.vs.sync_threshold="0 1"
