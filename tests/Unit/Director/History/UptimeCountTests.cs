using Ldirectord.Director;
using Ldirectord.Health;

namespace Ldirectord.Tests.Director;

public class UptimeCountTests
{
    private static readonly DateTimeOffset s_start = DateTimeOffset.UnixEpoch;

    [Fact]
    public void ServerThatWasNeitherUpNorDown_HasNoShare() =>
        Assert.Null(new UptimeCount(default, default, s_start).Until(s_start.AddHours(1), ServerState.Unknown).Share);

    [Fact]
    public void TimeInMaintenance_DoesNotCount()
    {
        var count = new UptimeCount(default, default, s_start)
            .Until(s_start.AddMinutes(3), ServerState.Up)
            .Until(s_start.AddMinutes(63), state: null)
            .Until(s_start.AddMinutes(64), ServerState.Down);
        Assert.Equal(0.75, count.Share);
    }

    [Fact]
    public void ClockThatIsSetBack_CountsNothing()
    {
        var count = new UptimeCount(default, default, s_start)
            .Until(s_start.AddMinutes(-10), ServerState.Down)
            .Until(s_start.AddMinutes(-9), ServerState.Up);
        Assert.Equal(1, count.Share);
    }
}
