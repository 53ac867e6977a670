namespace Ldirectord.Kernel.Daemon;

/// <summary>
/// An ordinary user's dry run, and show, on a machine where others lay out links and sockets, and a status socket that many ask.
/// </summary>
public sealed class OtherUsersTests(WebMachine web) : ProcessScripts(web)
{
    private const string Folder = "/run/tmp";
    private const string Own = $"{Folder}/ldirectord-65534";
    private const string Socket = "/run/ldirectord.test.cf.sock";

    // The dry run may read the table, and no more. The kernel's own care for links in such folders is off: an old one has none.
    private static string Users => $$"""
        echo 0 >/proc/sys/fs/protected_symlinks; echo 0 >/proc/sys/fs/protected_regular
        rm -rf {{Folder}} /run/victim; mkdir -m 1777 {{Folder}}; echo precious >/run/victim; chmod 666 /run/victim
        stranger() { setpriv --reuid=12345 --regid=12345 --clear-groups "$@"; }
        nobody() {
            code=0
            env -u XDG_RUNTIME_DIR TMPDIR={{Folder}} \
                setpriv --reuid=65534 --regid=65534 --clear-groups --inh-caps=+net_admin --ambient-caps=+net_admin \
                {{Ours}} --dry-run /etc/ha.d/test.cf "$1" >/run/said 2>&1 || code=$?
            echo "$1 $code"
        }

        """;

    // Answers each client on the socket $1 with the file $2; as user $3.
    private const string Planted = """
        cat >/run/plant.pl <<'END'
        use Socket;
        $SIG{PIPE} = 'IGNORE'; # of a client that does not read
        my ($path, $file, $user) = @ARGV;
        $> = $user;
        open my $in, '<', $file or die; local $/; my $answer = <$in>;
        unlink $path; socket S, AF_UNIX, SOCK_STREAM, 0; bind S, sockaddr_un($path) or die "$path: $!"; listen S, 5;
        while (accept C, S) { print C $answer; close C }
        END

        """;

    [Fact]
    public async Task DryRunOfAnOrdinaryUser_HasAFolderOfItsOwnAndFollowsNoLink()
    {
        await PreparedAsync("test", Configuration("127.0.1.1", $"logfile=\"{Folder}/own.log\""));
        var told = await TextAsync(
            Users + $$"""
            for name in pid lock sock; do
                stranger ln -s /run/victim {{Folder}}/ldirectord.test.cf.dry-run.$name
            done
            nobody start
            stat -c '%a %u' {{Own}}
            until_true 'grep -q "Added real server" {{Folder}}/own.log.dry-run'
            nobody show; grep -c '127.0.2.1:80' /run/said
            nobody status
            nobody stop; until_true '! ls {{Own}}/*.pid >/dev/null 2>&1'
            nobody status
            # A link in the log's place.
            rm {{Folder}}/own.log.dry-run; stranger ln -s /run/victim {{Folder}}/own.log.dry-run
            nobody start; grep -c 'cannot write the log file {{Folder}}/own.log.dry-run' /run/said
            nobody status
            # The folder itself is a stranger's, or a link to one.
            rm -rf {{Own}} {{Folder}}/own.log.dry-run; stranger mkdir -m 777 {{Own}}
            for command in start show stop; do nobody $command; grep -c 'belongs to user 12345' /run/said; done
            rmdir {{Own}}; mkdir -m 700 {{Folder}}/theirs; chown 65534 {{Folder}}/theirs; stranger ln -s {{Folder}}/theirs {{Own}}
            nobody start; grep -c 'is no folder' /run/said; ls -A {{Folder}}/theirs
            cat /run/victim
            """);
        Assert.Equal(
            "start 0\n700 65534\nshow 0\n1\nstatus 0\nstop 0\nstatus 3\nstart 2\n1\nstatus 3\nstart 1\n1\nshow 1\n1\nstop 1\n1\nstart 1\n"
                + "1\nprecious\n", told);
    }

