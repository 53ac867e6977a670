using Ldirectord.Checks;
using Ldirectord.Health;
using Ldirectord.Planning;

namespace Ldirectord.Director;

/// <summary>The next step of one server's health. Pure: <see cref="HealthUpdater"/> puts it into effect.</summary>
internal static class HealthTracker
{
    /// <summary>Health follows every result, in maintenance too.</summary>
    /// <param name="isServed">Clients have another real server of the service, or its fallback.</param>
    public static ServerTransition OnResult(TrackedServer server, ProbeResult probe, DateTimeOffset now, bool isServed = true)
    {
        var (health, service) = (server.View.Health, server.Service);
        var hasVerdict = server.IsReturning || health.State != ServerState.Unknown;
        var passesNeeded = PassesNeeded.Of(service.Pace.SuccessCount, hasVerdict, isServed);
        var after = server.View with { Health = health.Next(probe.Result, service.FailureCount, passesNeeded) };
        // A connection alone, as between two negotiates (checktype = N), says nothing of the weight.
        if (probe.Result is { IsUp: true, Code: not StatusCode.Connected } && (probe.Result.Weight ?? after.CheckWeight) is not null)
        {
            var weight = WeightRules.Steady(after.CheckWeight, probe.Result.Weight, server.Server.Destination.Weight);
            after = after with { CheckWeight = weight };
        }

        // The first pass of this run, or after a failure: a weight that was found has waited for it.
        var isFirstPass = probe.Result.IsUp && server.LastResult is not { Result.IsUp: true };
        if (isFirstPass && server.Server is { Agent: null, Check.MayGiveWeight: true })
            after = after with { HeldWeight = null };
        // In maintenance nobody is told, so it is not counted.
        if (after.Admin == AdminState.Ready)
            after = after with { Unknown = after.Unknown.Next(probe.Result, service.FailureCount) };
        return new ServerTransition(server, server.View, after, probe, now);
    }

    /// <summary>Null if the operator wants nothing new.</summary>
    public static ServerTransition? OnAdmin(TrackedServer server, AdminOrder order, DateTimeOffset now) =>
        server.View.Order == order ? null : new ServerTransition(server, server.View, server.View.With(order), Result: null, now);
}
