# shellcheck shell=sh disable=SC2001,SC2034
# Directors, for the scripts of the .deb and of the .rpm: which run in the background, ours or Perl ldirectord, and how one is ended or replaced without a change
# of the table.
#
# A director that is sent TERM takes its virtual services out of the table, unless cleanstop = no. One that is killed leaves them as they are: the kernel goes
# on serving by them, and the next director adopts them.

program=/usr/sbin/ldirectord

say() { echo "ldirectord-net: $*"; }

words() { tr '\0' '\n' 2>/dev/null <"/proc/$1/cmdline"; } # PID: its command line, a word a line

is_director() { # PID: "/usr/sbin/ldirectord web.cf start", of perl too; not "vi ldirectord.cf"
    set -f
    IFS='
'
    # shellcheck disable=SC2046 # a word a line
    set -- $(words "$1")
    unset IFS
    set +f
    case ${1##*/} in
    perl*)
        shift
        while case ${1-} in -*) true ;; *) false ;; esac do shift; done
        ;;
    esac
    case ${1##*/} in ldirectord*) ;; *) return 1 ;; esac
    for last; do :; done
    case $last in start | restart | try-restart) ;; *) return 1 ;; esac
}

# Each director's process, by its pid file. What a file is left over from may be another process by now.
directors() {
    for file in /run/ldirectord.*.pid; do
        [ -r "$file" ] || continue
        pid=''
        read -r pid <"$file" || true # the last line may have no end
        case $pid in '' | *[!0-9]*) continue ;; esac
        ! is_director "$pid" || echo "$pid"
    done
}

unit_of() { # PID: the unit it runs under, if any
    [ ! -d /run/systemd/system ] || sed -n 's,^.*/\(ldirectord\(@[^/]*\)\?\.service\)$,\1,p' "/proc/$1/cgroup" 2>/dev/null | sort -u
}

# "perl -w /usr/sbin/ldirectord web.cf start" is the configuration web.cf; one that is not named is none.
read_arguments() { # PID: sets dry_run, config, and command: what starts it again, in words
    dry_run='' config=''
    set -f
    IFS='
'
    # shellcheck disable=SC2046 # a word a line
    set -- $(words "$1")
    unset IFS
    set +f
    while [ $# -gt 0 ]; do
        case $1 in *ldirectord*) break ;; esac
        shift
    done
    [ $# -eq 0 ] || shift
    while [ $# -gt 1 ]; do # the last one is the command
        case $1 in
        --dry-run) dry_run=--dry-run ;;
        -*) ;;
        *) config=$1 ;;
        esac
        shift
    done
    command="ldirectord ${dry_run:+$dry_run }${config:+$config }start"
}

is_gone() { # PID: ended, or a zombie that its parent has not looked after yet
    ! grep -q '^State:[[:space:]]*[^Z[:space:]]' "/proc/$1/status" 2>/dev/null
}

wait_for_end_of() { # PID SECONDS
    for _ in $(seq $(($2 * 20))); do
        ! is_gone "$1" || return 0
        sleep 0.05
    done
    say "process $1 has not ended within $2 s"
    return 1
}

# With all that it has started: Perl ldirectord with fork = yes checks in processes that would go on without it. In the background it is in a session, and so
# in a group, of its own.
kill_director() { # PID
    unit=$(unit_of "$1")
    [ -z "$unit" ] || systemctl kill --signal=KILL "$unit" 2>/dev/null || true
    group=$(sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | awk '$3 == $4 { print $3 }') # proc(5): state, parent, group, session
    kill -s KILL -- "$1" ${group:+"-$group"} 2>/dev/null || true
    wait_for_end_of "$1" 10
}

stop_director() { # PID: as its configuration wants it
    unit=$(unit_of "$1")
    if [ -n "$unit" ]; then
        systemctl stop "$unit"
    else
        kill -TERM "$1" 2>/dev/null || true
    fi
    wait_for_end_of "$1" 60
}

# The running daemon, of either program, makes room for the installed program, if that accepts the configuration.
replace_director() { # PID
    read_arguments "$1"
    if ! reasons=$("$program" -- ${config:+"$config"} check 2>&1); then
        say "process $1 was left alone, as its configuration is not accepted:"
        echo "$reasons" | sed 's/^/    /'
        say "when that is mended: kill -KILL $1; $command"
        return 0
    fi
    unit=$(unit_of "$1")
    kill_director "$1" || return 0
    if [ -n "$unit" ]; then
        systemctl start "$unit"
    else
        "$program" $dry_run -- ${config:+"$config"} start </dev/null >/dev/null
    fi || {
        say "NOTHING WATCHES the virtual services of process $1: they serve as they were when it was ended, but this failed: $command"
        return 0
    }
    say "took over from process $1: $command. The table is as it was"
}
