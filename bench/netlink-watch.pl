#!/usr/bin/perl
# Prints the command (linux/ip_vs.h) of each generic netlink request that anybody sends, of every family but the one that lists the families, as an nlmon
# device shows it.
use strict;
use warnings;
use Socket;

use constant {AF_PACKET => 17, ETH_P_ALL => 3, NETLINK_GENERIC => 16, GENL_ID_CTRL => 16, NLM_F_REQUEST => 1, HEADER => 17};

socket(my $device, AF_PACKET, SOCK_RAW, unpack('S', pack('n', ETH_P_ALL))) or die "an nlmon device: $!\n";
$| = 1;
print "watching\n";
while (defined(my $from = recv($device, my $messages, 65536, 0))) {
    next unless unpack('x2 n', $from) == NETLINK_GENERIC;
    while (length $messages >= HEADER) {
        my ($length, $type, $flags, $command) = unpack('L S S x8 C', $messages);
        print "$command\n" if $flags & NLM_F_REQUEST && $type > GENL_ID_CTRL;
        last if $length < HEADER;
        $messages = length $messages > $length ? substr($messages, ($length + 3) & ~3) : '';
    }
}
