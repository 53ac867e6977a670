using Ldirectord.Checks;
using Ldirectord.Health;
using Ldirectord.Planning;

namespace Ldirectord.Director;

/// <summary>The next step of one server by an answer of its agent. Pure: <see cref="HealthUpdater"/> puts it into effect.</summary>
internal static class AgentTracker
{
    public static ServerTransition OnAnswer(TrackedServer server, ProbeResult probe, DateTimeOffset now)
    {
        var (before, failureCount) = (server.View, server.Service.FailureCount);
        var agent = AgentRules.Next(before.Agent, probe.Result, failureCount, server.Server.Destination.Weight);
        var after = before with { Agent = agent, AwaitsAgent = false };
        // A weight that was found waits for the first answer; one that an operator gave, for the first that asks for another weight.
        var isNews = !AgentRules.IsKnown(before.Agent, failureCount) || before.Agent.Weight != agent.Weight;
        if (before.HeldWeight is not null && isNews && AgentRules.IsKnown(agent, failureCount))
            after = after with { HeldWeight = null };
        // As after a file in maintenancedir: the server was probably changed meanwhile.
        if (before.Agent.Wish == AgentWish.Maintenance && agent.Wish != AgentWish.Maintenance)
            after = after with { Health = new ServerHealth(ServerState.Unknown) };
        return new ServerTransition(server, before, after, Result: null, now) { AgentResult = probe };
    }
}
