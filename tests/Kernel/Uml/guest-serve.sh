# What a shell in the guest needs to take commands. Sourced by guest-init.sh, and by the first process of each sandbox (Compatibility/sandbox.sh).

kill_tree() {
    for child in $(pgrep -P "$1"); do kill_tree "$child"; done
    kill -KILL "$1"
}

# A line from the host: "run ID", a script in SCRATCH, which runs by itself in a copy of this shell (starting a program takes ten times as long) and whose
# exit code is reported; or "kill ID". With a third word it is for that sandbox. What is written to SCRATCH is seen by the host when the file is closed.
serve() {
    while read -r verb id sandbox; do
        if [ -n "$sandbox" ]; then
            echo "$verb $id" >"/sandboxes/$sandbox/commands"
            continue
        fi
        case $verb in
        run)
            (
                (set -e; . "$SCRATCH/$id.sh") >"$SCRATCH/$id.out" 2>"$SCRATCH/$id.err" </dev/null
                echo "@done $id $?"
            ) &
            echo $! >"/run/commands/$id"
            ;;
        kill)
            for script in $(pgrep -P "$(cat "/run/commands/$id")"); do kill_tree "$script"; done
            ;;
        esac
    done
}
