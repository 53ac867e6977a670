using System.Net;
using Ldirectord.Ipvs;
using Ldirectord.Platform;
using static Ldirectord.Tests.Ipvs.NetlinkMessageTests;

namespace Ldirectord.Tests.Ipvs;

/// <summary>Sync daemons in messages, as bytes of a little-endian machine.</summary>
public class SyncMessagesTests
{
    /// <summary>Attributes within IPVS_CMD_ATTR_DAEMON.</summary>
    private const string Master =
        "0800 0100 01000000  0900 0200 65746831 00 000000  0800 0300 07000000  0600 0400 c005 0000  0800 0500 e0000051 "
        + "0600 0700 9022 0000  0500 0800 01 000000";

    private const string Backup =
        "0800 0100 02000000  0700 0200 613000 00  0800 0300 ff000000  1400 0600 ff020000 00000000 00000000 00000081 "
        + "0600 0700 0100 0000  0500 0800 ff 000000";

    private static readonly SyncDaemon s_master = new(SyncRole.Master, "eth1", 7) { MaxLength = 1472 };

    private static readonly SyncDaemon s_backup =
        new(SyncRole.Backup, "a0", 255) { Group = IPAddress.Parse("ff02::81"), Port = 1, Ttl = 255 };

    [Fact]
    public void StartOverIpv4_IsTheseBytes() => Assert.Equal(Hex($"4000 0380 {Master}"), Started(s_master));

    [Fact]
    public void StartOverIpv6_WithTheKernelsLength_IsTheseBytes() => Assert.Equal(Hex($"4000 0380 {Backup}"), Started(s_backup));

    [Fact]
    public void Stop_NamesTheRoleAlone()
    {
        var writer = new NetlinkWriter(new byte[64]);
        SyncMessages.WriteStop(ref writer, SyncRole.Backup);
        Assert.Equal(Hex("0c00 0380 0800 0100 02000000"), writer.Written.ToArray());
    }

    [Fact]
    public void WhatTheKernelSends_IsReadFieldByField()
    {
        Assert.Equal(s_master, SyncMessages.Read(Hex($"4000 0300 {Master}")));
        Assert.Equal(s_backup, SyncMessages.Read(Hex($"4000 0300 {Backup}")));
    }

    [Fact]
    public void KernelBefore43_HasTheDefaults() => Assert.Equal(
        new SyncDaemon(SyncRole.Master, "eth1", 7),
        SyncMessages.Read(Hex("2000 0300 0800 0100 01000000 0900 0200 65746831 00 000000 0800 0300 07000000")));

    [Theory]
    [InlineData("0800 0100 01000000")]
    [InlineData("0c00 0300 0600 0100 0100")]
    [InlineData("0c00 0300 0800 0500 e000")]
    public void MalformedAnswer_IsAnError(string bytes) => Assert.Throws<IpvsException>(() => SyncMessages.Read(Hex(bytes)));

    [Theory]
    [InlineData(0, null, null)]
    [InlineData(Errno.NoDevice, null, "there is no interface eth1")]
    [InlineData(Errno.AlreadyExists, null, "another master runs already")]
    [InlineData(Errno.NetworkUnreachable, null, "interface eth1 is down, or has no address of the group's family")]
    [InlineData(Errno.InvalidArgument, null,
        "the kernel refuses it while the table has a real server of another address family than its virtual service")]
    [InlineData(Errno.InvalidArgument, "Attribute failed policy validation", "Attribute failed policy validation")]
    [InlineData(Errno.NotPermitted, null, "not permitted: requires root or CAP_NET_ADMIN")]
    public void Refusal_IsAReasonForAnOperator(int errno, string? words, string? expected) =>
        Assert.Equal(expected, NetlinkSync.Problem(new KernelReply(errno, words), s_master));

    [Fact]
    public void Daemon_IsTheseOptionsOfIpvsadm_WithoutDefaults()
    {
        Assert.Equal("master --mcast-interface eth1 --syncid 7 --sync-maxlen 1472", s_master.Options);
        Assert.Equal(
            "backup --mcast-interface a0 --syncid 255 --mcast-group ff02::81 --mcast-port 1 --mcast-ttl 255", s_backup.Options);
        Assert.Equal("backup a0 id 255 group ff02::81 port 1 ttl 255", s_backup.ToString());
    }

    [Fact]
    public void InterfaceOfThisMachine_IsFound_AndNoOther()
    {
        var loopback = Assert.NotNull(SyncInterface.Find("lo"));
        Assert.True(loopback.Index > 0);
        Assert.Null(SyncInterface.Find("nosuchinterface"));
        Assert.Null(SyncInterface.Find("a-name-longer-than-fifteen"));
    }

    private static byte[] Started(SyncDaemon daemon)
    {
        var writer = new NetlinkWriter(new byte[IpvsRequestWriter.MaxLength]);
        SyncMessages.WriteStart(ref writer, daemon);
        return writer.Written.ToArray();
    }
}
