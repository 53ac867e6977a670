using Ldirectord.Checks;

namespace Ldirectord.Health;

/// <summary>What is known of a real server's agent (agentport, agentfile).</summary>
/// <param name="Answer">Its last answer; null before the first, and after it is lost.</param>
/// <param name="Failures">Questions without an answer since the last one, 0..failurecount.</param>
internal readonly record struct AgentView(AgentAnswer? Answer, int Failures)
{
    public AgentWish Wish => Answer?.Wish ?? AgentWish.Ready;

    public WeightAnswer? Weight => Answer?.Weight;

    /// <summary>It does not answer: the checks alone decide.</summary>
    public bool IsLost => Answer is null && Failures > 0;
}
