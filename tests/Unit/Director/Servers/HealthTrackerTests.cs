using Ldirectord.Checks;
using Ldirectord.Director;
using Ldirectord.Health;
using Ldirectord.Tests.Support;
using static Ldirectord.Tests.Support.Configs;

namespace Ldirectord.Tests.Director;

/// <summary>What a result and a word of the operator mean for a server.</summary>
public class HealthTrackerTests
{
    private static readonly DateTimeOffset s_start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset s_later = s_start.AddMinutes(1);
    private static readonly ProbeResult s_pass = new(new CheckResult(StatusCode.ResponseOk, "fine"), TimeSpan.FromMilliseconds(2));
    private static readonly ProbeResult s_failure = new(new CheckResult(StatusCode.ConnectRefused, "refused"), TimeSpan.Zero);

    [Fact]
    public void Result_IsATransition_WhetherOrNotTheStateChanges()
    {
        var server = Server(new ServerHealth(ServerState.Up));
        var soft = HealthTracker.OnResult(server, s_failure, s_later);
        Assert.Equal(
            new ServerTransition(server, new ServerHealth(ServerState.Up), new ServerHealth(ServerState.Up, 1), s_failure, s_later), soft);
        Assert.False(soft.ChangesState);

        server.Apply(soft);
        Assert.Equal((s_start, s_failure), (server.Since, server.LastResult));

        var hard = HealthTracker.OnResult(server, s_failure, s_later);
        Assert.Equal(new ServerHealth(ServerState.Down, 2), hard.After.Health);
        Assert.True(hard.ChangesState);
        server.Apply(hard);
        Assert.Equal(s_later, server.Since);
    }

    [Fact]
    public void ResultThatSaysTheSame_KeepsTheTextThatIsThere()
    {
        var server = Server(new ServerHealth(ServerState.Up));
        var known = new string("fine");
        server.Apply(HealthTracker.OnResult(server, new(new CheckResult(StatusCode.ResponseOk, known), TimeSpan.Zero), s_start));
        server.Apply(HealthTracker.OnResult(server, new(new CheckResult(StatusCode.ResponseOk, new string("fine")), s_later - s_start),
            s_later));
        Assert.Same(known, server.LastResult!.Value.Result.Detail);
        Assert.Equal(s_later - s_start, server.LastResult.Value.Elapsed);
    }

    [Fact]
    public void ConnectionAlone_SaysNothingOfTheWeightThatAProgramGave()
    {
        var service = Virtual("10.0.0.1:80", Real("10.0.1.1:80", weight: 100));
        var server = new TrackedServer(service, service.RealServers[0], new ServerHealth(ServerState.Up), s_start);
        var half = new WeightAnswer(50, IsPercent: true);
        Pass(new CheckResult(StatusCode.ProgramOk, "busy") { Weight = half });
        Pass(new CheckResult(StatusCode.Connected, "connected"));
        Assert.Equal(half, server.View.CheckWeight);
        Pass(new CheckResult(StatusCode.ProgramOk, "idle"));
        Assert.Null(server.View.CheckWeight);

        void Pass(CheckResult result) => server.Apply(HealthTracker.OnResult(server, new(result, TimeSpan.Zero), s_later));
    }

    [Fact]
    public void Step_LeavesTheServerAsItIs()
    {
        var server = Server(new ServerHealth(ServerState.Up));
        _ = HealthTracker.OnResult(server, s_failure, s_later);
        _ = HealthTracker.OnAdmin(server, AdminOrder.Out, s_later);
        Assert.Equal((new ServerHealth(ServerState.Up), null), (server.View, server.LastResult));
    }

    [Fact]
    public void ResultsInMaintenance_ChangeTheHealth_AndNotTheState()
    {
        var server = Server(new ServerHealth(ServerState.Up));
        server.Apply(HealthTracker.OnAdmin(server, AdminOrder.Out, s_start)!.Value);
        foreach (var _ in Enumerable.Range(0, 2))
        {
            var transition = HealthTracker.OnResult(server, s_failure, s_later);
            Assert.False(transition.ChangesState);
            server.Apply(transition);
        }

        Assert.Equal(ServerState.Down, server.View.Health.State);
        Assert.Equal((null, s_start), (server.View.State, server.Since));
    }

    [Fact]
    public void MaintenanceBegins_AndEndsInTheUnknown()
    {
        var server = Server(new ServerHealth(ServerState.Up, 1));
        var begun = HealthTracker.OnAdmin(server, AdminOrder.Out, s_start)!.Value;
        Assert.Equal((true, AdminState.Maintenance, null), (begun.ChangesState, begun.After.Admin, begun.Result));
        server.Apply(begun);
        Assert.Null(HealthTracker.OnAdmin(server, AdminOrder.Out, s_later));
        server.Apply(HealthTracker.OnResult(server, s_pass, s_later));

        var ended = HealthTracker.OnAdmin(server, default, s_later)!.Value;
        Assert.Equal((true, new ServerHealth(ServerState.Unknown)), (ended.ChangesState, ended.After));
        server.Apply(ended);
        Assert.Null(HealthTracker.OnAdmin(server, default, s_later));
        Assert.True(HealthTracker.OnResult(server, s_pass, s_later) is { ChangesState: true, After.IsUp: true });
    }

    [Fact]
    public void NewConfiguration_KeepsThePassesOfTheSameCheckAlone()
    {
        var server = Server(new ServerHealth(ServerState.Down, Passes: 2));
        var edited = server.Service with { CleanStop = false };
        Assert.Equal(new ServerHealth(ServerState.Down, Passes: 2), server.CarryInto(edited, server.Server).View.Health);
        Assert.Equal(new ServerHealth(ServerState.Down), server.CarryInto(edited, Real("10.0.1.1:80", new Backend())).View.Health);
    }

    [Fact]
    public void EndOfMaintenance_IsRememberedUntilAVerdict_AlsoInANewConfiguration()
    {
        var server = Server(new ServerHealth(ServerState.Up));
        server.Apply(HealthTracker.OnAdmin(server, AdminOrder.Out, s_start)!.Value);
        server.Apply(HealthTracker.OnAdmin(server, default, s_start)!.Value);
        Assert.True(server.IsReturning);
        foreach (var next in new[] { server.Server, Real("10.0.1.1:80", new Backend()) })
        {
            var carried = server.CarryInto(server.Service with { Pace = new() { SuccessCount = 2 } }, next);
            carried.Apply(HealthTracker.OnResult(carried, s_pass, s_later));
            Assert.Equal((new ServerHealth(ServerState.Unknown, Passes: 1), true), (carried.View.Health, carried.IsReturning));
            carried.Apply(HealthTracker.OnResult(carried, s_pass, s_later));
            Assert.Equal((new ServerHealth(ServerState.Up), false), (carried.View.Health, carried.IsReturning));
        }
    }

    private static TrackedServer Server(ServerHealth health)
    {
        var service = Virtual("10.0.0.1:80", Real("10.0.1.1:80", new Backend())) with { FailureCount = 2 };
        return new TrackedServer(service, Assert.Single(service.RealServers), health, s_start);
    }
}
