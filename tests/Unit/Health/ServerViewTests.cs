using Ldirectord.Checks;
using Ldirectord.Health;

namespace Ldirectord.Tests.Health;

public class ServerViewTests
{
    [Theory]
    [InlineData(ServerState.Unknown)]
    [InlineData(ServerState.Up)]
    [InlineData(ServerState.Down)]
    internal void Maintenance_HidesTheHealth_WhichIsKept(ServerState state)
    {
        var view = new ServerView(new ServerHealth(state, 2)).With(AdminOrder.Out);
        Assert.Equal((null, false, 0), (view.State, view.IsUp, view.Failures));
        Assert.Equal(new ServerHealth(state, 2), view.Health);
    }

    [Theory]
    [InlineData(ServerState.Unknown)]
    [InlineData(ServerState.Up)]
    [InlineData(ServerState.Down)]
    internal void EndOfMaintenance_LeavesTheServerUnknown_WhateverWasFoundMeanwhile(ServerState state)
    {
        var view = new ServerView(new ServerHealth(state, 2), AdminState.Maintenance).With(default);
        Assert.Equal(new ServerHealth(ServerState.Unknown), view);
    }

    [Theory]
    [InlineData(AdminState.Drain)]
    [InlineData(AdminState.Maintenance)]
    internal void SameOrderAgain_ChangesNothing(AdminState mode)
    {
        var order = new AdminOrder(new MaintenanceNote { Mode = mode });
        var view = new ServerView(new ServerHealth(ServerState.Up, 1)).With(order);
        Assert.Equal(view, view.With(order));
        Assert.Equal((mode, new ServerHealth(ServerState.Up, 1)), (view.Admin, view.Health));
    }

    [Theory]
    [InlineData(ServerState.Up, false)]
    [InlineData(ServerState.Down, true)]
    internal void Drain_HidesTheHealthButAFailureCounts(ServerState state, bool fails)
    {
        var view = new ServerView(new ServerHealth(state)).With(new AdminOrder(new MaintenanceNote { Mode = AdminState.Drain }));
        Assert.Equal((null, false, true, fails), (view.State, view.IsUp, view.IsInMaintenance, view.FailsWhileDraining));
    }

    [Fact]
    public void WeightOfZero_WantsNoClientsWhateverAnAgentSays()
    {
        var agent = new AgentView(new AgentAnswer(AgentWish.Ready, new WeightAnswer(0, IsPercent: false), ""), Failures: 0);
        var view = new ServerView(new ServerHealth(ServerState.Up)) { Agent = agent };
        Assert.True(view.IsDrained);
        Assert.False(view.With(Weight(5)).IsDrained);
        Assert.True(view.With(Weight(0)).IsDrained);
        Assert.True(view.With(Weight(0)).With(default).IsSteered);

        static AdminOrder Weight(int value) => new(null, new MaintenanceNote { Weight = new WeightAnswer(value, IsPercent: false) });
    }
}
