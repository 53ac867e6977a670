using Ldirectord.Tests.Support;
using Ldirectord.Web;

namespace Ldirectord.Tests.Web;

/// <summary>How a console's process begins and ends.</summary>
public class ConsoleProcessTests
{
    [Theory]
    [InlineData("4711", "2", "3,4")]
    [InlineData("4712", "2", "")] // another process's
    [InlineData("", "2", "")]
    [InlineData("4711", "0", "")]
    [InlineData("4711", "-1", "")]
    [InlineData("4711", "65", "")]
    [InlineData("4711", "x", "")]
    public void InheritedSockets_AreThoseOfThisProcess(string process, string count, string descriptors) =>
        Assert.Equal(descriptors, string.Join(',', InheritedSockets.Of(process, count, 4711)));

    [Theory]
    [InlineData(0, "CapEff:\t0000000000000000", "a console does not run as root")]
    [InlineData(1000, "CapEff:\t0000000000001000", "a console runs without capabilities")] // CAP_NET_ADMIN
    [InlineData(1000, "CapEff:\t000001ffffffffff", "a console runs without capabilities")]
    [InlineData(1000, "Name:\tx", "a console runs without capabilities")]
    [InlineData(1000, "CapEff:\t0000000000000000", null)]
    [InlineData(1000, "Name:\tx\nCapEff:\t0000000000000400\nx", null)] // CAP_NET_BIND_SERVICE
    public void Process_HasNoPower(uint user, string status, string? problem) =>
        Assert.Equal(problem, Privileges.Problem(user, status)?[..(problem?.Length ?? 0)]);

    [Fact]
    public void NoClientForATime_IsIdle()
    {
        var time = new ManualTime();
        using var watch = new IdleWatch(TimeSpan.FromSeconds(90), time);
        time.Advance(TimeSpan.FromSeconds(89));
        var (one, two) = (watch.Connect(), watch.Connect());
        time.Advance(TimeSpan.FromHours(1));
        one.Dispose();
        time.Advance(TimeSpan.FromHours(1));
        Assert.False(watch.Idle.IsCompleted);
        two.Dispose();
        time.Advance(TimeSpan.FromSeconds(89));
        Assert.False(watch.Idle.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(watch.Idle.IsCompleted);
    }
}
