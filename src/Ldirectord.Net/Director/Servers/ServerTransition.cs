using Ldirectord.Checks;
using Ldirectord.Health;

namespace Ldirectord.Director;

/// <summary>What one result, or one word of the operator, means for one real server.</summary>
/// <param name="Result">Of the probe that caused it; null if maintenance began or ended.</param>
internal readonly record struct ServerTransition(
    TrackedServer Server, ServerView Before, ServerView After, ProbeResult? Result, DateTimeOffset At)
{
    /// <summary>The state that the table follows is another one now.</summary>
    public bool ChangesState => Before.State != After.State;

    public bool EndsMaintenance => (Before.Admin, After.Admin) == (AdminState.Maintenance, AdminState.Ready);
}
