using Ldirectord.Checks;
using Ldirectord.Health;

namespace Ldirectord.Tests.Health;

public class ServerHealthTests
{
    private static readonly CheckResult Pass = new(StatusCode.ResponseOk, "fine");
    private static readonly CheckResult Fail = new(StatusCode.ConnectRefused, "connection refused");

    [Fact]
    public void FailuresBelowFailurecount_LeaveTheServerUp()
    {
        var health = new ServerHealth(ServerState.Up).Next(Fail, 3).Next(Fail, 3);
        Assert.Equal(new ServerHealth(ServerState.Up, 2), health);
    }

    [Fact]
    public void FailurecountFailuresInARow_TakeItDown() =>
        Assert.Equal(ServerState.Down, new ServerHealth(ServerState.Up).Next(Fail, 3).Next(Fail, 3).Next(Fail, 3).State);

    [Fact]
    public void AnyPass_BringsItUpAndForgetsTheFailures() =>
        Assert.Equal(new ServerHealth(ServerState.Up), new ServerHealth(ServerState.Up).Next(Fail, 3).Next(Fail, 3).Next(Pass, 3));

    [Fact]
    public void FailuresThatAreNotInARow_NeverTakeItDown()
    {
        var health = new ServerHealth(ServerState.Up);
        for (var i = 0; i < 10; i++)
            health = health.Next(Fail, 2).Next(Pass, 2);
        Assert.True(health.IsUp);
    }

    [Fact]
    public void NewServer_IsDownAtItsFirstFailure() =>
        Assert.Equal(ServerState.Down, new ServerHealth(ServerState.Unknown).Next(Fail, 3).State);

    [Fact]
    public void DownServer_StaysDownUntilAPass()
    {
        var down = new ServerHealth(ServerState.Down).Next(Fail, 3).Next(Fail, 3).Next(Fail, 3).Next(Fail, 3);
        Assert.Equal(ServerState.Down, down.State);
        Assert.True(down.Next(Pass, 3).IsUp);
    }

    [Theory]
    [InlineData(ServerState.Down)]
    [InlineData(ServerState.Unknown)]
    internal void ServerThatNeedsPasses_IsUpWithTheLastOfThem(ServerState state)
    {
        var rising = new ServerHealth(state).Next(Pass, 3, passesNeeded: 3).Next(Pass, 3, passesNeeded: 3);
        Assert.Equal((new ServerHealth(state, Passes: 2), true), (rising, rising.IsUndecided));
        Assert.Equal(new ServerHealth(ServerState.Up), rising.Next(Pass, 3, passesNeeded: 3));
    }

    [Fact]
    public void FailureBetweenPasses_BeginsAnew()
    {
        var health = new ServerHealth(ServerState.Down, 3);
        for (var round = 0; round < 5; round++)
        {
            health = health.Next(Pass, 3, passesNeeded: 3).Next(Pass, 3, passesNeeded: 3).Next(Fail, 3, passesNeeded: 3);
            Assert.Equal(new ServerHealth(ServerState.Down, 1), health);
        }
    }

    [Fact]
    public void FewerPassesNeeded_CountAtTheNextPass() =>
        Assert.True(new ServerHealth(ServerState.Down, Passes: 3).Next(Pass, 1, passesNeeded: 2).IsUp);

    [Fact]
    public void ProbeThatThisMachineCouldNotMake_LeavesThePasses()
    {
        var rising = new ServerHealth(ServerState.Down, Passes: 1);
        Assert.Equal(rising, rising.Next(new CheckResult(StatusCode.LocalShortage, "no memory"), 1, passesNeeded: 3));
    }

    [Theory]
    [InlineData(3, true, true, 3)]
    [InlineData(3, true, false, 1)]
    [InlineData(3, false, true, 1)]
    [InlineData(1, true, true, 1)]
    public void PassesAreCounted_IfTheServerHasAVerdictAndSomebodyServes(int successCount, bool hasVerdict, bool isServed, int needed) =>
        Assert.Equal(needed, PassesNeeded.Of(successCount, hasVerdict, isServed));

    [Theory]
    [InlineData(ServerState.Up)]
    [InlineData(ServerState.Down)]
    [InlineData(ServerState.Unknown)]
    internal void ProbeThatThisMachineCouldNotMake_DoesNotCountAgainstTheServer(ServerState state) =>
        Assert.Equal(
            new ServerHealth(state, 1),
            new ServerHealth(state, 1).Next(new CheckResult(StatusCode.LocalShortage, "no file descriptor left"), 1));
}
