namespace Ldirectord.Kernel.Daemon;

/// <summary>
/// Two directors with scheduler mh, each in a network namespace with a table and real servers of its own, see their servers come up in
/// opposite orders: the same client reaches the same server by either.
/// </summary>
public sealed class MaglevTests(WebMachine web) : ProcessScripts(web)
{
    private const string Service = "127.0.1.1:80";

    private const string Hashed = $"""
        checktimeout = 2
        checkinterval = 1
        cleanstop = no
        quiescent = yes
        virtual = {Service}
        	real = 127.0.2.1->127.0.2.5:80 masq 10
        	scheduler = mh
        	schedflags = mh-fallback
        	checktype = connect
        	protocol = tcp

        """;

    /// <summary>In the namespaces "m1" and "m2"; a real server answers the last number of its address.</summary>
    private static string Scripts => $$"""
        set -e
        cat >/run/maglev-server.pl <<'END'
        use IO::Socket::INET;
        my $server = IO::Socket::INET->new(LocalAddr => "127.0.2.$ARGV[0]", LocalPort => 80, Listen => 64, ReuseAddr => 1) or die $!;
        my @open;
        while (my $client = $server->accept) { print $client "$ARGV[0]\n"; push @open, $client; }
        END
        cat >/run/maglev-clients.pl <<'END'
        use IO::Socket::INET;
        for my $n (1 .. 64) {
            my $client = IO::Socket::INET->new(LocalAddr => "127.0.5.$n", PeerAddr => '{{Service}}', Timeout => 5) or die "$n: $!";
            print scalar <$client>;
        }
        END
        up() { # DIRECTOR SERVER
            ip netns exec $1 setsid perl /run/maglev-server.pl $2 </dev/null >/dev/null 2>&1 & echo $! >/run/$1-$2.pid
            until_true "weight $1 $2 10"
        }
        down() { kill $(cat /run/$1-$2.pid); until_true "weight $1 $2 0"; }
        weight() { ip netns exec $1 ipvsadm -Sn | grep -q -- "-r 127.0.2.$2:80 -m -w $3$"; }
        # The server of each client, in one line.
        map() { ip netns exec $1 perl /run/maglev-clients.pl | tr -d '\n'; }
        director() { ip netns exec $1 {{Ours}} /etc/ha.d/$1.cf $2 2>/dev/null; }

        """;

    [Fact]
    public async Task SameClient_ReachesTheSameServerByEitherDirector()
    {
        var told = await TextAsync(
            Scripts + $$"""
            for d in m1 m2; do
                ip netns add $d; ip -n $d link set lo up
                printf %s '{{Hashed}}' >/etc/ha.d/$d.cf
                director $d start
            done
            until_true '[ $(ip netns exec m1 ipvsadm -Sn | grep -c -- "-w 0") = 5 ]'
            for n in 1 2 3 4 5; do up m1 $n; up m2 $((6 - n)); done
            first=$(map m1)
            echo "servers: $(echo $first | fold -w 1 | sort -u | tr -d '\n')"
            [ $first = $(map m2) ] && echo "the same"

            down m1 2
            without=$(map m1)
            # Clients of the others stay.
            echo $first | fold -w 1 >/run/first; echo $without | fold -w 1 >/run/without
            echo "moved: $(paste -d ' ' /run/first /run/without | awk '$1 != $2 { print $1 }' | sort -u)"
            up m1 2
            [ $first = $(map m1) ] && echo "as before"

            director m1 restart >/dev/null
            until_true '[ $(director m1 "show --json" | grep -o "\"health\":\"up\"" | wc -l) = 5 ]'
            [ $first = $(map m1) ] && echo "as before the restart"

            # Another hand's order is put right by a reload, and a connection goes on.
            ip netns exec m1 ipvsadm -d -t {{Service}} -r 127.0.2.1:80; ip netns exec m1 ipvsadm -a -t {{Service}} -r 127.0.2.1:80 -m -w 10
            [ $first = $(map m1) ] || echo "another map"
            ip netns exec m1 perl -MIO::Socket::INET -e '
                my $client = IO::Socket::INET->new(LocalAddr => "127.0.5.100", PeerAddr => "{{Service}}") or die $!;
                my $name = <$client>;
                open(my $file, ">", "/run/maglev-held"); close $file;
                $client->blocking(0);
                until (-e "/run/maglev-done") {
                    select(undef, undef, undef, 0.1);
                    if (defined sysread($client, my $more, 1)) { print "lost\n"; exit }
                }
                print $client "bye\n"; print "held\n"' >/run/maglev-said & held=$!
            until_true '[ -e /run/maglev-held ]'
            director m1 reload >/dev/null
            until_true '[ $first = $(map m1) ]' && echo "as before the other hand"
            touch /run/maglev-done; wait $held; cat /run/maglev-said
            director m1 'show --diff' >/dev/null && echo "no difference"
            for d in m1 m2; do director $d stop; for n in 1 2 3 4 5; do kill $(cat /run/$d-$n.pid); done; done
            """);
        Assert.Equal(
            """
            servers: 12345
            the same
            moved: 2
            as before
            as before the restart
            another map
            as before the other hand
            held
            no difference

            """, told);
    }
}
