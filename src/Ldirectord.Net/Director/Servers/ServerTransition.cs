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
    public bool ChangesState => Before.State != After.State || Before.IsDrained != After.IsDrained || ChangesAdmin
        || Before.FailsWhileDraining != After.FailsWhileDraining;

    /// <summary>Maintenance or a drain begins, ends, or becomes the other.</summary>
    public bool ChangesAdmin => Before.Admin != After.Admin;

    /// <summary>An operator gave it another weight, or took his back.</summary>
    public bool ChangesGivenWeight => Before.Order.Weight != After.Order.Weight;

    /// <summary>It was kept (keepservers), and its agent no longer wants that.</summary>
    public bool EndsKeeping => Before.IsKept && !After.IsKept;

    /// <summary>The weight that the server should have may be another one now; with lost = all also of a server that is down.</summary>
    public bool ChangesWeight =>
        ChangesGivenWeight || Before.Agent.Weight != After.Agent.Weight || Before.CheckWeight != After.CheckWeight
        || Before.HeldWeight != After.HeldWeight || Before.WantsNoClients != After.WantsNoClients;

    /// <summary>Its check's program has not known how it is, failurecount times in a row now.</summary>
    public bool BecomesUnknown => !Before.Unknown.IsSaid && After.Unknown.IsSaid;

    /// <summary>That was said, and the program knows again.</summary>
    public bool BecomesKnown => Before.Unknown.IsSaid && !After.Unknown.IsSaid;

    public bool EndsMaintenance => Before.IsInMaintenance && !After.IsInMaintenance;
}
