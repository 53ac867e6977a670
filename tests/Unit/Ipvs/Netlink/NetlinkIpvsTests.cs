
using Ldirectord.Ipvs;

namespace Ldirectord.Tests.Ipvs;

/// <summary>On the machine the tests run on, whatever its kernel: netlink is there, IPVS or the right to it may not be.</summary>
public class NetlinkIpvsTests
{
    [Fact]
    public void AKernelWithOrWithoutIpvs_IsOneSentenceOrATable()
    {
        if (NetlinkIpvs.IsAvailable())
            Assert.Null(Record.Exception(NetlinkIpvs.Open));
        else
            Assert.Equal("this kernel has no IPVS: modprobe ip_vs", Assert.Throws<IpvsException>(NetlinkIpvs.Open).Message);
    }
}
