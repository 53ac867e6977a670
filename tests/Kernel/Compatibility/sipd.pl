#!/usr/bin/perl
# A SIP server of the sandbox: who asked it first.
use strict;
use warnings;
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
