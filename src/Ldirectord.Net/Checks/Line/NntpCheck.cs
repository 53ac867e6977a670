using System.Net;
using Ldirectord.Networking;

namespace Ldirectord.Checks;

/// <summary>service=nntp: up when the greeting is 200 or 201 (RFC 3977 section 5.1).</summary>
internal sealed record NntpCheck(IPEndPoint Target, TimeSpan Timeout) : Check(Target, Timeout)
{
    public override string Kind => "nntp";

    public override async ValueTask<CheckResult> RunAsync(CancellationToken ct)
    {
        using var server = await LineSession.OpenAsync("NNTP", ConnectTarget, TlsSettings.None, ct).ConfigureAwait(false);
        var greeting = await server.ReadLineAsync().ConfigureAwait(false);
        switch (NumberedReply.CodeOf(greeting))
        {
            case 200 or 201:
                await server.QuitAsync().ConfigureAwait(false);
                return server.Passed(ServerText.Line(greeting));
            case 220:
                return new CheckResult(
                    StatusCode.ResponseMalformed, $"the greeting is that of an FTP or SMTP server: {ServerText.Line(greeting)}");
            case >= 400:
                throw server.Refused(greeting);
            default:
                throw server.NotUnderstood(greeting);
        }
    }
}
