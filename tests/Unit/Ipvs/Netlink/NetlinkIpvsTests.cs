
using Ldirectord.Ipvs;

namespace Ldirectord.Tests.Ipvs;

/// <summary>On any machine: the kernel has netlink, but it may have no IPVS, or not permit its use.</summary>
public class NetlinkIpvsTests
{
    [Fact]
    public void KernelWithOrWithoutIpvs_IsOneSentenceOrATable()
    {
        if (NetlinkIpvs.IsAvailable())
            Assert.Null(Record.Exception(NetlinkIpvs.Open));
        else
            Assert.Equal("this kernel has no IPVS: modprobe ip_vs", Assert.Throws<IpvsException>(NetlinkIpvs.Open).Message);
    }
}
