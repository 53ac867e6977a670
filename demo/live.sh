# The demo's director without a story, for as long as the kernel runs: what `make demo-console` shows. Sourced by guest.sh instead of telling the story, with
# what story.sh defines. A client asks twenty times a second, and now and then a server dies and returns.

live() {
    local name console forwarder
    : >"$answers"
    for name in web1 web2 web3 web4 sorry; do start_web $name || exit 1; done
    groupadd --system ldirectord 2>/dev/null
    # In the demo only: everybody sees the token on the screen.
    (umask 077 && echo "demo $token" >/etc/ha.d/steertoken)
    sed -i -e '1i statusgroup = ldirectord' -e '1i steertoken = /etc/ha.d/steertoken' -e "/real = $(server web3) /a\\    real = $(server web4) masq" "$conf"
    start_director || failed_story "the director did not start"
    await 30 "all four servers should be in the table" serving web1 web2 web3 web4
    client >"$answers" 2>/dev/null &
    disown

    # As an ordinary user without any capability: the console has no power of its own.
    setpriv --reuid=nobody --regid=nogroup --groups=ldirectord --inh-caps=-all --bounding-set=-all --no-new-privs \
        "$ldirectord" console >>"$work/console" 2>&1 &
    console=$!
    await 30 "the console should answer" console_answers
    stty raw -echo </dev/ttyS0
    perl "$here/forward.pl" connect 9780 /dev/ttyS0 2>>"$work/console" &
    forwarder=$!
    # What comes before somebody has the line open is lost.
    await 60 "the serial line should have a reader" line_has_a_reader
    echo @live

    while kill -0 $console 2>/dev/null; do
        sleep 25
        stop_web web2
        sleep 10
        start_web web2 2>/dev/null
        : >"$answers"
    done
    cat "$work/console"
    return 1
}
line_has_a_reader() { [ "$(ls -l /proc/$forwarder/fd | grep -c ttyS0)" -ge 2 ]; }
console_answers() { curl -s -o /dev/null http://127.0.0.1:9780/; }
