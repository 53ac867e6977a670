using System.Globalization;
using System.Reflection;
using Ldirectord.Ipvs;

namespace Ldirectord.Tests.Ipvs;

public class ConstantsTests
{
    public static TheoryData<string> NetlinkNames => Names(typeof(NetlinkConstants));

    public static TheoryData<string> IpvsNames => Names(typeof(IpvsConstants));

    [Theory, MemberData(nameof(NetlinkNames))]
    public void NetlinkConstant_HasTheHeadersValue(string name) =>
        Hold(typeof(NetlinkConstants), name, name.Contains("CTRL_", StringComparison.Ordinal) ? "genetlink.h" : "netlink.h");

    [Theory, MemberData(nameof(IpvsNames))]
    public void IpvsConstant_HasTheHeadersValue(string name) => Hold(typeof(IpvsConstants), name, "ip_vs.h");

    [Theory]
    [InlineData(ServiceFlags.Persistent, "IP_VS_SVC_F_PERSISTENT")]
    [InlineData(ServiceFlags.OnePacket, "IP_VS_SVC_F_ONEPACKET")]
    [InlineData(ServiceFlags.Scheduler1, "IP_VS_SVC_F_SCHED1")]
    [InlineData(ServiceFlags.Scheduler2, "IP_VS_SVC_F_SCHED2")]
    [InlineData(ServiceFlags.Scheduler3, "IP_VS_SVC_F_SCHED3")]
    internal void ServiceFlag_HasTheHeadersValue(ServiceFlags flag, string name) =>
        Assert.Equal(KernelHeader.Read("ip_vs.h").Number(name), (long)flag);

    [Theory]
    [InlineData(ForwardingMethod.Masq, "IP_VS_CONN_F_MASQ")]
    [InlineData(ForwardingMethod.Ipip, "IP_VS_CONN_F_TUNNEL")]
    [InlineData(ForwardingMethod.Gate, "IP_VS_CONN_F_DROUTE")]
    internal void ForwardingMethod_HasTheHeadersValue(ForwardingMethod method, string name) =>
        Assert.Equal(KernelHeader.Read("ip_vs.h").Number(name), (long)method);

    private static void Hold(Type constants, string name, string header)
    {
        var value = constants.GetField(name)!.GetRawConstantValue();
        // GENL_ID_CTRL is defined by NLMSG_MIN_TYPE of the other header.
        if (name == nameof(NetlinkConstants.GENL_ID_CTRL))
            Assert.Equal(KernelHeader.Read("netlink.h").Number("NLMSG_MIN_TYPE"), Convert.ToInt64(value, CultureInfo.InvariantCulture));
        else if (value is string text)
            Assert.Equal(KernelHeader.Read(header).Text(name), text);
        else
            Assert.Equal(KernelHeader.Read(header).Number(name), Convert.ToInt64(value, CultureInfo.InvariantCulture));
    }

    private static TheoryData<string> Names(Type constants) =>
        [.. constants.GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => field.Name)];
}
