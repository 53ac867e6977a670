#!/bin/sh
# linux.uml with its arguments, on processors with AMX too: see whole-xstate.c. HOME must be a folder that may be written to.
set -e
if grep -qw amx_tile /proc/cpuinfo; then
    library=$HOME/whole-xstate.so
    gcc -O2 -fPIC -shared -nostdlib -o "$library" "$(dirname "$0")/whole-xstate.c" 2>&1 || {
        echo "linux-uml.sh: this processor has AMX, so the Debian package gcc is needed: apt-get install gcc"
        exit 1
    }
    export LD_PRELOAD="$library"
fi
# The guest's /dev/ttyS0, by which demo/forward.pl leads connections into the guest. Opened both ways, so that neither end waits for the other.
rm -f "$HOME/serial.in" "$HOME/serial.out"
mkfifo "$HOME/serial.in" "$HOME/serial.out"
exec 3<>"$HOME/serial.in" 4<>"$HOME/serial.out"
# The guest's kernel and its processes take turns, many thousand times a second. On two processors each turn wakes one that sleeps, which in a virtual machine on a busy
# host takes so long that all processors look idle and the guest creeps: on one processor the same work took 87 s in the place of 122. SLOT says which.
cpu=$(sed -n 's/^Cpus_allowed_list:[[:space:]]*//p' /proc/self/status | tr , '\n' | while IFS=- read -r first last; do seq "$first" "${last:-$first}"; done \
    | awk -v slot="${SLOT:-$$}" '{ all[NR - 1] = $1 } END { print all[slot % NR] }')
exec taskset -c "$cpu" linux.uml ssl0=fd:3,fd:4 "$@"
