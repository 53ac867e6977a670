#!/bin/bash
# make demo: what the director does, told on a real kernel in under two minutes.
#
# The kernel is User-Mode Linux: a Linux kernel with IPVS that runs as an ordinary program, without privileges. Root is needed for one thing only: to
# install the packages below, if they are missing. Nothing on this machine is changed otherwise.
set -uo pipefail
here=$(cd "$(dirname "$0")" && pwd)
repo=$(dirname "$here")
export PATH=$PATH:/usr/sbin:/sbin
ldirectord=$(realpath "${LDIRECTORD:-$repo/artifacts/ldirectord}")
packages="user-mode-linux kmod ipvsadm iproute2 nginx-light curl"
limit=110 # seconds, for boot and story

colour='' pause=0
if [ -t 1 ]; then
    pause=2 # to read a step before the next begins
    [ -n "${NO_COLOR:-}" ] || colour=yes
fi

missing() {
    for tool in linux.uml:user-mode-linux modprobe:kmod ipvsadm:ipvsadm ip:iproute2 nginx:nginx-light curl:curl; do
        command -v "${tool%%:*}" >/dev/null || printf '%s ' "${tool#*:}"
    done
}

dry_run() { # WHY
    printf '%s\nSo the same is shown with --dry-run: the director works on a table in memory, on this machine, without a kernel that forwards.\n' "$*"
    . "$here/dry-run.sh"
    exit
}

if [ ! -x "$ldirectord" ]; then
    echo "there is no $ldirectord: run make build first" >&2
    exit 1
fi

if [ -n "$(missing)" ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "installing: $(missing)"
    "$here/install" $(missing) || echo "that did not work" >&2
fi
if [ -n "$(missing)" ]; then
    dry_run "A real kernel for the demo needs packages that are not installed. As root: apt-get install --no-install-recommends $(missing)"
fi

scratch=$(mktemp -d /tmp/ldirectord-demo.XXXXXX) || exit 1
kernel=
clean_up() {
    [ -z "$kernel" ] || kill -9 -- "-$kernel" 2>/dev/null
    rm -rf "$scratch"
}
trap clean_up EXIT
trap 'exit 130' INT TERM HUP

ln -s "$repo" "$scratch/repo"
printf 'colour=%q pause=%q ldirectord=%q\n' "$colour" "$pause" "$ldirectord" >"$scratch/settings"

# The guest's memory is a file: in /dev/shm if that has room and may hold code, as it may not in some containers.
memory=$scratch
if [ "$(df --output=avail -k /dev/shm 2>/dev/null | tail -n 1)" -gt 800000 ] 2>/dev/null && ! grep -q ' /dev/shm .*noexec' /proc/mounts; then
    memory=/dev/shm
fi

echo "Booting a Linux kernel of its own (User-Mode Linux, no privileges needed) …"
mkfifo "$scratch/console"
cd / || exit 1
HOME=$scratch TMPDIR=$memory setsid timeout -s KILL "$limit" \
    linux.uml mem=700M root=/dev/root rootfstype=hostfs rootflags=/ ro quiet con0=fd:0,fd:1 con=null "uml_dir=$scratch/uml" \
    "SCRATCH=$scratch" "init=/bin/bash" -- "$scratch/repo/demo/guest.sh" </dev/null >"$scratch/console" 2>&1 &
kernel=$!

# The kernel's own words go to a file, the story's to the screen, and the last line says how it ended.
telling='' status=''
while IFS= read -r text; do
    case $text in
    @story*) telling=yes ;;
    @end*) status=${text#@end } ;;
    *)
        if [ -z "$telling" ]; then
            printf '%s\n' "$text" >>"$scratch/boot"
        elif [ -z "$status" ]; then
            printf '%s\n' "$text"
        fi
        ;;
    esac
done <"$scratch/console"
wait "$kernel" 2>/dev/null
kernel=

if [ -z "$telling" ]; then
    tail -n 5 "$scratch/boot" | sed 's/^/    /'
    dry_run "The kernel did not boot: above is the last it said."
fi
if [ -z "$status" ]; then
    echo "The kernel ended before the story did (it has $limit seconds)." >&2
    exit 1
fi
exit "$status"
