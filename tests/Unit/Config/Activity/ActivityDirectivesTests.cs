using System.Net;
using Ldirectord.Config;
using static Ldirectord.Tests.Config.Reading;

namespace Ldirectord.Tests.Config;

/// <summary>active and standby.</summary>
public class ActivityDirectivesTests
{
    private const string Real = "real = 127.0.0.2:80 masq";

    [Fact]
    public void Without_EveryServiceIsAlwaysActive()
    {
        var service = Service(Real);
        Assert.Equal(ActiveCondition.Always, service.Active);
        Assert.Equal(StandbyMode.Ready, service.Standby);
    }

    [Fact]
    public void Vip_IsTheServicesOwnAddressUnlessOneIsNamed()
    {
        var own = IPAddress.Parse("127.0.0.1");
        Assert.Equal(new ActiveCondition(ActiveKind.Vip, own), Service(Real, "active = vip").Active);
        Assert.Equal(new ActiveCondition(ActiveKind.Vip, own), Service($"{Real}|active = vip", "active = file /run/active").Active);
        Assert.Equal(
            new ActiveCondition(ActiveKind.Vip, IPAddress.Parse("192.0.2.10")), Service(Real, "active = vip 192.0.2.10").Active);
        Assert.Equal(
            new ActiveCondition(ActiveKind.Vip, IPAddress.Parse("2001:db8::1")),
            Service($"{Real}|active = vip [2001:db8::1]", head: "virtual = 7").Active);
    }

    [Fact]
    public void File_AndAlways_AndStandby_AreTheSectionsThenTheFiles()
    {
        Assert.Equal(new ActiveCondition(ActiveKind.File, File: "/run/a b"), Service(Real, "active = file /run/a b").Active);
        Assert.Equal(ActiveCondition.Always, Service($"{Real}|active = always", "active = vip").Active);
        Assert.Equal(StandbyMode.Suspend, Service(Real, "active = vip|standby = suspend").Standby);
        Assert.Equal(StandbyMode.Ready, Service($"{Real}|standby = ready", "active = vip|standby = suspend").Standby);
    }

    [Theory]
    [InlineData("active = ", 11, "invalid active \"\": expected always, vip, vip ADDRESS or file PATH")]
    [InlineData("active = VIP", 11, "invalid active \"VIP\": expected vip, in lower case")]
    [InlineData("active = master", 11, "invalid active \"master\": expected always, vip, vip ADDRESS or file PATH")]
    [InlineData("active = always yes", 18, "\"yes\" after active = always: expected nothing")]
    [InlineData("active = vip eth0", 15, "invalid address \"eth0\" after active = vip: expected an IP address")]
    [InlineData("active = vip 10", 15, "invalid address \"10\" after active = vip: expected an IP address")]
    [InlineData("active = vip 192.0.2.010", 15, "invalid address \"192.0.2.010\" after active = vip: expected an IP address")]
    [InlineData("active = vip  ::1", 16, "active = vip ::1: expected an address that moves from one director to another")]
    [InlineData("active = vip 0.0.0.0", 15, "active = vip 0.0.0.0: expected an address that moves")]
    [InlineData("active = file", 15, "active = file without a path: expected file PATH")]
    [InlineData("active = file run/active", 16, "invalid path \"run/active\" after active = file: expected one that begins with /")]
    [InlineData("standby = Suspend", 12, "invalid standby \"Suspend\": expected suspend, in lower case")]
    [InlineData("standby = off", 12, "invalid standby \"off\": expected ready or suspend")]
    public void OtherValue_IsAnErrorWhereItStands(string line, int column, string message)
    {
        var error = Assert.Single(Read(FileWith($"{Real}|{line}")).Errors);
        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
        Assert.Equal((3, column), (error.Line, error.Column));
    }

    [Fact]
    public void FirewallMarkWithoutAddress_IsAnErrorAtTheLineThatWantsIt()
    {
        const string message =
            "active = vip in a virtual service that is a firewall mark, which has no address: expected active = vip ADDRESS";
        var own = Assert.Single(Read(FileWith($"{Real}|active = vip", head: "virtual = 7")).Errors);
        Assert.Equal((3, 11, message), (own.Line, own.Column, own.Message));
        var shared = Assert.Single(Read(FileWith(Real, "active = vip", "virtual = 7")).Errors);
        Assert.Equal((2, 11, message), (shared.Line, shared.Column, shared.Message));
    }

    [Theory]
    [InlineData("", "standby = suspend", "standby has no effect, because its virtual service is always active")]
    [InlineData("standby = ready", "", "standby has no effect, because every virtual service is always active")]
    [InlineData("standby = suspend", "active = vip", null)]
    [InlineData("active = vip", "standby = suspend", null)]
    public void StandbyThatNeverIs_IsWarnedOf(string global, string section, string? warning)
    {
        var told = Read(FileWith($"checktype = connect|{Real}|{section}", global)).Diagnostics
            .Where(diagnostic => !diagnostic.IsPortability).Select(diagnostic => diagnostic.Message).ToList();
        if (warning is null)
            Assert.Empty(told);
        else
            Assert.StartsWith(warning, Assert.Single(told), StringComparison.Ordinal);
    }
}
