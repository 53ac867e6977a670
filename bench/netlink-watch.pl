#!/usr/bin/perl
# Prints the command (linux/ip_vs.h) of each generic netlink request that anybody sends, of every family but the one that lists the families, as an nlmon
# device shows it; "lost" and a number, when it is told to end, if it could not follow.
use strict;
use warnings;
use Socket;

use constant {AF_PACKET => 17, ETH_P_ALL => 3, SOL_PACKET => 263, PACKET_STATISTICS => 6, SO_RCVBUFFORCE => 33, NETLINK_GENERIC => 16, GENL_ID_CTRL => 16, NLM_F_REQUEST => 1, HEADER => 17};

socket(my $device, AF_PACKET, SOCK_RAW, unpack('S', pack('n', ETH_P_ALL))) or die "an nlmon device: $!\n";
# The answers are heard too, and there are many of them at once.
setsockopt($device, SOL_SOCKET, SO_RCVBUFFORCE, 64 << 20) or die "a large buffer: $!\n";
$SIG{TERM} = sub {
    my (undef, $lost) = unpack 'L L', getsockopt($device, SOL_PACKET, PACKET_STATISTICS);
    print "lost $lost\n" if $lost;
    exit;
};
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
