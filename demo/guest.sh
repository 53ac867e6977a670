#!/bin/bash
# The first process of the demo's own kernel: lays the network out, then tells the story (story.sh) and switches the machine off.
#
#   client 10.0.0.1 ---- 10.0.0.254 director 192.168.60.254 ---+--- web1 192.168.60.11
#                        VIP 10.0.0.80, sorry page on it       +--- web2 192.168.60.12   (each its own network namespace)
#                                                              +--- web3, web4
#
# The kernel's command line gives SCRATCH: a folder of the host with links to the repository and to the program shown, and the file `settings`.
# The host's files are seen through an overlay: the guest may write anywhere, and nothing on the host changes.
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root

modules() { # every package version has one folder here, named by its kernel's version
    echo "/usr/lib/uml/modules/$(uname -r)"
}

power_off() {
    echo "@end ${1:-1}"
    sync
    echo o >/proc/sysrq-trigger
    sleep 60
}

if [ "${1:-}" != in-overlay ]; then
    mount -t proc proc /proc
    mount -t tmpfs tmpfs /run
    insmod "$(modules)/kernel/fs/overlayfs/overlay.ko"
    mkdir -p /run/upper /run/work /run/root
    mount -t overlay overlay -o lowerdir=/,upperdir=/run/upper,workdir=/run/work /run/root || { echo "guest: no overlay file system"; power_off; }
    mkdir -p /run/root/.host
    cd /run/root && pivot_root . .host
    exec chroot . /bin/bash "$SCRATCH/repo/demo/guest.sh" in-overlay
fi

mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t devtmpfs devtmpfs /dev
mkdir -p /dev/shm
mount -t tmpfs tmpfs /dev/shm
ln -sfn /proc/self/fd /dev/fd
mount -t tmpfs tmpfs /run
mount -t tmpfs tmpfs /var/log
mount -t tmpfs tmpfs /etc/ha.d
umount -l /.host
exec </dev/null >/dev/console 2>&1
stty -opost </dev/console
dmesg -n 1
mkdir -p /lib/modules /run/lock
[ /var/run -ef /run ] || ln -sfn /run /var/run
ln -sfn "$(modules)" "/lib/modules/$(uname -r)"
modprobe -a ip_vs ip_vs_rr veth || { echo "guest: this kernel has no IPVS"; power_off; }
hostname director
ulimit -c 0

# --- the network -------------------------------------------------------------------------------------------------------------------------------

join() { # NAME ADDRESS LINK: a namespace of its own, one cable to the director, its way back through it
    ip netns add "$1"
    ip link add "$1" type veth peer name eth0 netns "$1"
    ip -n "$1" link set lo up
    ip -n "$1" addr add "$2/24" dev eth0
    ip -n "$1" link set eth0 up
    ip link set "$1" up
}

ip link set lo up
ip link add servers type bridge
ip addr add 192.168.60.254/24 dev servers
ip link set servers up
for n in 1 2 3 4; do
    join "web$n" "192.168.60.1$n"
    ip link set "web$n" master servers
    ip -n "web$n" route add default via 192.168.60.254
done
join client 10.0.0.1
ip addr add 10.0.0.254/24 dev client
ip addr add 10.0.0.80/32 dev client
echo 1 >/proc/sys/net/ipv4/ip_forward
echo 1 >/proc/sys/net/ipv4/vs/conntrack 2>/dev/null || true

# --- what the story asks for -------------------------------------------------------------------------------------------------------------------

# shellcheck source=/dev/null
. "$SCRATCH/settings" # colour, pause, ldirectord; token: no story, but the console until the host ends this kernel
here=$SCRATCH/repo/demo
work=/run/demo
conf=/etc/ha.d/demo.cf
maintenance=/etc/ha.d/maintenance
log=/var/log/ldirectord.log
via="Through 10.0.0.80"
command="ldirectord demo.cf start" ending="ldirectord demo.cf stop"
settle=1
mkdir -p $work $maintenance /var/lib/nginx
cp "$SCRATCH/repo/etc/ha.d/demo.cf" $conf

. "$here/web.sh"
. "$here/story.sh"

server() {
    case $1 in
    sorry) echo 127.0.0.1:80 ;;
    *) echo "192.168.60.1${1#web}:80" ;;
    esac
}

start_web() {
    case $1 in
    sorry) web_server sorry 0.0.0.0 80 ;;
    *) web_server "$1" "192.168.60.1${1#web}" 80 ip netns exec "$1" ;;
    esac
}

start_director() { "$ldirectord" demo.cf start; }
stop_director() { "$ldirectord" demo.cf stop; }

# Perl ldirectord, when it is the one shown (LDIRECTORD=…), has no `show`.
table() {
    if "$ldirectord" demo.cf show >$work/table 2>/dev/null; then cat $work/table; else ipvsadm -Ln; fi
}
# What is claimed is held against the kernel's own table.
weights() { ipvsadm -Ln | awk '$1 == "->" && $2 ~ /:[0-9]+$/ { print $2, $4 }'; }
table_is_empty() { [ -z "$(ipvsadm -Sn)" ]; }

# One curl; a new connection for every request, twenty a second.
client() {
    exec ip netns exec client stdbuf -oL curl -s --rate 20/s --max-time 2 -H 'Connection: close' \
        -w ' %{http_code} %{exitcode}\n' 'http://10.0.0.80/?[1-1000000]'
}

if [ -n "${token:-}" ]; then
    . "$here/live.sh"
    live # until the host ends this kernel
    power_off 1
fi
echo @story
(story)
power_off $?
