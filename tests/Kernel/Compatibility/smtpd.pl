#!/usr/bin/perl
# A mail server of the sandbox: what it is sent, a line for each mail, its header sorted. It takes a moment for each answer, as the real ones do.
use strict;
use warnings;
use IO::Socket::INET;
my $server = IO::Socket::INET->new(LocalAddr => '127.0.0.1', LocalPort => 25, Listen => 9, ReuseAddr => 1) or die "$!\n";
open(my $ready, '>', '/run/smtpd.ready');
while (my $client = $server->accept) {
    my @recipients;
    answer($client, "220 director\r\n");
    while (<$client>) {
        s/\r?\n$//;
        if (/^RCPT TO:\s*(\S+)/i) { push @recipients, $1; answer($client, "250 ok\r\n"); }
        elsif (/^QUIT/i) { answer($client, "221 bye\r\n"); last; }
        elsif (!/^DATA/i) { answer($client, "250 ok\r\n"); }
        else {
            answer($client, "354 go on\r\n");
            my @lines;
            while (defined($_ = <$client>) && !/^\.\r?$/) { s/\r?\n$//; push @lines, $_; }
            my ($end) = grep { $lines[$_] eq '' } 0 .. $#lines;
            open(my $told, '>>', '/run/told/smtp');
            print $told join('|', "@recipients", sort(@lines[0 .. $end - 1]), @lines[$end .. $#lines]), "\n";
            close($told);
            answer($client, "250 kept\r\n");
        }
    }
}

sub answer {
    my ($client, $line) = @_;
    select(undef, undef, undef, 0.1);
    print $client $line;
}
