using System.Net;
using System.Security.Cryptography;
using Ldirectord.Platform;

namespace Ldirectord.Checks;

/// <summary>
/// service=sip: up when the server answers OPTIONS with 2xx (RFC 3261 section 11). Provisional answers and other messages are ignored.
/// </summary>
/// <param name="Udp">True for UDP, false for TCP.</param>
/// <param name="Login">The From and To address: user@host.</param>
/// <param name="Password">For a server that asks for one, sent once; if empty, its refusal is the result.</param>
internal sealed record SipCheck(IPEndPoint Target, TimeSpan Timeout, bool Udp, string Login, string Password) : Check(Target, Timeout)
{
    public override string Kind => "sip";

    public override bool UsesUdp => Udp;

    public override string ToString() => $"sip {Target} {(Udp ? "udp" : "tcp")} {Login}";

    public override IReadOnlyCollection<string> Secrets => [Password];

    public override async ValueTask<CheckResult> RunAsync(CancellationToken ct)
    {
        using var transport = await SipTransport.OpenAsync(ConnectTarget, Udp, ct).ConfigureAwait(false);
        var request = new SipRequest(Login, transport.Name, transport.Local, Fresh(), 1);
        await transport.SendAsync(request.ToBytes()).ConfigureAwait(false);
        var answer = await AnswerAsync(transport, request, ct).ConfigureAwait(false);
        if (Password.Length > 0 && SipDigest.Answer(answer, request, Login.Split('@')[0], Password, Fresh()) is { } authorization)
        {
            request = request with { Number = 2 };
            await transport.SendAsync(request.ToBytes(authorization)).ConfigureAwait(false);
            answer = await AnswerAsync(transport, request, ct).ConfigureAwait(false);
        }

        return new CheckResult(
            answer.IsSuccess ? StatusCode.ResponseOk : answer.WantsLogin ? StatusCode.LoginRefused : StatusCode.ResponseStatus,
            Show(answer));
    }

    /// <summary>The final answer to a request.</summary>
    private static async ValueTask<SipMessage> AnswerAsync(SipTransport transport, SipRequest request, CancellationToken ct)
    {
        string? missing = null;
        while (true)
        {
            try
            {
                var message = await transport.ReceiveAsync().ConfigureAwait(false);
                if (message.IsTo(request) && !message.IsProvisional)
                    return message;
                missing = message.IsTo(request) ? $"{Show(message)}, but no final answer"
                    : missing ?? "the server sent other messages, but no answer to our request";
            }
            catch (WaitCanceledException) when (missing is not null)
            {
                throw new WaitCanceledException(IoFailure.AnswerTimeout, missing, ct);
            }
        }
    }

    private static string Show(SipMessage answer) => ServerText.Line(answer.StartLine);

    private static string Fresh() => RandomNumberGenerator.GetHexString(24, lowercase: true);
}
