using System.Net;
using Ldirectord.Config;
using Ldirectord.Health;
using Ldirectord.Networking;
using static Ldirectord.Tests.Support.Configs;

namespace Ldirectord.Tests.Health;

public class ActivityRulesTests
{
    private static readonly IPAddress s_vip = IPAddress.Parse("192.0.2.10");
    private static readonly ActiveCondition s_byVip = new(ActiveKind.Vip, s_vip);
    private static readonly ActiveCondition s_byFile = new(ActiveKind.File, File: "/run/active");
    private static readonly LocalAddresses s_here = new([new DeviceAddress(2, s_vip, 32)]);
    private static readonly LocalAddresses s_elsewhere = new([new DeviceAddress(1, s_vip, 32)]);

    [Fact]
    public void Role_FollowsTheFacts()
    {
        Assert.Equal(ServiceRole.Always, Role(ActiveCondition.Always, new ActivityFacts(s_elsewhere, [])));
        Assert.Equal(ServiceRole.Active, Role(s_byVip, new ActivityFacts(s_here, [])));
        Assert.Equal(ServiceRole.Standby, Role(s_byVip, new ActivityFacts(s_elsewhere, ["/run/active"])));
        Assert.Equal(ServiceRole.Active, Role(s_byVip, ActivityFacts.None)); // unknown: an alert too many
        Assert.Equal(ServiceRole.Active, Role(s_byFile, new ActivityFacts(null, ["/run/active"])));
        Assert.Equal(ServiceRole.Standby, Role(s_byFile, ActivityFacts.None));
        Assert.Equal(ServiceRole.Suspended, Role(s_byFile, ActivityFacts.None, StandbyMode.Suspend));
        Assert.Equal(ServiceRole.Always, Role(ActiveCondition.Always, ActivityFacts.None, StandbyMode.Suspend));
    }

    private static ServiceRole Role(ActiveCondition active, ActivityFacts facts, StandbyMode standby = StandbyMode.Ready) =>
        ActivityRules.RoleOf(Virtual("192.0.2.10:80") with { Active = active, Standby = standby }, facts);
}
