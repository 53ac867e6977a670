using System.Net;

namespace Ldirectord.Checks;

/// <summary>checktype=ping: up when one of <paramref name="Attempts"/> ICMP echoes is answered.</summary>
/// <param name="AttemptTimeout">Time each echo may take.</param>
/// <param name="Attempts">checkcount, from 1.</param>
internal sealed record PingCheck(IPAddress Address, TimeSpan AttemptTimeout, int Attempts)
    : Check(new IPEndPoint(Address, 0), AttemptTimeout * Attempts)
{
    public override ValueTask<CheckResult> RunAsync(CancellationToken ct) => throw new NotSupportedException();
}
