#!/usr/bin/perl
# Reads the kernel's IPVS table fifty times a second, as /proc shows it, and prints a line when it changed: seconds since the boot, destinations with a
# weight, and whether one of them is ADDRESS:PORT (hexadecimal, as /proc has it).
#
#     usage: table-watch.pl ADDRESS:PORT
use strict;
use warnings;
use Time::HiRes qw(clock_gettime CLOCK_BOOTTIME sleep);

$| = 1;
my ($watched, $before) = (shift, '');
while (1) {
    my ($weighted, $there) = (0, 0);
    open(my $table, '<', '/proc/net/ip_vs') or die "/proc/net/ip_vs: $!\n";
    while (<$table>) {
        next unless /^\s+->\s+(\S+)\s+\S+\s+([1-9]\d*)\s/;
        $weighted++;
        $there = 1 if $1 eq $watched;
    }
    close($table);
    my $now = "$weighted $there";
    printf "%.3f %s\n", clock_gettime(CLOCK_BOOTTIME), $now if $now ne $before;
    $before = $now;
    sleep(0.02);
}
