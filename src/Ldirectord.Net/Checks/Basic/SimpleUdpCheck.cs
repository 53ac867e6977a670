using System.Net;
using System.Text;
using Ldirectord.Networking;

namespace Ldirectord.Checks;

/// <summary>
/// service=simpleudp: up when a datagram received after <paramref name="Request"/> matches <paramref name="Expected"/>. Each datagram is
/// matched by itself, line by line as in simpletcp; one that receivenot forbids is a failure at once.
/// </summary>
/// <param name="Request">Bytes as Latin-1, sent unchanged, and again every second. If empty, an empty datagram (as in RFC 867).</param>
/// <param name="Expected">If empty, any datagram passes.</param>
internal sealed record SimpleUdpCheck(IPEndPoint Target, TimeSpan Timeout, string Request, ExpectedContent Expected)
    : Check(Target, Timeout)
{
    public override string Kind => "simpleudp";

    public override bool UsesUdp => true;

    // It may be a login.
    public override IReadOnlyCollection<string> Confidential => [Request.Trim()];

    public override async ValueTask<CheckResult> RunAsync(CancellationToken ct)
    {
        var wanted = SimpleTcpCheck.Pattern(Expected.Receive);
        var unwanted = SimpleTcpCheck.Pattern(Expected.ReceiveNot);
        using var exchange = await UdpExchange.OpenAsync(ConnectTarget, ct).ConfigureAwait(false);
        await exchange.AskAsync(Encoding.Latin1.GetBytes(Request)).ConfigureAwait(false);
        while (true)
        {
            var datagram = await exchange.ReceiveAsync().ConfigureAwait(false);
            if (unwanted is not null && await unwanted.MatchAsync(datagram, ct).ConfigureAwait(false))
                return new CheckResult(StatusCode.ResponseMismatch, $"the answer matches {unwanted}, which receivenot forbids");
            if (wanted is null || await wanted.MatchAsync(datagram, ct).ConfigureAwait(false))
                return new CheckResult(StatusCode.ResponseOk, wanted is null ? "answered" : $"the answer matches {wanted}");
            exchange.Missing = $"what came does not match {wanted}: no answer that does";
        }
    }
}
