# Carries connections between this machine and a kernel that has no network, over one byte stream in both directions: a serial line.
#
#     perl forward.pl listen PORT TO FROM      here: takes connections on 127.0.0.1:PORT, or, with PORT 0, on a free port, which it prints. TO and FROM are
#                                              pipes to the line's other end
#     perl forward.pl connect PORT LINE        there: makes a connection to 127.0.0.1:PORT for each. LINE is the serial line's device, in raw mode
#
# A piece of a connection is its number and its length, two bytes each, and so many bytes. A length of 0 ends the connection. A piece with the number 0 says
# how many bytes have arrived there: a serial line drops, or stops for ever, when more than its 4 KB come before they are read.
use strict;
use warnings;
use IO::Select;
use IO::Socket::INET;

my ($side, $port, $to, $from) = @ARGV;
$from //= $to;
my $piece = 4096;
my $window = $side eq 'listen' ? 2048 : 1 << 30; # bytes that are on their way to the serial line at most
my $flying = 0;
my $enough = 65536; # bytes that wait; no more is read before they have left
$SIG{PIPE} = 'IGNORE';
open(my $out, '+<', $to) or die "$to: $!\n";
open(my $in, '+<', $from) or die "$from: $!\n";
$_->blocking(0) for $out, $in;

my $listener = $side eq 'listen' && (IO::Socket::INET->new(LocalAddr => '127.0.0.1', LocalPort => $port, Listen => 128, ReuseAddr => 1)
    or die "127.0.0.1:$port: $!\n");
$| = 1;
print $listener->sockport, "\n" if $listener && !$port;
my (%sockets, %numbers, %waiting, %ended); # by number, by socket, bytes for a socket by number, numbers whose other end is gone
my ($received, $sent, $next) = ('', '', 0);

sub add { my ($number, $socket) = @_; $socket->blocking(0); $sockets{$number} = $socket; $numbers{$socket} = $number; $waiting{$number} = ''; }
sub drop {
    my ($number) = @_;
    my $socket = delete $sockets{$number} or return;
    delete $numbers{$socket};
    delete $waiting{$number};
    delete $ended{$number};
    close $socket;
}
sub send_piece { my ($number, $bytes) = @_; $sent .= pack('nn', $number, length $bytes) . $bytes; }

sub take_piece {
    my ($number, $bytes) = @_;
    if (!$number) { $flying -= unpack('N', $bytes); return }
    if (!$sockets{$number} && length $bytes && $side eq 'connect') {
        my $socket = IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $port);
        if ($socket) { add($number, $socket) } else { send_piece($number, '') }
    }
    return unless $sockets{$number};
    if (length $bytes) { $waiting{$number} .= $bytes } else { $ended{$number} = 1 }
    drop($number) if $ended{$number} && $waiting{$number} eq '';
    # A reader that does not read.
    if (length($waiting{$number} // '') > 64 * $enough) { drop($number); send_piece($number, '') }
}

while (1) {
    my $read = IO::Select->new($in);
    if (length $sent < $enough) { $read->add($_) for values %sockets, $listener || () }
    my $write = IO::Select->new(map { $sockets{$_} } grep { length $waiting{$_} } keys %sockets);
    $write->add($out) if length $sent && $flying < $window;
    my ($readable, $writable) = IO::Select->select($read, $write, undef, 60) or next;
    for my $handle (@{ $readable // [] }) {
        if ($listener && $handle == $listener) {
            my $socket = $listener->accept or next;
            do { $next = $next % 65535 + 1 } while $sockets{$next};
            add($next, $socket);
        } elsif ($handle == $in) {
            my $count = sysread($in, $received, $enough, length $received);
            exit 0 if defined $count && $count == 0;
            send_piece(0, pack('N', $count)) if $count && $side eq 'connect';
            while (length $received >= 4) {
                my ($number, $length) = unpack('nn', $received);
                last if length $received < 4 + $length;
                take_piece($number, substr($received, 4, $length));
                substr($received, 0, 4 + $length) = '';
            }
        } elsif (defined(my $number = $numbers{$handle})) {
            my $count = sysread($handle, my $bytes, $piece);
            next if !defined $count && $!{EAGAIN};
            send_piece($number, $bytes // '');
            drop($number) unless $count;
        }
    }
    for my $handle (@{ $writable // [] }) {
        if ($handle == $out) {
            my $count = syswrite($out, $sent, $window - $flying);
            next unless $count;
            substr($sent, 0, $count) = '';
            $flying += $count if $side eq 'listen';
        } elsif (defined(my $number = $numbers{$handle})) {
            my $count = syswrite($handle, $waiting{$number});
            if ($count) { substr($waiting{$number}, 0, $count) = '' }
            elsif (!$!{EAGAIN}) { drop($number); send_piece($number, ''); next }
            drop($number) if $ended{$number} && $waiting{$number} eq '';
        }
    }
}
