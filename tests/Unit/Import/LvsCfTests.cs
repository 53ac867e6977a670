using static Ldirectord.Tests.Import.Imports;

namespace Ldirectord.Tests.Import;

/// <summary>Piranha's lvs.cf: the tables that its rules give, written by hand, and what else becomes of each key.</summary>
public class LvsCfTests
{
    private const string Servers = """
        server a {
            address = 10.0.0.2
            active = 1
            weight = 3
        }
        server b {
            address = 10.0.0.3
            active = 1
        }

        """;

    /// <summary>{0}: lines of the file; {1}: of the virtual server.</summary>
    [Theory]
    [InlineData("",
        "", "-A -t 192.0.2.1:80 -s wlc\n-a -t 192.0.2.1:80 -r 10.0.0.2:80 -m -w 3\n-a -t 192.0.2.1:80 -r 10.0.0.3:80 -m -w 1\n")]
    [InlineData("network = direct", "scheduler = rr",
        "-A -t 192.0.2.1:80 -s rr\n-a -t 192.0.2.1:80 -r 10.0.0.2:80 -g -w 3\n-a -t 192.0.2.1:80 -r 10.0.0.3:80 -g -w 1\n")]
    [InlineData("network = tunnel", "port = 443",
        "-A -t 192.0.2.1:443 -s wlc\n-a -t 192.0.2.1:443 -r 10.0.0.2:443 -i -w 3 --tun-type ipip\n"
        + "-a -t 192.0.2.1:443 -r 10.0.0.3:443 -i -w 1 --tun-type ipip\n")]
    [InlineData("network = nat", "port = http\npersistent = 1800",
        "-A -t 192.0.2.1:80 -s wlc -p 1800\n-a -t 192.0.2.1:80 -r 10.0.0.2:80 -m -w 3\n-a -t 192.0.2.1:80 -r 10.0.0.3:80 -m -w 1\n")]
    [InlineData("", "persistent = 60\npmask = 255.255.240.0",
        "-A -t 192.0.2.1:80 -s wlc -p 60 -M 255.255.240.0\n-a -t 192.0.2.1:80 -r 10.0.0.2:80 -m -w 3\n"
        + "-a -t 192.0.2.1:80 -r 10.0.0.3:80 -m -w 1\n")]
    [InlineData("", "pmask = 255.255.240.0\nport = 0x50",
        "-A -t 192.0.2.1:80 -s wlc\n-a -t 192.0.2.1:80 -r 10.0.0.2:80 -m -w 3\n-a -t 192.0.2.1:80 -r 10.0.0.3:80 -m -w 1\n")]
    [InlineData("network = direct", "protocol = udp\nport = 514",
        "-A -u 192.0.2.1:514 -s wlc\n-a -u 192.0.2.1:514 -r 10.0.0.2:514 -g -w 3\n-a -u 192.0.2.1:514 -r 10.0.0.3:514 -g -w 1\n")]
    [InlineData("network = direct", "fwmark = 21\nport = 21\nsend = \"quit\"\nexpect = \"220\"",
        "-A -f 21 -s wlc\n-a -f 21 -r 10.0.0.2:21 -g -w 3\n-a -f 21 -r 10.0.0.3:21 -g -w 1\n")]
    [InlineData("", "server c {\naddress = 10.0.0.4\nactive = 1\nport = 8080\n}",
        "-A -t 192.0.2.1:80 -s wlc\n-a -t 192.0.2.1:80 -r 10.0.0.2:80 -m -w 3\n-a -t 192.0.2.1:80 -r 10.0.0.3:80 -m -w 1\n"
        + "-a -t 192.0.2.1:80 -r 10.0.0.4:8080 -m -w 1\n")]
    [InlineData("", "server early {\naddress = 10.0.0.4\nactive = 1\nweight = 010\n}\nport = 8080",
        "-A -t 192.0.2.1:8080 -s wlc\n-a -t 192.0.2.1:8080 -r 10.0.0.2:8080 -m -w 3\n-a -t 192.0.2.1:8080 -r 10.0.0.3:8080 -m -w 1\n"
        + "-a -t 192.0.2.1:8080 -r 10.0.0.4:80 -m -w 8\n")]
    [InlineData("", "server off {\naddress = 10.0.0.4\nactive = 0\n}\nserver unsaid {\naddress = 10.0.0.5\n}",
        "-A -t 192.0.2.1:80 -s wlc\n-a -t 192.0.2.1:80 -r 10.0.0.2:80 -m -w 3\n-a -t 192.0.2.1:80 -r 10.0.0.3:80 -m -w 1\n")]
    [InlineData("service = lvs # comment", "send_program = \"/bin/check %h %p\"\nexpect = \"up\"\nscheduler = sh",
        "-A -t 192.0.2.1:80 -s sh\n-a -t 192.0.2.1:80 -r 10.0.0.2:80 -m -w 3\n-a -t 192.0.2.1:80 -r 10.0.0.3:80 -m -w 1\n")]
    [InlineData("network = direct", "quiesce_server = 1\nsorry_server = 192.0.2.9\nload_monitor = none",
        "-A -t 192.0.2.1:80 -s wlc\n-a -t 192.0.2.1:80 -r 10.0.0.2:80 -g -w 3\n-a -t 192.0.2.1:80 -r 10.0.0.3:80 -g -w 1\n")]
    public void Table_IsThatOfItsRules(string global, string lines, string table) => Assert.Equal(
        table, Table(LvsCf(File(global, lines))));

