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
exec linux.uml "$@"
