using System.Net;
using System.Security.Cryptography;
using Ldirectord.Networking;

namespace Ldirectord.Checks;

/// <summary>
/// service=radius: up when the server accepts a PAP login over UDP (RFC 2865). Answers that are not signed with the secret are ignored.
/// </summary>
internal sealed record RadiusCheck(IPEndPoint Target, TimeSpan Timeout, string Login, string Password, string Secret)
    : Check(Target, Timeout)
{
    public override bool UsesUdp => true;

    public override string ToString() => $"radius {Target} {Login}";

    public override IReadOnlyCollection<string> Secrets => [Password, Secret];

    public override async ValueTask<CheckResult> RunAsync(CancellationToken ct)
    {
        if (Login.Length > RadiusPacket.MaxName || Password.Length > RadiusPacket.MaxPassword)
            return new CheckResult(StatusCode.LocalError, $"RADIUS has room for a login of {RadiusPacket.MaxName} bytes and a passwd "
                + $"of {RadiusPacket.MaxPassword}, and one of them is longer");
        using var exchange = await UdpExchange.OpenAsync(ConnectTarget, ct).ConfigureAwait(false);
        var fresh = RandomNumberGenerator.GetBytes(RadiusPacket.AuthenticatorSize + 1);
        var request = RadiusPacket.Request(fresh[0], fresh.AsSpan(1), Login, Password, exchange.Local.Address, Secret);
        await exchange.AskAsync(request).ConfigureAwait(false);
        while (true)
        {
            var datagram = await exchange.ReceiveAsync().ConfigureAwait(false);
            if (RadiusPacket.IsAnswer(request, datagram.Span, Secret))
                return Evaluate(datagram.Span[0]);
            exchange.Missing = "the answer is not signed with this secret: no valid answer";
        }
    }

    private static CheckResult Evaluate(byte code) => code switch
    {
        2 => new CheckResult(StatusCode.ResponseOk, "RADIUS Access-Accept"),
        3 => new CheckResult(StatusCode.LoginRefused, "RADIUS Access-Reject"),
        11 => new CheckResult(StatusCode.LoginRefused, "RADIUS Access-Challenge: the login needs more than a password"),
        _ => new CheckResult(StatusCode.ResponseStatus, $"RADIUS answered with code {code}"),
    };
}
