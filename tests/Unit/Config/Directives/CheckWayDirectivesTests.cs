using System.Net;
using Ldirectord.Checks;
using Ldirectord.Config;
using Ldirectord.Ipvs;
using Ldirectord.Networking;
using static Ldirectord.Tests.Config.Reading;

namespace Ldirectord.Tests.Config;

public class CheckWayDirectivesTests
{
    [Fact]
    public void NothingSet_ChecksTheServerByTheKernelsWay()
    {
        var check = Check("real=127.0.0.2:80 gate|checktype=connect");
        Assert.Equal((null, null, "127.0.0.2:80"), (check.Path, check.Via, check.Target.ToString()));
        Assert.Equal(new MarkRange(1279524864, 1279590399), ReadConfig("").CheckMarks);
    }

    [Fact]
    public void Checkvia_ChecksAtTheVirtualAddress_ButMasqServersAtTheirOwn()
    {
        var check = Check("real=127.0.0.2:80 gate 7|checktype=connect|checkport=81|checkvia=virtual");
        Assert.Equal("127.0.0.1:81", check.Target.ToString());
        Assert.Equal("127.0.0.2:81", check.Via!.RealTarget.ToString());
        Assert.Equal(new Destination(new IPEndPoint(IPAddress.Parse("127.0.0.2"), 0), ForwardingMethod.Gate, 1), check.Via.Server);
        Assert.Null(Check("real=127.0.0.2:80 masq|real=127.0.0.3:80 gate|checktype=connect|checkvia=virtual").Via);
        Assert.Equal("127.0.0.1:80", ((ConnectThenNegotiateCheck)Check(
            "real=127.0.0.2:80 ipip|service=http|checktype=connect,negotiate|checkvia=virtual")).Connect.Target.ToString());
    }

    [Fact]
    public void SectionsValues_WinOverTheFiles()
    {
        const string Global = "checksource=127.0.0.9\ncheckdevice=lo\ncheckmark=7";
        Assert.Equal(
            new SocketPath { Source = IPAddress.Parse("127.0.0.9"), Device = "lo", Mark = 7 },
            Check("real=127.0.0.2:80 masq|checktype=connect", Global).Path);
        Assert.Equal(
            new SocketPath { Source = IPAddress.Parse("127.0.0.8"), Device = "eth0", Mark = 8 },
            Check("real=127.0.0.2:80 masq|checktype=connect|checksource=127.0.0.8|checkdevice=eth0|checkmark=8", Global).Path);
        // An address of the other family is not for this service.
        Assert.Null(Check("real=127.0.0.2:80 masq|checktype=connect", "checksource=::1").Path);
    }

    [Theory]
    [InlineData("checkmarks=0-5", "invalid checkmarks \"0-5\": expected first-last, two firewall marks, 1..4294967295")]
    [InlineData("checkmarks=9-8", "invalid checkmarks \"9-8\": expected first-last, two firewall marks, 1..4294967295")]
    [InlineData("checksource=eth0", "invalid checksource \"eth0\": expected an IP address")]
    [InlineData("checkdevice=averyveryverylongname",
        "invalid checkdevice \"averyveryverylongname\": expected the name of a network device, as in eth0")]
    [InlineData("checkmark=0", "invalid checkmark \"0\": expected a firewall mark, 1..4294967295")]
    public void InvalidValue_IsAnError(string line, string message) =>
        Assert.Equal(message, Assert.Single(Read($"{line}\n").Errors).Message);

    [Theory]
    [InlineData("real=127.0.0.2:80 gate|checkvia=yes", "invalid checkvia \"yes\": expected real or virtual")]
    [InlineData("real=127.0.0.2:80 gate|checktype=ping|checkvia=virtual",
        "checkvia = virtual with checktype = ping, whose echo is answered by any server at the address: expected a check over TCP or UDP "
        + "whose connection ldirectord opens itself")]
    [InlineData("real=127.0.0.2:80 gate|checktype=external|checkcommand=/bin/true|checkvia=virtual",
        "checkvia = virtual with an external check, whose program opens the connection: expected a check over TCP or UDP whose "
        + "connection ldirectord opens itself")]
    [InlineData("real=127.0.0.2:80 gate|service=http|checkvia=virtual|checkmark=5",
        "checkvia = virtual with checkmark: checks through the virtual address have marks of their own (checkmarks)")]
    [InlineData("real=127.0.0.2:80 gate|service=http|checkvia=virtual|checkvip=127.0.0.1",
        "checkvip in a virtual service that has an address: expected it for a firewall mark alone")]
    [InlineData("real=127.0.0.2:80 gate|service=http|checksource=::1",
        "checksource ::1 is of the other address family: expected an IPv4 address")]
    public void SectionThatCannotWork_IsAnError(string section, string message) =>
        Assert.Equal(message, Assert.Single(Read(FileWith(section, "")).Errors).Message);

    [Fact]
    public void FirewallMark_NeedsCheckvip_AndIsNoneOfCheckmarks()
    {
        const string Section = "virtual=5\n\treal=127.0.0.2:80 gate\n\tchecktype=connect\n\tcheckvia=virtual\n";
        Assert.StartsWith("checkvia = virtual in a virtual service that is a firewall mark: expected checkvip",
            Assert.Single(Read(Section).Errors).Message, StringComparison.Ordinal);
        var config = ReadConfig($"{Section}\tcheckvip=127.0.0.100\n");
        Assert.Equal("127.0.0.100:80", config.VirtualServices[0].RealServers[0].Check.Target.ToString());
        Assert.StartsWith("the firewall mark 5 is one of checkmarks (5-9)",
            Assert.Single(Read($"checkmarks=5-9\n{Section}\tcheckvip=127.0.0.100\n").Errors).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("real=127.0.0.2:80 masq|service=http|checkvia=virtual", "checkvia = virtual has no effect: no real server is gate or ipip")]
    [InlineData("real=127.0.0.2:80 gate|checktype=on|checkvia=virtual",
        "checkvia = virtual has no effect: the real servers are not checked")]
    [InlineData("real=127.0.0.2:80 gate|checktype=ping|checkmark=5",
        "checkmark has no effect with checktype = ping, whose echo is answered by any server at the address")]
    public void DirectiveWithoutEffect_IsWarnedOf(string section, string message) =>
        Assert.Equal(message, Assert.Single(Read(FileWith(section, "")).Diagnostics, found => !found.IsPortability).Message);

    private static Check Check(string section, string global = "") =>
        ReadConfig(FileWith(section, global)).VirtualServices[0].RealServers[0].Check;
}
