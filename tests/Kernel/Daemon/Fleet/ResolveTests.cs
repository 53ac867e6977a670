namespace Ldirectord.Kernel.Daemon;

/// <summary>
/// Real servers by a name (resolve) that dnsmasq answers, in a network namespace: its addresses come and go while a client asks, and the
/// name server dies.
/// </summary>
public sealed class ResolveTests(WebMachine web) : ProcessScripts(web)
{
    private const string Service = "127.0.1.1:80";

    private const string Named = $"""
        checktimeout = 2
        checkinterval = 1
        resolveinterval = 1
        drainlimit = 5m
        virtual = {Service}
        	real = app.test:80 masq 10 resolve
        	checktype = connect
        	protocol = tcp

        """;

    /// <summary>In the namespace "names"; a real server answers the last number of its address, and then each line with it.</summary>
    private static string Scripts => $$"""
        set -e
        rm -f /run/names*
        # What runs beside the script holds its output: it must end if the script fails.
        ended() {
            code=$?; touch /run/names-done
            [ $code = 0 ] || { in_table; tail -n 40 {{Log}}; kill $(cat /run/names.pids); } >&2
            exit $code
        }
        trap ended EXIT
        cat >/run/names-server.pl <<'END'
        use IO::Socket::INET;
        $SIG{CHLD} = 'IGNORE';
        my $server = IO::Socket::INET->new(LocalAddr => "127.0.2.$ARGV[0]", LocalPort => 80, Listen => 64, ReuseAddr => 1) or die $!;
        while (my $client = $server->accept) {
            if (fork) { close $client; next }
            syswrite $client, "$ARGV[0]\n";
            while (<$client>) { syswrite $client, "$ARGV[0]\n" }
            exit;
        }
        END
        cat >/run/names-held.pl <<'END'
        use IO::Socket::INET;
        my $client = IO::Socket::INET->new(PeerAddr => '{{Service}}', Timeout => 5) or die $!;
        my $first = <$client>;
        open(my $file, '>', '/run/names-held.server'); print $file $first; close $file;
        until (-e '/run/names-done') {
            syswrite $client, "more\n";
            my $again = <$client>;
            if ($again ne $first) { print "broken\n"; exit }
            select(undef, undef, undef, 0.05);
        }
        print "held to $first";
        END
        cat >/run/names-clients.pl <<'END'
        use IO::Socket::INET;
        my ($asked, $failed) = (0, 0);
        until (-e '/run/names-done') {
            my $client = IO::Socket::INET->new(PeerAddr => '{{Service}}', Timeout => 5);
            my $name = $client && <$client>;
            $failed++ unless $name =~ /^[0-9]/;
            $asked++;
            select(undef, undef, undef, 0.02);
        }
        print $asked > 50 ? "asked" : "asked $asked times", ", failed $failed\n";
        END
        inside() { ip netns exec names "$@"; }
        director() { inside {{Ours}} /etc/ha.d/names.cf $1; }
        in_table() { inside ipvsadm -Sn | sed -n 's/^-a.* -r 127.0.2.\([0-9]*\):80 .* -w \([0-9]*\)$/\1=\2/p' | sort | tr '\n' ' '; }
        serve() { inside setsid perl /run/names-server.pl $1 </dev/null >/dev/null 2>&1 & echo $! >>/run/names.pids; }
        answer() { # ADDRESS...
            for n in "$@"; do echo "127.0.2.$n app.test"; done >/run/names-hosts~
            mv /run/names-hosts~ /run/names-hosts
            if [ -e /run/dnsmasq.pid ]; then kill -HUP $(cat /run/dnsmasq.pid); return; fi
            inside dnsmasq --conf-file=/dev/null --no-resolv --no-hosts --addn-hosts=/run/names-hosts --listen-address=127.0.0.1 \
                --bind-interfaces --user=root --pid-file=/run/dnsmasq.pid --local=/test/ </dev/null >/dev/null 2>&1
        }
        becomes() { until_true "[ \"\$(in_table)\" = \"$1 \" ]"; }

        """;

    [Fact]
    public async Task AddressesComeAndGo_UnderClients_AndADeadNameServerChangesNothing()
    {
        var told = await TextAsync(
            Scripts + $$"""
            ip netns add names; ip -n names link set lo up
            mkdir -p /etc/netns/names; printf 'nameserver 127.0.0.1\noptions timeout:1 attempts:1\n' >/etc/netns/names/resolv.conf
            printf %s '{{Named}}' >/etc/ha.d/names.cf
            for n in 1 2 3; do serve $n; done

            # Without an answer a start is refused, and leaves the table alone.
            inside ipvsadm -A -t 127.0.1.9:80; code=0; director start >/run/names-said 2>&1 || code=$?
            said=$(grep -c 'at line 6: cannot resolve "app.test": the name server does not answer' /run/names-said)
            echo "start: $code, $said, $(inside ipvsadm -Sn | wc -l) service"
            inside ipvsadm -C

            answer 1 2
            director start
            becomes "1=10 2=10"; echo "two servers"
            inside perl /run/names-held.pl >/run/names-held.said 2>&1 & held=$!
            until_true '[ -s /run/names-held.server ]'
            kept=$(cat /run/names-held.server); other=$((3 - kept))
            inside perl /run/names-clients.pl >/run/names-clients.said 2>&1 & clients=$!

            answer 3 $other $kept
            becomes "1=10 2=10 3=10"; echo "a third came"

            # The server of the open connection goes: no new client, and the connection goes on.
            answer 3 $other
            until_true 'in_table | grep -q "$kept=0 "'; echo "one is drained"

            # An edit that nobody reloads does not become active with another address, and a dead name server changes nothing.
            sed -i 's/masq 10/masq 99/' /etc/ha.d/names.cf
            kill $(cat /run/dnsmasq.pid)
            until_true '! [ -e /run/dnsmasq.pid ]'
            until_true 'grep -q "Cannot resolve app.test: the name server does not answer; the last answer stays (2 addresses)" {{Log}}'
            before=$(in_table); sleep 3; [ "$before" = "$(in_table)" ] && echo "nothing changed"
            director reload >/dev/null
            until_true 'in_table | grep -q "3=99 "'; echo "a reload keeps the addresses: $(in_table | tr ' ' '\n' | grep -c =99)"

            answer 3 $other
            until_true 'grep -q "app.test is resolved again, after " {{Log}}'; echo "it works again"
            touch /run/names-done; wait $held; wait $clients
            [ "$(cat /run/names-held.said)" = "held to $kept" ] && echo "the connection ended by itself"
            cat /run/names-clients.said
            until_true '! in_table | grep -q "$kept="'; echo "drained"
            grep -o 'Resolved app.test: .*' {{Log}} | sed "s/127.0.2.$kept /KEPT /"
            director 'show' | grep -c '; app.test$'
            director 'show --json' | grep -o '"name":"app.test"' | wc -l
            director 'explain 127.0.2.3' | grep -c 'real = app.test:80 masq 99 resolve'
            director stop
            kill $(cat /run/dnsmasq.pid) $(cat /run/names.pids); ip netns del names
            """);
        Assert.Equal(
            """
            start: 2, 1, 1 service
            two servers
            a third came
            one is drained
            nothing changed
            a reload keeps the addresses: 2
            it works again
            the connection ended by itself
            asked, failed 0
            drained
            Resolved app.test: 127.0.2.3 came (3 addresses)
            Resolved app.test: KEPT left (2 addresses)
            2
            2
            1

            """, told);
    }
}
