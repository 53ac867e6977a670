using System.Net;
using Ldirectord.Networking;

namespace Ldirectord.Checks;

/// <summary>checktype=ping: up when one of <paramref name="Attempts"/> ICMP echo requests is answered (RFC 792, RFC 4443).</summary>
/// <param name="AttemptTimeout">Timeout of each echo request.</param>
/// <param name="Attempts">checkcount, at least 1.</param>
internal sealed record PingCheck(IPAddress Address, TimeSpan AttemptTimeout, int Attempts)
    : Check(new IPEndPoint(Address, 0), Total(AttemptTimeout, Attempts))
{
    public override string Kind => "ping";

    /// <summary>Null if the kernel chooses; checksource has no effect.</summary>
    public IPAddress? Source { get; init; }

    public override Check From(IPAddress source) => this with { Source = source };

    /// <summary>The deadline of all attempts; at most 24 days, because timers are limited to 49.</summary>
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
                await IcmpSocket.EchoAsync(Address, Source, own.Token).ConfigureAwait(false);
                return new CheckResult(StatusCode.ResponseOk, "echo reply");
            }
            catch (OperationCanceledException) when (!ct.IsCancellationRequested)
            {
                // Lost or late: try again.
            }
        }

        await IcmpSocket.EchoAsync(Address, Source, ct).ConfigureAwait(false);
        return new CheckResult(StatusCode.ResponseOk, "echo reply");
    }
}
