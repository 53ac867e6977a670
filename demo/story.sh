# The story, the same on a real kernel (guest.sh) and on a dry run (dry-run.sh). Sourced by either, which provides:
#   server NAME        its ADDRESS:PORT            start_web NAME, stop_web NAME
#   table              for people to look at       weights   "ADDRESS:PORT WEIGHT", a line for each server that is in the table
#   start_director, stop_director, table_is_empty  client    asks for ever: a line "ANSWER STATUS ERROR" for each request
#   $conf $log $maintenance (paths), $work (a folder to write in), $via ("Through 10.0.0.80"), $colour (empty: none), $pause (seconds, between steps),
#   $command and $ending (how the director is started and stopped), $settle (requests that may still follow the table as it was)
# Every claim is checked; the first that does not hold ends the demo with what was seen instead.

if [ -n "$colour" ]; then
    bold=$'\e[1m' dim=$'\e[2m' green=$'\e[32m' red=$'\e[31m' yellow=$'\e[33m' plain=$'\e[0m'
else
    bold='' dim='' green='' red='' yellow='' plain=''
fi
answers=$work/answers
line='────────────────────────────────────────────────────────────────────────────────'

# --- telling -----------------------------------------------------------------------------------------------------------------------------------

chapter=0
step() { # TITLE: a new screen
    [ "$pause" = 0 ] || [ $chapter = 0 ] || sleep "$pause"
    chapter=$((chapter + 1))
    printf '\n%s%s\n %s %s%s\n\n' "$bold" "$line" "$chapter" "$1" "$plain"
}
say() { printf ' %s\n' "$*"; }
does() { printf ' %s$ %s%s\n' "$yellow" "$*" "$plain"; }

# A server's line by its weight (and, where it is told, its health): serving, set aside, gone.
paint() {
    sed -E -e "s/^(  -> .*(Masq|Route) +0 .*)$/$red\1$plain/" -e "s/^(  -> .*(Masq|Route) +[1-9].*)$/$green\1$plain/" -e 's/^/ /'
}
show_table() {
    echo
    table | grep -v '^IP Virtual Server' | paint
    echo
}

failed_story() {
    printf '\n %sThe story did not go as told: %s%s\n\n' "$red" "$*" "$plain"
    echo " The table:"
    table
    echo " The client's last answers:"
    tail -n 5 "$answers"
    echo " The director's log:"
    tail -n 20 "$log"
    exit 1
}

# --- seeing ------------------------------------------------------------------------------------------------------------------------------------

now_ms() { echo $((${EPOCHREALTIME/[.,]/} / 1000)); }

await() { # SECONDS WHAT COMMAND…: until the command succeeds; says how long it took in $took
    local limit=$1 what=$2 start
    start=$(now_ms)
    shift 2
    until "$@"; do
        [ $(($(now_ms) - start)) -lt $((limit * 1000)) ] || failed_story "$what (waited $limit s)"
        sleep 0.1
    done
    took=$(($(now_ms) - start))
    took=$((took / 1000)).$((took % 1000 / 100))
}

serving() { # NAME…: these, and no others, have a weight
    local want
    want=$(for name in "$@"; do server "$name"; done | sort)
    [ "$(weights | awk '$2 > 0 { print $1 }' | sort)" = "$want" ]
}

asked() { wc -l <"$answers"; }
since() { tail -n "+$(($1 + 1))" "$answers"; }
failures() { grep -cv ' 200 0$' || true; }

# Each name with how often it answered: "web1 4, web2 4, web3 4".
tally() {
    awk '$2 == 200 { seen[$1]++ } END { for (name in seen) print name " " seen[name] }' | sort | paste -sd , | sed 's/,/, /g'
}

has_answers() { [ "$(asked)" -ge "$1" ]; }

