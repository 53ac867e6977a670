using System.Net;
using Ldirectord.Checks;

namespace Ldirectord.Tests.Director.Sequences;

/// <summary>The check of a played server.</summary>
internal sealed record PlayedCheck(IPEndPoint Target, PlayedServer Backend, TimeSpan Timeout) : Check(Target, Timeout)
{
    public override string Kind => "test";

    public override bool MayGiveWeight => true;

    public override ValueTask<CheckResult> RunAsync(CancellationToken ct) => Backend.ProbeAsync(ct);
}
