#!/bin/sh
# The first process of a sandbox: network (and with it an IPVS table), processes and the folders in which a director leaves things are its own.
#
#     usage: sandbox.sh NAME PROGRAM       PROGRAM is /usr/sbin/ldirectord there
set -e
sandbox=/sandboxes/$1
mount --bind "$2" /usr/sbin/ldirectord
mount --bind "$sandbox/log" /var/log
mount --bind "$sandbox/ha.d" /etc/ha.d
mount --bind "$sandbox/run" /run
mkdir -p /run/commands /run/lock /run/told
{
    echo "link set lo up"
    for address in fd00::1 fd00::2 fd00::21 fd00::22 fd00::91; do echo "addr add $address/128 dev lo nodad"; done
} | ip -batch -
set +e
. "$SCRATCH/guest-serve.sh"
serve <>"$sandbox/commands"