answered_by() { # NAME…: the next requests are answered by all of these and nobody else, and none fails
    local from want heard
    from=$(($(asked) + settle))
    await 30 "the client gets no answers" has_answers $((from + 5 * $#))
    heard=$(since "$from" | head -n $((5 * $#)))
    want=$(printf '%s\n' "$@" | sort -u | paste -sd ' ')
    printf ' %s, the next %d requests: %s%s%s\n' "$via" $((5 * $#)) "$bold" "$(tally <<<"$heard")" "$plain"
    [ "$(failures <<<"$heard")" = 0 ] || failed_story "a request failed"
    [ "$(awk '{ print $1 }' <<<"$heard" | sort -u | paste -sd ' ')" = "$want" ] || failed_story "answers were expected from: $want"
}

# A step's requests are all since the last step's were counted: none is left out.
counted=0
count_step() { # sets $requests and $failed
    local until
    until=$(asked)
    requests=$((until - counted))
    failed=$(since "$counted" | head -n $requests | failures)
    counted=$until
}
none_failed() {
    count_step
    [ "$failed" = 0 ] || failed_story "$failed requests failed in this step; none should"
    printf ' %s%d requests in this step, 0 failed.%s\n' "$green" "$requests" "$plain"
}
some_failed() { # WHERE: failures nobody can prevent, told as they are
    count_step
    printf ' %d requests in this step, %d failed: %s.\n' "$requests" "$failed" "$1"
}

# --- the story ---------------------------------------------------------------------------------------------------------------------------------

story() {
    : >"$answers"
    for name in web1 web2 web3 web4 sorry; do start_web $name || exit 1; done

    step "Three web servers, one address"
    say "The director reads demo.cf, asks every server for /health, and puts in who answers."
    does "$command"
    start_director || failed_story "the director did not start"
    await 30 "web1, web2 and web3 should be in the table" serving web1 web2 web3
    say "All three are in after $took s. From now on a client asks, again and again."
    client >"$answers" 2>/dev/null &
    echo $! >"$work/asker"
    disown
    show_table
    answered_by web1 web2 web3
    none_failed

    step "web2 dies"
    does "kill -9 (nginx on web2)"
    stop_web web2
    await 30 "web2 should be out of service" serving web1 web3
    say "Noticed after $took s. Its weight is 0: no new connection goes there."
    show_table
    answered_by web1 web3
    some_failed "sent to web2 before its next check"

    step "web2 returns"
    does "nginx   (on web2)"
    start_web web2 || failed_story "web2 does not start"
    await 30 "web2 should be back" serving web1 web2 web3
    say "It passed its check and is back after $took s."
    show_table
    answered_by web1 web2 web3
    none_failed

    step "Maintenance, by a touched file"
    say "web3 is healthy, and somebody wants to work on it."
    does "touch $maintenance/$(server web3 | sed 's/:.*//')"
    touch "$maintenance/$(server web3 | sed 's/:.*//')"
    await 30 "web3 should be out for maintenance" serving web1 web2
    say "Out of service after $took s; requests that were under way could end."
    show_table
    answered_by web1 web2
    does "rm $maintenance/$(server web3 | sed 's/:.*//')"
    rm "$maintenance/$(server web3 | sed 's/:.*//')"
    await 30 "web3 should be back from maintenance" serving web1 web2 web3
    say "Back after $took s."
    answered_by web1 web2 web3
    none_failed

    step "All die, and the sorry page answers"
    does "kill -9 (nginx on web1, web2 and web3)"
    for name in web1 web2 web3; do stop_web $name; done
    await 30 "the fallback server should be in, alone" serving sorry
    say "After $took s the fallback of demo.cf is in."
    show_table
    answered_by sorry
    some_failed "sent to dead servers before their next check"

    step "They return"
    does "nginx   (on web1, web2 and web3)"
    for name in web1 web2 web3; do start_web $name || failed_story "$name does not start"; done
    await 30 "all three should be back, and the fallback out" serving web1 web2 web3
    say "Back after $took s; the sorry page has left."
    show_table
    answered_by web1 web2 web3
    none_failed

    step "A fourth server, by an edit of the file"
    does "sed -i … $conf       # adds: real = $(server web4) masq"
    sed -i "/real = $(server web3) /a\\    real = $(server web4) masq" "$conf"
    await 30 "web4 should be in" serving web1 web2 web3 web4
    say "Read, checked and in after $took s. No signal, no restart, nobody else touched."
    show_table
    answered_by web1 web2 web3 web4
    none_failed

    step "The end"
    kill "$(<"$work/asker")"
    none_failed
    say "$(asked) requests in all: $(tally <"$answers"), and $(failures <"$answers") failed, all of them in the steps where servers died."
    does "$ending"
    stop_director
    await 30 "the table should be empty" table_is_empty
    say "The virtual service is gone, and the demo with it."
    say "To see such a director in a browser: make demo-console. Yours: systemctl enable --now ldirectord-console.socket (docs/console.md)."
    echo
}
