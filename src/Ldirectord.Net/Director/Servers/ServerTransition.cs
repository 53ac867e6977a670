using Ldirectord.Checks;
using Ldirectord.Health;

namespace Ldirectord.Director;

/// <summary>What one result, or one word of the operator, means for one real server.</summary>
/// <param name="Result">Of the probe that caused it; null if maintenance began or ended, or an agent was asked.</param>
internal readonly record struct ServerTransition(
    TrackedServer Server, ServerView Before, ServerView After, ProbeResult? Result, DateTimeOffset At)
{
    /// <summary>The answer of the agent that caused it; null if it was none.</summary>
    public ProbeResult? AgentResult { get; init; }

    /// <summary>The state that the table follows is another one now.</summary>
    public bool ChangesState => Before.State != After.State || Before.IsDrained != After.IsDrained;

    /// <summary>The weight that the server should have may be another one now.</summary>
    public bool ChangesWeight =>
        Before.Agent.Weight != After.Agent.Weight || Before.CheckWeight != After.CheckWeight || Before.HeldWeight != After.HeldWeight;

    public bool EndsMaintenance => (Before.Admin, After.Admin) == (AdminState.Maintenance, AdminState.Ready);
}
