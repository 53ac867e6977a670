#!/bin/bash
# make demo: what the director does, told on a real kernel in under two minutes.
#
# The kernel is User-Mode Linux: a Linux kernel with IPVS that runs as an ordinary program, without privileges, and sees this machine's files without
# changing any. Root is needed for one thing only: to install the packages named below where they are missing. `demo.sh --dry-run` does without a kernel.
# `demo.sh --console` (make demo-console) tells no story: the director runs until it is interrupted, and its console is reached by this machine's browser.
set -uo pipefail
here=$(cd "$(dirname "$0")" && pwd)
repo=$(dirname "$here")
export PATH=$PATH:/usr/sbin:/sbin
ldirectord=$(realpath "${LDIRECTORD:-$repo/artifacts/ldirectord}")
limit=240 # seconds, for boot and story on a machine that is busy; one that is not needs less than one minute

missing() { # the Debian packages whose program is not here
    local need needs='linux.uml:user-mode-linux modprobe:kmod ipvsadm:ipvsadm ip:iproute2 nginx:nginx-light curl:curl'
    ! grep -qw amx_tile /proc/cpuinfo || needs="$needs gcc:gcc"
    for need in $needs; do
        command -v "${need%:*}" >/dev/null || echo "${need#*:}"
    done
}

if [ ! -x "$ldirectord" ]; then
    echo "there is no program $ldirectord: run make build first" >&2
    exit 1
fi

colour='' pause=0
if [ -t 1 ]; then
    pause=1 # to see a step end before the next begins
    [ -n "${NO_COLOR:-}" ] || colour=yes
fi

live='' token=''
if [ "${1:-}" = --console ]; then
    live=yes
    token=$(od -An -N 12 -tx1 /dev/urandom | tr -d ' \n')
fi

kernel='' forwarder=''
scratch=$(mktemp -d /tmp/ldirectord-demo.XXXXXX) || exit 1
stop_kernel() {
    # It makes itself a session, and its processes are one group; unless it did not come that far.
    [ -z "$forwarder" ] || kill "$forwarder" 2>/dev/null
    [ -z "$kernel" ] || kill -9 -- "-$kernel" 2>/dev/null || kill -9 "$kernel" 2>/dev/null
    kernel=''
}
clean_up() {
    stop_kernel
    # Of a dry run: the director, which clears up behind itself; the servers and the client.
    [ ! -f "$scratch/director" ] || kill "$(<"$scratch/director")" 2>/dev/null
    for file in "$scratch"/*/pid "$scratch"/asker; do
        [ ! -f "$file" ] || kill -9 "$(<"$file")" 2>/dev/null
    done
    rm -rf "$scratch"
}
trap clean_up EXIT
trap 'exit 130' INT TERM HUP

dry_run() {
    [ -z "$live" ] || {
        echo "Without that kernel there is no console to show: start a director, and then: ldirectord console" >&2
        exit 1
    }
    echo "The director works on a table in memory, with --dry-run. No kernel forwards: the client asks the servers that this table names."
    # shellcheck source=demo/dry-run.sh
    . "$here/dry-run.sh"
    exit 0
}

if [ "${1:-}" = --dry-run ]; then
    dry_run
fi
if [ -n "$(missing)" ]; then
    if [ "$(id -u)" = 0 ]; then
        missing >"$scratch/packages"
        "$repo/tests/packages" "$scratch/packages" || echo "The packages could not be installed." >&2
    else
        echo "Only root can install packages, and the demo's kernel needs some that are missing. As root:"
        echo "    apt-get install --no-install-recommends $(missing | paste -sd ' ')"
    fi
fi
if [ -n "$(missing)" ]; then
    echo "So there is no kernel of our own to show it on; this is the same story without."
    dry_run
fi

# --- a kernel of our own -----------------------------------------------------------------------------------------------------------------------

# The guest's memory is a file: in /dev/shm if there is room and it may hold code, which containers often do not allow.
memory=$scratch
if [ "$(df --output=avail -k /dev/shm 2>/dev/null | tail -n 1)" -gt 800000 ] 2>/dev/null && ! grep -q '^[^ ]* /dev/shm .*noexec' /proc/mounts; then
    memory=/dev/shm
fi
# The guest finds everything by this folder, whatever blanks the repository's path holds.
ln -s "$repo" "$scratch/repo"
printf 'colour=%q pause=%q ldirectord=%q token=%q\n' "$colour" "$pause" "$ldirectord" "$token" >"$scratch/settings"
# The kernel has no network: connections to its console go through its serial line, whose ends linux-uml.sh makes: serial.in and serial.out.
mkfifo "$scratch/console"

echo "Booting a Linux kernel of its own (User-Mode Linux: an ordinary program, no privileges) …"
(
    cd / || exit
    exec env "HOME=$scratch" "TMPDIR=$memory" \
        sh "$scratch/repo/tests/Kernel/Uml/linux-uml.sh" mem=700M root=/dev/root rootfstype=hostfs rootflags=/ ro quiet con0=fd:0,fd:1 con=null "uml_dir=$scratch/uml" \
        "SCRATCH=$scratch" init=/bin/bash -- "$scratch/repo/demo/guest.sh"
) </dev/null >"$scratch/console" 2>&1 &
kernel=$!
disown

forward() { # connections of this machine's browser, to the console in the kernel
    local port
    for port in {9780..9799} none; do (: <>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || break; done
    perl "$here/forward.pl" listen "$port" "$scratch/serial.in" "$scratch/serial.out" &
    forwarder=$!
    disown
    # It needs a moment until it listens.
    until (: <>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || ! kill -0 $forwarder 2>/dev/null; do sleep 0.1; done
    echo
    echo "The console of the demo's director:  http://127.0.0.1:$port/"
    echo "The token with which it can be steered:  $token"
    echo "A client asks twenty times a second; web2 dies for ten seconds now and then. Ctrl+C ends all of it."
}

# What the kernel says for itself goes to a file, the story to the screen; the guest's last line says how it ended.
telling='' status=''
SECONDS=0
while [ $SECONDS -lt $limit ] && IFS= read -r -t $((limit - SECONDS)) text; do
    case $text in
    @story) telling=yes ;;
    @live)
        forward
        telling=yes limit=1000000000
        ;;
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
if [ -z "$telling" ]; then
    tail -n 5 "$scratch/boot" | sed 's/^/    /'
    stop_kernel
    echo "The kernel did not boot; the lines above are the last it said. This is the same story without."
    dry_run
fi
if [ -z "$status" ]; then
    echo "The demo's kernel ended before the story did; it has $limit seconds." >&2
    exit 1
fi
exit "$status"
