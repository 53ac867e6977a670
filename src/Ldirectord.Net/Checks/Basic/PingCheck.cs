using System.Net;
using Ldirectord.Networking;

namespace Ldirectord.Checks;

/// <summary>checktype=ping: up when one of <paramref name="Attempts"/> ICMP echoes is answered.</summary>
/// <param name="AttemptTimeout">Time each echo may take.</param>
/// <param name="Attempts">checkcount, from 1.</param>
internal sealed record PingCheck(IPAddress Address, TimeSpan AttemptTimeout, int Attempts)
    : Check(new IPEndPoint(Address, 0), Total(AttemptTimeout, Attempts))
{
    /// <summary>No timer takes more than 49 days; half of that will do.</summary>
    private static TimeSpan Total(TimeSpan attempt, int attempts) =>
        TimeSpan.FromMilliseconds(Math.Min(attempt.TotalMilliseconds * attempts, int.MaxValue));

    public override async ValueTask<CheckResult> RunAsync(CancellationToken ct)
    {
        for (var attempt = 1; attempt < Attempts; attempt++)
        {
            using var own = CancellationTokenSource.CreateLinkedTokenSource(ct);
            own.CancelAfter(AttemptTimeout);
            try
            {
                await IcmpSocket.EchoAsync(Address, own.Token).ConfigureAwait(false);
                return new CheckResult(StatusCode.ResponseOk, "echo reply");
            }
            catch (OperationCanceledException) when (!ct.IsCancellationRequested)
            {
                // Lost, or late: the next one.
            }
        }

        await IcmpSocket.EchoAsync(Address, ct).ConfigureAwait(false);
        return new CheckResult(StatusCode.ResponseOk, "echo reply");
    }
}
