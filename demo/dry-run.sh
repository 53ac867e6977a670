# The story without a kernel that forwards: the director runs with --dry-run, its table in memory; everything is on this machine's loopback addresses.
# Sourced by demo.sh, which gives $repo $here $scratch $ldirectord $colour $pause.
work=$scratch
conf=$work/demo.cf
maintenance=$work/maintenance
log=$work/log
via="Asked straight at the servers in the table"
command="ldirectord --dry-run -d demo.cf start" ending="kill (the director)"
settle=5 # requests of a round that the client began with an older table
mkdir "$maintenance"
export XDG_RUNTIME_DIR=$work # where the director of somebody who is not root keeps its socket

. "$here/web.sh"
. "$here/story.sh"

address() {
    case $1 in
    sorry) echo 127.0.60.10 ;;
    *) echo "127.0.60.1${1#web}" ;;
    esac
}
server() { echo "$(address "$1"):$port"; }
start_web() { web_server "$1" "$(address "$1")" "$port"; }

port_is_free() {
    local name
    for name in sorry web1 web2 web3 web4; do
        (: <>"/dev/tcp/$(address $name)/$1") 2>/dev/null && return 1
    done
    return 0
}
for port in {18080..18180} none; do port_is_free "$port" && break; done

sed -e "s/192\.168\.60\.\(1[1-4]\):80/127.0.60.\1:$port/" -e "s/127\.0\.0\.1:80/127.0.60.10:$port/" -e "s/10\.0\.0\.80:80/10.0.0.80:$port/" \
    -e "s|^maintenancedir = .*|maintenancedir = $maintenance|" -e "s|^logfile = .*|logfile = \"$work/ldirectord.log\"|" "$repo/etc/ha.d/demo.cf" >"$conf"

start_director() {
    "$ldirectord" --dry-run -d "$conf" start </dev/null >>"$log" 2>&1 &
    echo $! >"$work/director"
    disown
    await 30 "the director should answer" answers_or_ended
    kill -0 "$(<"$work/director")" 2>/dev/null
}
answers_or_ended() { table >/dev/null 2>&1 || ! kill -0 "$(<"$work/director")" 2>/dev/null; }
stop_director() { kill "$(<"$work/director")"; }

table() { "$ldirectord" --dry-run "$conf" show; }
weights() { table 2>/dev/null | awk '$1 == "->" && $4 ~ /^[0-9]+$/ { print $2, $4 }'; }
table_is_empty() { grep -q 'Purged virtual server' "$log" && ! kill -0 "$(<"$work/director")" 2>/dev/null; }

# Nothing forwards here, so the client does what the kernel would do: a request for each server that has a weight, in turn.
client() {
    local target answer
    while :; do
        for target in $(weights | awk '$2 > 0 { print $1 }'); do
            if answer=$(ask "${target%:*}" "${target#*:}"); then echo "$answer 200 0"; else echo " 000 7"; fi
        done
    done
}
ask() { # ADDRESS PORT: the page's text
    exec 3<>"/dev/tcp/$1/$2" || return 1
    printf 'GET / HTTP/1.0\r\nHost: %s\r\n\r\n' "$1" >&3
    timeout 2 sed -n '$p' <&3 | grep .
}

story
