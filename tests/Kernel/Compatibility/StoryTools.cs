namespace Ldirectord.Kernel.Compatibility;

/// <summary>What every world finds in the guest: the programs a configuration can name, and the names of its hosts.</summary>
internal static class StoryTools
{
    /// <summary>The original, aside: /usr/sbin/ldirectord is another in each world.</summary>
    public const string Original = "/opt/story/original";

    /// <summary>An external check: the server is dead while a file /run/dead-ADDRESS:PORT exists, or /run/dead.</summary>
    public const string Check = "/opt/story/check";

    /// <summary>They write down their arguments: callback, fallback.</summary>
    public static string Setup(string original) =>
        $$"""
        mkdir -p /worlds /opt/story
        mount -t tmpfs worlds /worlds
        cp {{original}} {{Original}}
        cat >{{Check}} <<'END'
        #!/bin/sh
        [ ! -e "/run/dead-$3:$4" ] && [ ! -e /run/dead ]
        END
        for name in callback fallback; do
            printf '#!/bin/sh\necho "$*" >>/run/told/%s\n' $name >/opt/story/$name
        done
        # One line for each mail, its header sorted.
        cat >/opt/story/sendmail <<'END'
        #!/bin/sh
        cat >/run/mail.$$
        { sed '/^$/,$d' /run/mail.$$ | sort; sed -n '/^$/,$p' /run/mail.$$; } | tr '\n' '|' | sed 's/$/\n/' >>/run/told/mail
        END
        # A mail server and a syslog daemon of the world: what they are told, a line each.
        cat >/opt/story/smtpd <<'END'
        #!/usr/bin/perl
        use IO::Socket::INET;
        my $server = IO::Socket::INET->new(LocalAddr => '127.0.0.1', LocalPort => 25, Listen => 9, ReuseAddr => 1) or die "$!\n";
        open(my $ready, '>', '/run/smtpd.ready');
        while (my $client = $server->accept) {
            my ($text, @recipients);
            print $client "220 director\r\n";
            while (<$client>) {
                s/\r?\n$//;
                if (/^RCPT TO:\s*(\S+)/i) { push @recipients, $1; print $client "250 ok\r\n"; }
                elsif (/^QUIT/i) { print $client "221 bye\r\n"; last; }
                elsif (!/^DATA/i) { print $client "250 ok\r\n"; }
                else {
                    print $client "354 go on\r\n";
                    my @lines;
                    while (defined($_ = <$client>) && !/^\.\r?$/) { s/\r?\n$//; push @lines, $_; }
                    my ($end) = grep { $lines[$_] eq '' } 0 .. $#lines;
                    open(my $told, '>>', '/run/told/smtp');
                    print $told join('|', "@recipients", sort(@lines[0 .. $end - 1]), @lines[$end .. $#lines]), "\n";
                    close($told);
                    print $client "250 kept\r\n";
                }
            }
        }
        END
        cat >/opt/story/syslogd <<'END'
        #!/usr/bin/perl
        use IO::Socket::UNIX;
        my $log = IO::Socket::UNIX->new(Type => SOCK_DGRAM, Local => '/run/syslog') or die "$!\n";
        while (defined $log->recv(my $message, 65536)) {
            $message =~ s/[\0\n]+$//;
            my ($priority, $tag, $text) = $message =~ /^(<\d+>)\w{3} [ \d]\d \d\d:\d\d:\d\d (\w+\[)\d+\]: (.*)$/s or next;
            foreach (['syslog', $text], ['heads', "$priority$tag"]) {
                open(my $told, '>>', "/run/told/$$_[0]");
                print $told "$$_[1]\n";
                close($told);
            }
        }
        END
        # A SIP server: who asked it first.
        cat >/opt/story/sipd <<'END'
        #!/usr/bin/perl
        use IO::Socket::INET;
        my $server = IO::Socket::INET->new(LocalAddr => '127.0.2.1', LocalPort => 5060, Proto => 'udp') or die "$!\n";
        open(my $ready, '>', '/run/sipd.ready');
        while (defined $server->recv(my $request, 65536)) {
            my @lines = split /\r\n/, $request;
            if (!-e '/run/told/sip' && $request =~ /^(From: [^;\r]*)/mi) {
                open(my $told, '>', '/run/told/sip');
                print $told "$1\n";
                close($told);
            }
            $server->send(join("\r\n", 'SIP/2.0 200 OK', grep({ /^(Via|From|To|Call-ID|CSeq):/i } @lines), 'Content-Length: 0', '', ''));
        }
        END
        ln -sf /run/syslog /dev/log
        chmod +x /opt/story/*
        cp /opt/story/sendmail /usr/sbin/sendmail
        : >/etc/resolv.conf
        cat >/etc/hosts <<'END'
        127.0.0.1 localhost director
        127.0.1.1 www.example.test
        127.0.2.1 web1.example.test web1
        127.0.2.2 web2.example.test web2
        127.0.2.3 web3.example.test web3
        fd00::1 www6.example.test
        fd00::21 web1-6.example.test
        END
        """;
}
