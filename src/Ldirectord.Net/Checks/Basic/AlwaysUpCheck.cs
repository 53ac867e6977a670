using System.Net;

namespace Ldirectord.Checks;

/// <summary>checktype=on and service=none: always up.</summary>
internal sealed record AlwaysUpCheck(IPEndPoint Target) : Check(Target, System.Threading.Timeout.InfiniteTimeSpan)
{
    public override string Kind => "on";

    public override ValueTask<CheckResult> RunAsync(CancellationToken ct) => new(new CheckResult(StatusCode.AlwaysUp, "always up"));
}
