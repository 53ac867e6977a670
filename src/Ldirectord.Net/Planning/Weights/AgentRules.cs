using Ldirectord.Checks;
using Ldirectord.Health;

namespace Ldirectord.Planning;

/// <summary>
/// What is known of an agent after one more question: an answer replaces the one before; failurecount questions in a row without an answer
/// make the last one forgotten, and the checks alone decide.
/// </summary>
internal static class AgentRules
{
    /// <param name="failureCount">failurecount, from 1.</param>
    /// <param name="configured">The weight of the server in the file.</param>
    public static AgentView Next(AgentView before, CheckResult result, int failureCount, int configured)
    {
        if (result.Agent is { } answer)
            return new AgentView(answer with { Weight = WeightRules.Steady(before.Weight, answer.Weight, configured) }, Failures: 0);
        if (result.Status == CheckStatus.NotTried)
            return before;
        var failures = Math.Min(before.Failures + 1, failureCount);
        return new AgentView(failures >= failureCount ? null : before.Answer, failures);
    }

    /// <summary>Whether the agent was heard, or is known to be lost: until then a weight that the start found stays.</summary>
    public static bool IsKnown(AgentView agent, int failureCount) => agent.Answer is not null || agent.Failures >= failureCount;
}
