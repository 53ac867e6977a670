namespace Ldirectord.Director;

/// <summary>Somebody wants to know something of the director's state; the loop looks it up, on its own thread.</summary>
/// <param name="Look">Must neither block, nor change the state.</param>
internal sealed record StateAsked(Action<DirectorState> Look) : LoopMessage;
