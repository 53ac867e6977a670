using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Ldirectord.Checks;
using Ldirectord.Networking;
using Ldirectord.Tests.Support;

namespace Ldirectord.Tests.Checks;

/// <summary>
/// Servers that no probe may be held up, filled up or fooled by. Over http, and where the reader is another one also over https.
/// </summary>
public abstract class HostileHttp : IDisposable
{
    private readonly X509Certificate2 _certificate = SelfSigned();

    public static TheoryData<bool> PlainAndTls => [false, true];

    public void Dispose()
    {
        _certificate.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected static async Task ForEverAsync(ScriptedServer.Peer peer, string text)
    {
        while (true)
            await peer.SendAsync(text);
    }

    private protected static HttpCheck Http(ScriptedServer server, bool tls) => new(
        server.EndPoint,
        TimeSpan.FromSeconds(5),
        new(tls ? TlsStart.AtOnce : TlsStart.Never),
        HttpSettings.Default,
        $"{server.EndPoint.Address}",
        "/",
        new(""));

    private protected static async Task<Outcome> ProbeAsync(ScriptedServer server, bool tls, string receive) =>
        await Probing.RunAsync(Http(server, tls) with { Timeout = Probing.Ample, Expected = new(receive) })
        with
        { CertificateExpires = null };

    private protected ScriptedServer Server(bool tls, Func<ScriptedServer.Peer, Task> answer) => new(async peer =>
    {
        if (tls)
            await peer.StartTlsAsync(_certificate);
        await peer.ReceiveRequestAsync();
        await answer(peer);
    });

    private protected async Task AssertBadAsync(bool tls, string reason, Func<ScriptedServer.Peer, Task> answer)
    {
        await using var server = Server(tls, answer);
        Assert.Equal(Outcome.Bad(reason), await ProbeAsync(server, tls, "never"));
    }

    private static X509Certificate2 SelfSigned()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new CertificateRequest("CN=hostile", key, HashAlgorithmName.SHA256).CreateSelfSigned(
            DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(1));
    }
}
