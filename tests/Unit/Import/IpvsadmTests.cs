using static Ldirectord.Tests.Import.Imports;

namespace Ldirectord.Tests.Import;

/// <summary>Rules and scripts of ipvsadm.</summary>
public class IpvsadmTests
{
    [Theory]
    [InlineData("-A -t 10.0.0.1:80 -s wlc\n-a -t 10.0.0.1:80 -r 10.0.0.2:80 -g -w 3\n",
        "-A -t 10.0.0.1:80 -s wlc\n-a -t 10.0.0.1:80 -r 10.0.0.2:80 -g -w 3\n")]
    [InlineData("#!/bin/sh\nVIP=10.0.0.1\nRIP=\"10.0.0.2\"\n/sbin/ipvsadm -C\nipvsadm -A -t $VIP:80 -s rr -p\n"
        + "ipvsadm -a -t ${VIP}:80 -r $RIP -m\n",
        "-A -t 10.0.0.1:80 -s rr -p 360\n-a -t 10.0.0.1:80 -r 10.0.0.2:80 -m -w 1\n")]
    [InlineData("ipvsadm --add-service --tcp-service=10.0.0.1:http --scheduler sh --sched-flags sh-port,sh-fallback\n"
        + "ipvsadm --add-server -t 10.0.0.1:80 --real-server 10.0.0.2:8080 --masquerading --weight 5; ipvsadm -l -n\n",
        "-A -t 10.0.0.1:80 -s sh -b sh-fallback,sh-port\n-a -t 10.0.0.1:80 -r 10.0.0.2:8080 -m -w 5\n")]
    [InlineData("-A -u 10.0.0.1:53 -o -s rr\n-a -u 10.0.0.1:53 -r 10.0.0.2:5353 -g\n-A -f 7 -p 60 -M 255.255.255.0\n"
        + "-a -f 7 -r 10.0.0.2 -i\n",
        "-A -u 10.0.0.1:53 -s rr -o\n-a -u 10.0.0.1:53 -r 10.0.0.2:53 -g -w 1\n-A -f 7 -s wlc -p 60 -M 255.255.255.0\n"
        + "-a -f 7 -r 10.0.0.2:0 -i -w 1 --tun-type ipip\n")]
    [InlineData("-A -t [2001:db8::1]:80 -s wrr\n-a -t [2001:db8::1]:80 -r [2001:db8::2]:80 -g\n"
        + "-d -t [2001:db8::1]:80 -r [2001:db8::2]:80\n"
        + "-a -t [2001:db8::1]:80 -r [2001:db8::3]:80 -g\n-E -t [2001:db8::1]:80 -s lc\n",
        "-A -t [2001:db8::1]:80 -s lc\n-a -t [2001:db8::1]:80 -r [2001:db8::3]:80 -g -w 1\n")]
    [InlineData("-A -t localhost:http -s rr\n-a -t localhost:http -r localhost:8080 -m\n",
        "-A -t 127.0.0.1:80 -s rr\n-a -t 127.0.0.1:80 -r 127.0.0.1:8080 -m -w 1\n")]
    [InlineData("-At 10.0.0.1:80 -swrr\n-at 10.0.0.1:80 -r10.0.0.2:80 -gw2\n-A -t 10.0.0.9:80 -s rr\n-D -t 10.0.0.9:80\n",
        "-A -t 10.0.0.1:80 -s wrr\n-a -t 10.0.0.1:80 -r 10.0.0.2:80 -g -w 2\n")]
    public void Rules_GiveTheirTable(string rules, string table) => Assert.Equal(table, Table(Ipvsadm(rules)));

    [Theory]
    [InlineData("ipvsadm –A –t 10.0.0.1:80", "\"–A\" begins with a typographic dash, of a web page or a word processor: expected -A")]
    [InlineData("ipvsadm -A -t 10.0.0.1:80 -r wlc", "-r names a real server: the scheduler is -s wlc")]
    [InlineData("ipvsadm -a -t 10.0.0.1:80 -r 10.0.0.2", "its virtual service was not added above")]
    [InlineData("ipvsadm -A -t $VIP:80", "$VIP:80: its value is not known: expected a simple assignment above")]
    [InlineData("ipvsadm -R < rules", "what is read from or written to a file is not seen here")]
    [InlineData("echo 1 > /proc/sys/net/ipv4/ip_forward", "not a command of ipvsadm")]
    [InlineData("ipvsadm -A -t nonsense", "\"nonsense\" is no address with a port, and no name of one")]
    [InlineData("ipvsadm -A -x", "\"-x\" has no value")]
    [InlineData("ipvsadm --bogus", "unknown option \"--bogus\"")]
    public void WhatCannotBeRead_IsRefusedByLine(string line, string why) =>
        Assert.Equal($"NOT TRANSLATED line 1: {line}: {why}", Assert.Single(Ipvsadm(line).Losses).Comment);

    [Fact]
    public void TimeoutsAndSynchronisation_AreTheFileOwn() => Assert.Equal(
        ["ipvstimeouts = 900,120,30", "syncdaemon = master interface eth1 syncid 5"],
        Lines(Ipvsadm("ipvsadm --set 900 120 30\nipvsadm --start-daemon master --mcast-interface=eth1 --syncid 5\n")));
}
