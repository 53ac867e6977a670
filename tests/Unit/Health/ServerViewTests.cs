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
        var view = new ServerView(new ServerHealth(state, 2)).With(AdminState.Maintenance);
        Assert.Equal((null, false, 0), (view.State, view.IsUp, view.Failures));
        Assert.Equal(new ServerHealth(state, 2), view.Health);
    }

    [Theory]
    [InlineData(ServerState.Unknown)]
    [InlineData(ServerState.Up)]
    [InlineData(ServerState.Down)]
    internal void EndOfMaintenance_LeavesTheServerUnknown_WhateverWasFoundMeanwhile(ServerState state)
    {
        var view = new ServerView(new ServerHealth(state, 2), AdminState.Maintenance).With(AdminState.Ready);
        Assert.Equal(new ServerHealth(ServerState.Unknown), view);
    }

    [Theory]
    [InlineData(AdminState.Ready)]
    [InlineData(AdminState.Maintenance)]
    internal void SameAdminStateAgain_ChangesNothing(AdminState admin)
    {
        var view = new ServerView(new ServerHealth(ServerState.Up, 1), admin);
        Assert.Equal(view, view.With(admin));
    }
}
