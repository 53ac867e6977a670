using System.Net;
using Ldirectord.Networking;

namespace Ldirectord.Checks;

/// <summary>checktype=connect of an sctp service: up when an SCTP association is accepted (RFC 9260, one to one, as TCP).</summary>
internal sealed record SctpConnectCheck(IPEndPoint Target, TimeSpan Timeout) : Check(Target, Timeout)
{
    public override string Kind => "connect";

    public override bool IsNonBlocking => true;

    public override async ValueTask<CheckResult> RunAsync(CancellationToken ct)
    {
        var (connection, failure) = await TcpConnection.TryConnectAsync(Target, ct, Transport.Sctp).ConfigureAwait(false);
        using (connection)
            return failure is null ? new CheckResult(StatusCode.Connected, "connected") : CheckResult.Of(failure);
    }
}
