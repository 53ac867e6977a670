using System.Net;
using System.Runtime.CompilerServices;
using Ldirectord.Networking;

namespace Ldirectord.Checks;

/// <summary>checktype=connect: up when a TCP connection is accepted.</summary>
internal sealed record ConnectCheck(IPEndPoint Target, TimeSpan Timeout) : Check(Target, Timeout)
{
    public override string Kind => "connect";

    public override bool IsNonBlocking => true;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<CheckResult> RunAsync(CancellationToken ct)
    {
        var (connection, failure) = await TcpConnection.TryConnectAsync(ConnectTarget, ct).ConfigureAwait(false);
        using (connection)
            return failure is null ? new CheckResult(StatusCode.Connected, "connected") : CheckResult.Of(failure);
    }
}
