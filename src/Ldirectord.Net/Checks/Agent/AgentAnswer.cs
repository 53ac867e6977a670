namespace Ldirectord.Checks;

/// <summary>
/// One line of an agent. It is the whole truth until the next: what it does not say is as in the configuration.
/// </summary>
/// <param name="Weight">Null if the agent gives no weight.</param>
/// <param name="Text">The line, printable and at most <see cref="AgentLine.LongestShown"/> characters long.</param>
/// <param name="Description">What follows "#"; empty if nothing does.</param>
/// <param name="Unknown">The first word that the protocol does not have; null if it has all.</param>
internal sealed record AgentAnswer(AgentWish Wish, WeightAnswer? Weight, string Text, string Description = "", string? Unknown = null);
