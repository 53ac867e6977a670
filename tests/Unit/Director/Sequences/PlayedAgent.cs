using System.Net;
using Ldirectord.Checks;

namespace Ldirectord.Tests.Director.Sequences;

/// <summary>The agent of a played server.</summary>
internal sealed record PlayedAgent(IPEndPoint Target, PlayedServer Backend, TimeSpan Timeout) : AgentQuestion(Target, Timeout)
{
    /// <summary>Like the check, so that its result waits for no batch, in real time.</summary>
    public override bool IsNonBlocking => false;

    public override ValueTask<CheckResult> RunAsync(CancellationToken ct) => new(Backend.Answer());
}
