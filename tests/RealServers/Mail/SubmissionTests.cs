using System.Net;
using Ldirectord.Checks;
using Ldirectord.Networking;
using Ldirectord.RealServers.Support;
using Ldirectord.Tests.Support;

namespace Ldirectord.RealServers;

/// <summary>service=submission against dovecot's.</summary>
public sealed class SubmissionTests(Dovecot dovecot) : IClassFixture<Dovecot>
{
    public static TheoryData<string, bool> All =>
        new() { { "127.0.0.1", false }, { "::1", false }, { "127.0.0.1", true }, { "::1", true } };

    [Theory, MemberData(nameof(All))]
    public async Task HealthyServer_IsUp(string address, bool startTls) =>
        await AssertAsync(Outcome.Passed("220 mail.example.test Dovecot (Debian) ready."), Check(address, startTls) with { Login = "" });

    [Theory, MemberData(nameof(All))]
    public async Task Login_IsAccepted(string address, bool startTls)
    {
        await AssertAsync(Outcome.Passed("logged in"), Check(address, startTls));
        await AssertAsync(Outcome.Passed("logged in"), Check(address, startTls) with { Login = "odd", Password = Dovecot.OddPassword });
    }

    [Theory, MemberData(nameof(All))]
    public async Task WrongPassword_IsDown(string address, bool startTls) =>
        await AssertAsync(
            Outcome.Bad("SMTP AUTH PLAIN was refused: 535 5.7.8 Authentication failed."),
            Check(address, startTls) with { Password = "hush" });

    [Theory, MemberData(nameof(All))]
    public async Task FrozenServer_IsDownAtItsDeadline_AndUpAgainAfterwards(string address, bool startTls)
    {
        var check = Check(address, startTls);
        using (dovecot.Frozen())
            await AssertAsync(
                new(CheckStatus.TimedOut, "connected, but a greeting did not come within 0.5 s"),
                check with { Timeout = TimeSpan.FromSeconds(0.5) });

        Assert.True((await Probing.RunAsync(check)).IsUp);
    }

    [Theory, MemberData(nameof(All))]
    public async Task RefusingPort_IsDown(string address, bool startTls)
    {
        using var port = RealServer.Refusing(address, out var target);

        await AssertAsync(new(CheckStatus.ConnectFailed, "connection refused"), Check(address, startTls) with { Target = target });
    }

    [Theory, MemberData(nameof(RealServer.Loopbacks), MemberType = typeof(RealServer))]
    public async Task Certificate_IsVerifiedIfThatIsAskedFor(string address)
    {
        var check = Check(address, startTls: true) with
        {
            Tls = new(
            TlsStart.OnCommand, address, Verify: true, dovecot.Certificates.CaFile)
        };

        Assert.Equal(
            Outcome.Passed("logged in") with { CertificateExpires = dovecot.Certificates.Good.NotAfter }, await Probing.RunAsync(check));
        await AssertAsync(
            new(CheckStatus.TlsFailed, "certificate expired 9 days ago"),
            check with { Tls = check.Tls with { ServerName = Dovecot.ExpiredName } });
    }

    [Theory, MemberData(nameof(RealServer.Loopbacks), MemberType = typeof(RealServer))]
    public async Task TlsFromTheFirstByte_IsSmtps(string address)
    {
        dovecot.Require();
        var expires = dovecot.Certificates.Good.NotAfter;
        const string Login = "|login=\"user\"|passwd=\"" + Dovecot.Password + "\"";
        Assert.Equal(
            Outcome.Passed("220 mail.example.test Dovecot (Debian) ready.") with { CertificateExpires = expires },
            await Configured.ProbeAsync(address, dovecot.Smtps, "service=smtps"));
        Assert.Equal(
            Outcome.Passed("logged in") with { CertificateExpires = expires },
            await Configured.ProbeAsync(
                address, dovecot.Smtps, $"service=smtps|tlsverify=yes|tlscafile={dovecot.Certificates.CaFile}{Login}"));
        Assert.Equal(CheckStatus.TlsFailed, (await Configured.ProbeAsync(address, dovecot.Submission, "service=smtps")).Status);
        Assert.False((await Configured.ProbeAsync(address, dovecot.Smtps, "service=smtp|negotiatetimeout=1")).IsUp);
    }

    private static async Task AssertAsync(Outcome expected, SmtpCheck check) =>
        Assert.Equal(expected, await Probing.RunAsync(check) with { CertificateExpires = null });

    private SmtpCheck Check(string address, bool startTls)
    {
        dovecot.Require();
        return new(
            new IPEndPoint(IPAddress.Parse(address), dovecot.Submission), Probing.Ample, Submission: true,
            new(startTls ? TlsStart.OnCommand : TlsStart.Never), "user", Dovecot.Password);
    }
}
