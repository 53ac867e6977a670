using System.Net;
using System.Security.Cryptography;
using Ldirectord.Networking;
using Ldirectord.Text;

namespace Ldirectord.Checks;

/// <summary>
/// service=radius: up when the server accepts a PAP login over UDP (RFC 2865). Answers that are not signed with the secret are ignored.
/// </summary>
internal sealed record RadiusCheck(IPEndPoint Target, TimeSpan Timeout, string Login, string Password, string Secret)
    : Check(Target, Timeout)
{
    public override string Kind => "radius";

    public override bool UsesUdp => true;

    public override string ToString() => $"radius {Target} {Login}";

    public override IReadOnlyCollection<string> Secrets => [Password, Secret];

    public override async ValueTask<CheckResult> RunAsync(CancellationToken ct)
    {
        if (Login.Length > RadiusPacket.MaxName || Password.Length > RadiusPacket.MaxPassword)
            return new CheckResult(StatusCode.LocalError, $"RADIUS has room for a login of {RadiusPacket.MaxName} bytes and a passwd "
                + $"of {RadiusPacket.MaxPassword}, and one of them is longer");
        using var exchange = await UdpExchange.OpenAsync(ConnectTarget, ct).ConfigureAwait(false);
        // From the bytes the secret could be guessed: the request has the password encrypted by it, an answer is signed by it.
        exchange.EndRecord();
        var fresh = RandomNumberGenerator.GetBytes(RadiusPacket.AuthenticatorSize + 1);
        var request = RadiusPacket.Request(fresh[0], fresh.AsSpan(1), Login, Password, exchange.Local.Address, Secret);
        await exchange.AskAsync(request).ConfigureAwait(false);
        ExchangeNotes.Sent($"Access-Request for {Latin1.ToText(Login)}", ct);
        while (true)
        {
            var datagram = await exchange.ReceiveAsync().ConfigureAwait(false);
            var isAnswer = RadiusPacket.IsAnswer(request, datagram.Span, Secret);
            var doubt = isAnswer ? "" : ", not signed with this secret";
            ExchangeNotes.Received($"{NameOf(datagram.Span)}, {datagram.Length} bytes{doubt}\n", ct);
            if (isAnswer)
                return Evaluate(datagram.Span[0]);
            exchange.Missing = "the answer is not signed with this secret: no valid answer";
        }
    }

    private static string NameOf(ReadOnlySpan<byte> datagram) => datagram switch
    {
        [2, ..] => "Access-Accept",
        [3, ..] => "Access-Reject",
        [11, ..] => "Access-Challenge",
        [var code, ..] => $"code {code}",
        _ => "nothing",
    };

    private static CheckResult Evaluate(byte code) => code switch
    {
        2 => new CheckResult(StatusCode.ResponseOk, "RADIUS Access-Accept"),
        3 => new CheckResult(StatusCode.LoginRefused, "RADIUS Access-Reject"),
        11 => new CheckResult(StatusCode.LoginRefused, "RADIUS Access-Challenge: the login needs more than a password"),
        _ => new CheckResult(StatusCode.ResponseStatus, $"RADIUS answered with code {code}"),
    };
}