    [Fact]
    public async Task SocketOfAnotherUser_IsNotUsed_AndOwnAnswersArePrintedWithoutEscapes()
    {
        var director = await StartedAsync("test", Configuration("127.0.1.1"));
        await director.TableBecomesAsync(Table("127.0.1.1"));
        var told = await TextAsync(
            Planted + $$"""
            {{Ours}} {{director.File}} show --json >/run/answer
            {{Ours}} {{director.File}} stop; until_true '! [ -e {{director.PidFile}} ]'
            # As JSON spells them.
            sed -i 's/127\.0\.2\.1:80/\\u001b]0;owned\\u0007\\u009b31m\\u202e/g' /run/answer
            printf %s "$(cat /run/answer)" >/run/answer
            chmod 1777 /run; chmod 644 /run/answer
            plant() { # USER
                perl /run/plant.pl {{Socket}} /run/answer $1 >/dev/null 2>&1 & planted=$!
                until_true "grep -q 'ldirectord.test.cf.sock' /proc/net/unix && [ -S {{Socket}} ]"
            }
            # One that does not listen yet counts as none.
            ask() { until_true "{{Ours}} {{director.File}} show $1 >/run/said 2>&1; code=\$?; [ \$code != 3 ]"; echo $code; }
            plant 12345; ask; sed 's/process [0-9]*/process N/' /run/said
            kill $planted; wait $planted || true; rm -f {{Socket}}
            plant 0
            for how in "" --json --diff; do
                ask "$how"; LC_ALL=C grep -c "$(printf '[\033\007]\|\302\233\|\342\200\256')" /run/said || true
            done
            {{Ours}} {{director.File}} show | grep -cF '\x1B]0;owned\x07\xC2\x9B31m\xE2\x80\xAE'
            kill $planted; rm -f {{Socket}}; chmod 755 /run
            """);
        var refused = $"process N of user 12345 listens on /var{Socket}: it must be root's or your own to be trusted";
        Assert.Equal($"1\n{refused}\n0\n0\n0\n0\n0\n0\n1\n", told);
    }

    /// <summary>The answer is larger than what the kernel keeps for one who does not read.</summary>
    [Fact]
    public async Task FiveHundredClientsThatDoNotRead_DoNotDelayShow()
    {
        var servers = string.Concat(Enumerable.Range(10, 4).Select(net => $"\treal=127.1.{net}.1->127.1.{net}.250:80 masq\n"));
        var large = $"virtual=127.0.1.2:80\n{servers}\tchecktype=on\n\tprotocol=tcp\n";
        var director = await StartedAsync("test", Configuration("127.0.1.1") + large);
        var told = await TextAsync(
            $$"""
            until_true '[ $(ipvsadm -Sn | wc -l) = 1004 ]'
            cat >/run/clients.pl <<'END'
            use Socket;
            my @clients;
            for (1 .. 100) {
                socket my $client, AF_UNIX, SOCK_STREAM, 0; connect $client, sockaddr_un('{{Socket}}') or die $!;
                push @clients, $client;
            }
            open my $done, '>', "/run/connected.$$"; close $done;
            sleep 600;
            END
            rm -f /run/connected.*
            clients=
            for i in 1 2 3 4 5; do perl /run/clients.pl >/dev/null 2>&1 & clients="$clients $!"; done
            timeout 25 {{Ours}} {{director.File}} show >/run/said; grep -c '127.1.13.250:80' /run/said
            until_true '[ $(ls /run/connected.* 2>/dev/null | wc -l) = 5 ]'
            timeout 25 {{Ours}} {{director.File}} show >/run/said; grep -c '127.1.13.250:80' /run/said
            kill $clients
            """);
        Assert.Equal("1\n1\n", told);
        await director.StopAsync();
    }

    [Fact]
    public async Task StartWithoutASocket_IsReportedAndRetried()
    {
        var director = await PreparedAsync("test", Configuration("127.0.1.1"));
        var told = await TextAsync(
            $$"""
            mkdir -p {{Socket}}/in-its-place
            {{Ours}} {{director.File}} start
            until_true 'ipvsadm -Sn | grep -q 127.0.2.1'
            grep -c 'The show command does not work' {{Log}}
            code=0; {{Ours}} {{director.File}} show >/dev/null 2>&1 || code=$?; echo $code
            rmdir {{Socket}}/in-its-place {{Socket}}
            until_true '{{Ours}} {{director.File}} show 2>/dev/null | grep -q 127.0.2.1:80'
            until_true 'grep -q "The show command works again" {{Log}}'
            """);
        Assert.Equal("1\n3\n", told);
        await director.StopAsync();
    }

    /// <summary>More checks hang than there are descriptors: what the operator asks by is open before the first of them.</summary>
    [Fact]
    public async Task StartWithFewerDescriptorsThanChecks_ListensBeforeTheFirst()
    {
        // Port 81 answers nothing: its packets are dropped.
        var servers = string.Concat(Enumerable.Range(1, 200).Select(host => $"\treal=127.1.1.{host}:81 masq\n"));
        var silent = $"virtual=127.0.1.2:81\n{servers}\tchecktype=connect\n\tprotocol=tcp\n\tchecktimeout=30\n";
        var director = await PreparedAsync("test", Configuration("127.0.1.1") + silent);
        var told = await TextAsync(
            $$"""
            modprobe iptable_filter 2>/dev/null || true
            iptables-legacy -A INPUT -p tcp --dport 81 -j DROP
            (ulimit -n 100; {{Ours}} {{director.File}} start)
            [ -S {{Socket}} ] && echo listens
            until_true '{{Ours}} {{director.File}} show 2>/dev/null | grep -q 127.1.1.200:81' && echo shown
            iptables-legacy -F INPUT
            """);
        Assert.Equal("listens\nshown\n", told);
        await director.StopAsync();
    }
}
