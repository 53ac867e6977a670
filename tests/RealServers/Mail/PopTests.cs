using System.Net;
using Ldirectord.Checks;
using Ldirectord.Networking;
using Ldirectord.RealServers.Support;
using Ldirectord.Tests.Support;

namespace Ldirectord.RealServers;

/// <summary>service=pop and pops against dovecot.</summary>
public sealed class PopTests(Dovecot dovecot, ApopDovecot apop) : IClassFixture<Dovecot>, IClassFixture<ApopDovecot>
{
    private const string AtOnce = nameof(TlsStart.AtOnce);

    public static TheoryData<string, string> All => ImapTests.All;

    public static TheoryData<string, string> WithTls => ImapTests.WithTls;

    [Theory, MemberData(nameof(All))]
    public async Task HealthyServer_IsUp(string address, string tls) =>
        await AssertAsync(Outcome.Passed("+OK Dovecot (Debian) ready."), Check(dovecot, address, tls) with { Login = "" });

    [Theory, MemberData(nameof(All))]
    public async Task Login_IsAccepted(string address, string tls)
    {
        await AssertAsync(Outcome.Passed("logged in"), Check(dovecot, address, tls));
        await AssertAsync(Outcome.Passed("logged in"), Check(dovecot, address, tls) with { Login = "odd", Password = Dovecot.OddPassword });
        await AssertAsync(Outcome.Passed("logged in"), Check(apop, address, tls));
    }

    [Theory, MemberData(nameof(All))]
    public async Task WrongPassword_IsDown(string address, string tls)
    {
        const string Reason = "POP3 PASS was refused: -ERR [AUTH] Authentication failed.";

        await AssertAsync(Outcome.Bad(Reason), Check(dovecot, address, tls) with { Password = "hush" });
        await AssertAsync(Outcome.Bad(Reason), Check(apop, address, tls) with { Password = "hush" });
    }

    [Theory, MemberData(nameof(All))]
    public async Task FrozenServer_IsDownAtItsDeadline_AndUpAgainAfterwards(string address, string tls)
    {
        var check = Check(dovecot, address, tls);
        using (dovecot.Frozen())
        {
            await AssertAsync(
                new(
                    CheckStatus.TimedOut,
                    $"connected, but {(tls == AtOnce ? "TLS was not agreed on" : "a greeting did not come")} within 0.5 s"),
                check with { Timeout = TimeSpan.FromSeconds(0.5) });
        }

        Assert.True((await Probing.RunAsync(check)).IsUp);
    }

    [Theory, MemberData(nameof(All))]
    public async Task RefusingPort_IsDown(string address, string tls)
    {
        using var port = RealServer.Refusing(address, out var target);

        await AssertAsync(new(CheckStatus.ConnectFailed, "connection refused"), Check(dovecot, address, tls) with { Target = target });
    }

    [Theory, MemberData(nameof(WithTls))]
    public async Task Certificate_IsVerifiedIfThatIsAskedFor(string address, string tls)
    {
        var check = Check(dovecot, address, tls) with
        {
            Tls = new(
            Enum.Parse<TlsStart>(tls), CertificateAuthority.HostName, Verify: true, dovecot.Certificates.CaFile)
        };

        Assert.Equal(
            Outcome.Passed("logged in") with { CertificateExpires = dovecot.Certificates.Good.NotAfter }, await Probing.RunAsync(check));
        await AssertAsync(
            new(CheckStatus.TlsFailed, "certificate expired 9 days ago"),
            check with { Tls = check.Tls with { ServerName = Dovecot.ExpiredName } });
    }

    private static async Task AssertAsync(Outcome expected, PopCheck check) =>
        Assert.Equal(expected, await Probing.RunAsync(check) with { CertificateExpires = null });

    private static PopCheck Check(Dovecot server, string address, string tls)
    {
        server.Require();
        var target = new IPEndPoint(IPAddress.Parse(address), tls == AtOnce ? server.Pops : server.Pop);
        return new(target, Probing.Ample, new(Enum.Parse<TlsStart>(tls)), "user", Dovecot.Password);
    }
}
