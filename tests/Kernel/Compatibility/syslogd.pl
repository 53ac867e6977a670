#!/usr/bin/perl
# A syslog daemon of the sandbox: the texts, and the heads with priority and tag.
use strict;
use warnings;
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
