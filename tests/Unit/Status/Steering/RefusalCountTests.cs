using Ldirectord.Status;
using Ldirectord.Tests.Support;

namespace Ldirectord.Tests.Status;

public class RefusalCountTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public void EachUser_IsLoggedOnceAMinute_AndTheOthersAreCounted()
    {
        var count = new RefusalCount(_time);
        Assert.Equal([(true, 0), (false, 0), (false, 1), (true, 0), (true, 0)], new uint?[] { 7, 7, 7, 8, null }.Select(Add));
        _time.Advance(RefusalCount.Interval);
        Assert.Equal([(true, 2), (false, 0), (true, 0)], new uint?[] { 7, 7, 8 }.Select(Add));

        (bool, int) Add(uint? user) => (count.Add(user, out var untold), untold);
    }

    [Fact]
    public void CrowdOfUsers_TakesNoMoreMemory_AndTheLastAreRemembered()
    {
        var count = new RefusalCount(_time);
        for (var user = 0u; user <= RefusalCount.MaximumUsers; user++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(1));
            Assert.True(count.Add(user, out _));
        }

        Assert.False(count.Add(RefusalCount.MaximumUsers, out _));
        Assert.False(count.Add(1, out _));
        Assert.True(count.Add(0, out _));
    }
}
