using System.Net;

namespace Ldirectord.Checks;

/// <summary>checktype=on and service=none: always up.</summary>
internal sealed record OnCheck(IPEndPoint Target) : Check(Target, System.Threading.Timeout.InfiniteTimeSpan)
{
    public override ValueTask<CheckResult> RunAsync(CancellationToken ct) => new(CheckResult.Passed("always up"));
}
