using System.Collections.Immutable;
using System.Net;
using Ldirectord.Config;
using Ldirectord.Ipvs;
using static Ldirectord.Tests.Config.Reading;

namespace Ldirectord.Tests.Config;

public class SyncDirectiveTests
{
    [Fact]
    public void Roles_AreWithOrWithoutBlanks_AndTheRestHasDefaults()
    {
        var expected = new[] { new SyncDaemon(SyncRole.Master, "eth1", 0), new SyncDaemon(SyncRole.Backup, "eth1", 0) };
        Assert.Equal(expected, Daemons("master,backup interface eth1"));
        Assert.Equal(expected, Daemons("master , backup  interface\teth1 # the inner one"));
        Assert.Equal([expected[1]], Daemons("backup interface eth1"));
        Assert.Empty(ReadConfig("").SyncDaemons);
    }

    [Fact]
    public void EachSetting_IsRead() => Assert.Equal(
        [
            new SyncDaemon(SyncRole.Master, "bond0.7", 255)
            {
                MaxLength = 1400,
                Group = IPAddress.Parse("ff02::81"),
                Port = 8849,
                Ttl = 255,
            },
        ],
        Daemons("master ttl 255 port 8849 group ff02::81 maxlen 1400 syncid 255 interface bond0.7"));

    [Fact]
    public void EachRole_MayHaveALineOfItsOwn()
    {
        var config = ReadConfig("syncdaemon = backup interface eth2 syncid 2\nsyncdaemon = master interface eth1 syncid 1\n");
        Assert.Equal([new(SyncRole.Backup, "eth2", 2), new SyncDaemon(SyncRole.Master, "eth1", 1)], config.SyncDaemons);
    }

    /// <summary>The column is that of the value's first character, from 1, after "syncdaemon = ".</summary>
    [Theory]
    [InlineData("", 0, "empty syncdaemon: expected master, backup or both, as in master,backup interface eth1 syncid 1")]
    [InlineData("slave interface eth1", 0, "unknown role \"slave\": expected master, backup or both, as in")]
    [InlineData("Master interface eth1", 0, "unknown role \"Master\": expected master, in lower case")]
    [InlineData("master, interface eth1", 8, "unknown role \"interface\": expected master, backup or both")]
    [InlineData("master,", 7, "unknown role \"\": expected master, backup or both")]
    [InlineData("master,master interface eth1", 7, "the role master is named twice: expected one master")]
    [InlineData("master", 0, "no interface: expected interface NAME, as in")]
    [InlineData("master syncid 1", 0, "no interface: expected interface NAME, as in")]
    [InlineData("master eth1", 7, "unknown word \"eth1\": expected interface, syncid, maxlen, group, port or ttl")]
    [InlineData("master backup interface eth1", 7, "unknown word \"backup\": expected interface, syncid")]
    [InlineData("master interface", 16, "no value after interface: expected the name of a network interface, 1 to 15 characters")]
    [InlineData("master interface abcdefghijklmnop", 17, "invalid interface \"abcdefghijklmnop\": expected the name")]
    [InlineData("master interface a/b", 17, "invalid interface \"a/b\": expected the name")]
    [InlineData("master interface eth1 interface eth2", 22, "interface is given twice: expected one interface")]
    [InlineData("master interface eth1 syncid 256", 29, "invalid syncid \"256\": expected 0..255")]
    [InlineData("master interface eth1 syncid -1", 29, "invalid syncid \"-1\": expected 0..255")]
    [InlineData("master interface eth1 syncid", 28, "no value after syncid: expected 0..255")]
    [InlineData("master interface eth1 maxlen 1023", 29, "invalid maxlen \"1023\": expected 1024..65507 bytes")]
    [InlineData("master interface eth1 maxlen 65508", 29, "invalid maxlen \"65508\": expected 1024..65507 bytes")]
    [InlineData("master interface eth1 maxlen 65488 group ff02::81", 29,
        "invalid maxlen \"65488\": expected 1024..65487 bytes with an IPv6 group")]
    [InlineData("master interface eth1 group 192.0.2.1", 28, "invalid group \"192.0.2.1\": expected a multicast address, as in")]
    [InlineData("master interface eth1 group 2001:db8::1", 28, "invalid group \"2001:db8::1\": expected a multicast address")]
    [InlineData("master interface eth1 group 224", 28, "invalid group \"224\": expected a multicast address")]
    [InlineData("master interface eth1 group ff02::81%eth1", 28, "invalid group \"ff02::81%eth1\": expected a multicast")]
    [InlineData("master interface eth1 port 0", 27, "invalid port \"0\": expected 1..65535")]
    [InlineData("master interface eth1 port 99999999999999999999", 27, "invalid port")]
    [InlineData("master interface eth1 ttl 0", 26, "invalid ttl \"0\": expected 1..255")]
    [InlineData("master interface eth1 ttl 256", 26, "invalid ttl \"256\": expected 1..255")]
    [InlineData("master interface eth1, syncid 1", 21, "unknown word \",\": expected interface, syncid")]
    public void OtherValue_IsAnErrorAtItsPlace(string value, int at, string message)
    {
        var error = Assert.Single(Read($"syncdaemon = {value}\n").Diagnostics, diagnostic => diagnostic.Severity == Severity.Error);
        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
        Assert.Equal((1, "syncdaemon = ".Length + 1 + at), (error.Line, error.Column));
    }

    [Fact]
    public void RoleOfTwoLines_IsAnErrorOnTheSecond()
    {
        var error = Assert.Single(
            Read("syncdaemon = master,backup interface eth1 syncid 1\nsyncdaemon = backup interface eth1 syncid 1\n").Diagnostics,
            diagnostic => diagnostic.Severity == Severity.Error);
        Assert.Equal((2, "the role backup is named twice: expected one backup"), (error.Line, error.Message));
    }

    [Theory]
    [InlineData("master,backup interface eth1", true)]
    [InlineData("backup interface eth1 syncid 0", true)]
    [InlineData("master interface eth1", false)]
    [InlineData("backup interface eth1 syncid 1", false)]
    public void BackupOfIdZero_IsWarnedOf(string value, bool warned) => Assert.Equal(
        warned,
        Read($"syncdaemon = {value}\n").Diagnostics.Any(diagnostic => diagnostic.Message.StartsWith(
            "a backup of syncid 0 takes the messages of every master on eth1", StringComparison.Ordinal)));

    /// <summary>The kernel takes no such server beside a sync daemon.</summary>
    [Theory]
    [InlineData("virtual=10.0.0.1:80", "[2001:db8::1]")]
    [InlineData("virtual6=[2001:db8::9]:80", "10.0.1.1")]
    public void RealServerOfAnotherFamily_IsRefused(string head, string server)
    {
        var errors = Read($"syncdaemon = master interface eth1\n{head}\n\treal={server}:80 ipip\n").Diagnostics
            .Where(diagnostic => diagnostic.Severity == Severity.Error);
        Assert.Equal(3, Assert.Single(errors).Line);
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("cleanstop = no\n", false)]
    public void CleanstopOfTheFile_IsThatOfSync(string above, bool expected) => Assert.Equal(expected, ReadConfig(above).CleanStop);

    private static ImmutableArray<SyncDaemon> Daemons(string value) => ReadConfig($"syncdaemon = {value}\n").SyncDaemons;
}