    [Theory]
    [InlineData("",
        "checkinterval = 10|negotiatetimeout = 10|successcount = 18|service = simpletcp|request = \"GET / HTTP/1.0\\r\\n"
        + "\\r\\n\"|receive = \"^HTTP\"")]
    [InlineData("timeout = 6\nreentry = 15", "checkinterval = 6|successcount = 3")]
    [InlineData("send = \"x\"\nexpect = \"*\"", "request = \"x\"")]
    [InlineData("send = \"x\"\nexpect = \"a.b\"", "receive = \"^a\\x2eb\"")]
    [InlineData("send = \"x\"\nexpect = \"a.b\"\nuse_regex = 1", "receive = \"a.b\"")]
    [InlineData("port = 25", "checktype = connect|checktimeout = 10")]
    [InlineData("send = \"x\"\nexpect = \"up\"\nsend_program = \"/bin/c %h %p\"",
        "checktype = external|checkcommand = /bin/sh|checkarguments = \"-c 'test \"$(/bin/c {real} {port})\" = \"up\"'\"")]
    [InlineData("quiesce_server = 1\nsorry_server = 192.0.2.9", "quiescent = yes|fallback = 192.0.2.9:80 masq")]
    public void Probe_KeepsItsMeaning(string lines, string directives)
    {
        var found = Lines(LvsCf(File("", lines)));
        foreach (var directive in directives.Split('|'))
            Assert.Contains(directive, found);
    }

    [Theory]
    [InlineData("crm", "primitive vip1 ocf:heartbeat:IPaddr2 params ip=192.0.2.1 nic=eth0 cidr_netmask=24")]
    [InlineData("pcs", "pcs resource create vip2 ocf:heartbeat:IPaddr2 ip=10.0.0.1 nic=eth1 cidr_netmask=24")]
    [InlineData("keepalived", "        192.0.2.1/24 dev eth0\n        10.0.0.1/24 dev eth1\n")]
    public void Cluster_HasTheAddressesAndTheGateway(string kind, string text) => Assert.Contains(
        text, LvsCf(File("nat_router = 10.0.0.1 eth1:1\nnat_nmask = 255.255.255.0", "vip_nmask = 255.255.255.0"), kind).Cluster!,
        StringComparison.Ordinal);

    [Fact]
    public void AddressOfWhatIsOff_AndMaskOfZeros_AreNotTheClusterOwn()
    {
        var cluster = LvsCf(
            File("virtual off {\nactive = 0\naddress = 192.0.2.7 eth0:2\n}", "vip_nmask = 0.0.0.0"), "crm").Cluster!;
        Assert.Contains("ip=192.0.2.1 nic=eth0 cidr_netmask=32", cluster, StringComparison.Ordinal);
        Assert.DoesNotContain("192.0.2.7", cluster, StringComparison.Ordinal);
    }

    [Fact]
    public void PortOfAServerOfAMark_IsTheOneThatIsChecked() => Assert.Contains(
        "real = 10.0.0.4:8585 masq check=10.0.0.4:8585",
        Lines(LvsCf(File("", "fwmark = 85\nport = 85\nserver c {\naddress = 10.0.0.4\nactive = 1\nport = 8585\n}"))));

    [Fact]
    public void ServerThatStandsTwice_IsNamed() => Assert.Contains(
        LvsCf(File("", "server c {\naddress = 10.0.0.2\nactive = 1\n}")).Losses, loss => loss.Why == "the same real server stands above");

    [Fact]
    public void ProgramThatAShellWouldReadOtherwise_IsNotRun()
    {
        var translation = LvsCf(File("", "send_program = \"/bin/x %h;id\"\nexpect = \"up\""));
        Assert.Contains("checktype = on", Lines(translation));
        Assert.Contains(translation.Losses, loss => loss.Why.StartsWith("a shell would read", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("service = fos", "services that fail over have no IPVS")]
    [InlineData("bogus = 1", "lvsd does not know it, and refuses the file")]
    [InlineData("failover x {\n}", "a service that fails over (service = fos) has no IPVS: it is a resource of a cluster")]
    [InlineData("sync = 1", "no file is copied to the other director: a cluster's, or rsync by hand")]
    [InlineData("primary = 192.0.2.2 # here", "a comment behind a statement: lvsd refuses it")]
    [InlineData("}", "no block is open here")]
    public void WhatHasNoHome_IsNamed(string line, string why) =>
        Assert.Contains(LvsCf(File(line, "")).Losses, loss => loss.Why == why && loss.From.Line == 1);

    private static string File(string global, string lines) =>
        $"{global}\nvirtual web {{\nactive = 1\naddress = 192.0.2.1 eth0:1\n{lines}\n{Servers}}}\n";
}
