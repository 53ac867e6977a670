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
    [InlineData("OPTS='-s rr -p 60'\nM=\"-g -w 5\"\nipvsadm -A -t 10.0.0.1:80 $OPTS >/dev/null 2>&1\n"
        + "ipvsadm -a -t 10.0.0.1:80 -r 10.0.0.2 $M &\n",
        "-A -t 10.0.0.1:80 -s rr -p 60\n-a -t 10.0.0.1:80 -r 10.0.0.2:80 -g -w 5\n")]
    [InlineData("VIP=10.0.0.1; ipvsadm -A -t $VIP:80 -s rr && ipvsadm -a -t $VIP:80 -r 10.0.0.2 -g\n",
        "-A -t 10.0.0.1:80 -s rr\n-a -t 10.0.0.1:80 -r 10.0.0.2:80 -g -w 1\n")]
    public void Rules_GiveTheirTable(string rules, string table) => Assert.Equal(table, Table(Ipvsadm(rules)));

    [Theory]
    [InlineData("ipvsadm –A –t 10.0.0.1:80", "\"–A\" begins with a typographic dash, of a web page or a word processor: expected -A")]
    [InlineData("ipvsadm -A -t 10.0.0.1:80 -r wlc", "-r names a real server: the scheduler is -s wlc")]
    [InlineData("ipvsadm -a -t 10.0.0.1:80 -r 10.0.0.2", "its virtual service was not added above")]
    [InlineData("ipvsadm -A -t $VIP:80", "$VIP:80: its value is not known: expected a simple assignment above")]
    [InlineData("ipvsadm -R < rules", "the file behind < is not read")]
    [InlineData("echo 1 > /proc/sys/net/ipv4/ip_forward", "not a command of ipvsadm")]
    [InlineData("ipvsadm -A -t nonsense", "\"nonsense\" is no address with a port, and no name of one")]
    [InlineData("ipvsadm -A -x", "\"-x\" has no value")]
    [InlineData("ipvsadm -A -t $(hostname -i):80", "$(hostname -i):80: its value is not known: expected a simple assignment above")]
    [InlineData("ipvsadm -A -t 10.0.0.1:80 -p 0", "expected the seconds of -p, from 1")]
    [InlineData("for ((i = 1; i < 9; i++)); do", "what stands in it is read once, as if it were run")]
    [InlineData("ipvsadm --bogus", "unknown option \"--bogus\"")]
    public void WhatCannotBeRead_IsRefusedByLine(string line, string why) =>
        Assert.Equal($"NOT TRANSLATED line 1: {line}: {why}", Assert.Single(Ipvsadm(line).Losses).Comment);

    /// <summary>The way up of an init script gives the table; its way down removes nothing of it.</summary>
    [Theory]
    [InlineData("case \"$1\" in\nstart)\n{0};;\nstop|off)\nipvsadm -C\n;;\nesac\n")]
    [InlineData("stop() {{ ipvsadm -C; }}\nstart(){{\nipvsadm -C\n{0}}}\nfunction off\n{{\nipvsadm -D -t 10.0.0.1:80\n}}\n"
        + "case $1 in start) start;; esac\n")]
    [InlineData("{0}if [ \"$1\" = stop ]; then ipvsadm -d -t 10.0.0.1:80 -r 10.0.0.2; ipvsadm -D -t 10.0.0.1:80; fi\n")]
    public void InitScript_GivesTheTableOfItsStart(string script)
    {
        const string Up = "ipvsadm -A -t 10.0.0.1:80 -s rr\nipvsadm -a -t 10.0.0.1:80 -r 10.0.0.2:80 -g\n";
        var translation = Ipvsadm(string.Format(System.Globalization.CultureInfo.InvariantCulture, script, Up));
        Assert.Equal("-A -t 10.0.0.1:80 -s rr\n-a -t 10.0.0.1:80 -r 10.0.0.2:80 -g -w 1\n", Table(translation));
    }

    [Fact]
    public void RemovedService_IsNamedByItsLine()
    {
        var text = Ipvsadm("-A -t 10.0.0.1:80\n-a -t 10.0.0.1:80 -r 10.0.0.2:80\n-C\n").Text(explains: false);
        Assert.Contains("# line 1: ipvsadm -A -t 10.0.0.1:80: line 3 removes it again\n", text, StringComparison.Ordinal);
        Assert.Contains("# line 2: ipvsadm -a -r 10.0.0.2:80: line 3 removes it again\n", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("VIP=10.0.0.1\nif true; then VIP=10.0.0.9; fi\n")]
    [InlineData("VIP=10.0.0.1\nread VIP\n")]
    [InlineData("VIP=10.0.0.1\nunset VIP\n")]
    public void VariableThatMayHaveAnotherValue_IsNotGuessed(string script) => Assert.Contains(
        Ipvsadm($"{script}ipvsadm -A -t $VIP:80\n").Losses,
        loss => loss.Why.StartsWith("$VIP:80: its value is not known", StringComparison.Ordinal));

    [Theory]
    [InlineData("-w 99999", "--weight 99999: expected a number from 0 to 65535")]
    [InlineData("-w -5", "--weight -5: expected a number from 0 to 65535")]
    [InlineData("-x 1.5", "--u-threshold 1.5: expected a number from 0 to 2147483647")]
    public void NumberOutOfItsRange_IsNamed(string option, string why) => Assert.Contains(
        Ipvsadm($"-A -t 10.0.0.1:80\n-a -t 10.0.0.1:80 -r 10.0.0.2 {option}\n").Losses, loss => loss.Why == why);

    [Fact]
    public void NetmaskWithAGap_IsNamed() => Assert.Contains(
        Ipvsadm("-A -t 10.0.0.1:80 -p 60 -M 255.0.255.0\n").Losses, loss => loss.Text == "255.0.255.0");

    [Fact]
    public void VariableThatDoublesItself_IsRefused() => Assert.Throws<Ldirectord.Import.UnreadableInputException>(() =>
        Ipvsadm("A=x\n" + string.Concat(Enumerable.Repeat("A=$A$A\n", 40)) + "ipvsadm -A -t $A:80\n"));

    [Fact]
    public void TimeoutsAndSynchronisation_AreTheFileOwn() => Assert.Equal(
        ["ipvstimeouts = 900,120,30", "syncdaemon = master interface eth1 syncid 5"],
        Lines(Ipvsadm("ipvsadm --set 900 120 30\nipvsadm --start-daemon master --mcast-interface=eth1 --syncid 5\n")));
}
