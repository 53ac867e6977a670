using System.Net;

namespace Ldirectord.Checks;

/// <summary>checktype=connect: up when a TCP connection is accepted.</summary>
internal sealed record ConnectCheck(IPEndPoint Target, TimeSpan Timeout) : Check(Target, Timeout)
{
    public override ValueTask<CheckResult> RunAsync(CancellationToken ct) => throw new NotSupportedException();
}
