using System.Net;
using Ldirectord.Checks;
using Ldirectord.Networking;
using Ldirectord.RealServers.Support;
using Ldirectord.Tests.Support;

namespace Ldirectord.RealServers;

/// <summary>
/// service=imap and imaps against dovecot; what it makes of certificates stands for every service that has TLS from the first byte.
/// </summary>
public sealed class ImapTests(Dovecot dovecot) : IClassFixture<Dovecot>
{
    private const string Never = nameof(TlsStart.Never);
    private const string OnCommand = nameof(TlsStart.OnCommand);
    private const string AtOnce = nameof(TlsStart.AtOnce);

    public static TheoryData<string, string> WithTls =>
        new() { { "127.0.0.1", OnCommand }, { "127.0.0.1", AtOnce }, { "::1", OnCommand }, { "::1", AtOnce } };

    public static TheoryData<string, string> All => [.. WithTls, ("127.0.0.1", Never), ("::1", Never)];

    [Theory, MemberData(nameof(All))]
    public async Task HealthyServer_IsUp(string address, string tls)
    {
        var result = await Probing.RunAsync(Check(address, tls) with { Login = "" });

        Assert.True(result.IsUp, result.Detail);
        Assert.StartsWith("* OK [CAPABILITY IMAP4rev1 ", result.Detail, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(All))]
    public async Task Login_IsAccepted(string address, string tls)
    {
        await AssertAsync(Outcome.Passed("logged in"), Check(address, tls));
        await AssertAsync(Outcome.Passed("logged in"), Check(address, tls) with { Login = "odd", Password = Dovecot.OddPassword });
    }

    [Theory, MemberData(nameof(All))]
    public async Task WrongPassword_IsDown(string address, string tls)
    {
        const string Reason = "IMAP LOGIN was refused: NO [AUTHENTICATIONFAILED] Authentication failed.";

        await AssertAsync(Outcome.Bad(Reason), Check(address, tls) with { Password = "hush" });
        await AssertAsync(Outcome.Bad(Reason), Check(address, tls) with { Password = "h\u00FCsh" });
        await AssertAsync(Outcome.Bad(Reason), Check(address, tls) with { Login = "nobody-there" });
    }

    [Theory, MemberData(nameof(All))]
    public async Task FrozenServer_IsDownAtItsDeadline_AndUpAgainAfterwards(string address, string tls)
    {
        var check = Check(address, tls);
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

        await AssertAsync(new(CheckStatus.ConnectFailed, "connection refused"), Check(address, tls) with { Target = target });
    }

    [Fact]
    public async Task WrongKindOfPort_IsDownAndSaysSo()
    {
        var check = Check("127.0.0.1", AtOnce);

        await AssertAsync(
            new(CheckStatus.TlsFailed, "connected, but TLS was not agreed on: the answer is not TLS"),
            check with { Target = new(check.Target.Address, dovecot.Imap) });
        await AssertAsync(
            Outcome.Bad("the greeting is not IMAP: it begins with \"+OK Dovecot (Debian) ready.\""),
            check with { Target = new(check.Target.Address, dovecot.Pops) });
        await AssertAsync(
            new(CheckStatus.TimedOut, "connected, but a greeting did not come within 0.5 s"),
            check with { Tls = TlsSettings.None, Timeout = TimeSpan.FromSeconds(0.5) });
    }

    [Theory]
    [InlineData("127.0.0.1", AtOnce, "127.0.0.1")]
    [InlineData("::1", AtOnce, "::1")]
    [InlineData("::1", OnCommand, "::1")]
    [InlineData("127.0.0.1", AtOnce, CertificateAuthority.HostName)]
    [InlineData("127.0.0.1", OnCommand, CertificateAuthority.HostName)]
    public async Task GoodCertificateThatIsVerified_IsUp_AndItsExpiryIsKnown(string address, string tls, string name)
    {
        var result = await Probing.RunAsync(Verifying(address, tls, name));

        Assert.Equal(Outcome.Passed("logged in") with { CertificateExpires = dovecot.Certificates.Good.NotAfter }, result);
    }

    [Theory, MemberData(nameof(WithTls))]
    public async Task ExpiredCertificate_IsDownIfItIsVerified(string address, string tls)
    {
        await AssertAsync(new(CheckStatus.TlsFailed, "certificate expired 9 days ago"), Verifying(address, tls, Dovecot.ExpiredName));
        await AssertAsync(
            Outcome.Passed("logged in"), Check(address, tls) with { Tls = new(Enum.Parse<TlsStart>(tls), Dovecot.ExpiredName) });
    }

    [Fact]
    public async Task CertificateForAnotherName_IsDownIfItIsVerified()
    {
        await AssertAsync(
            new(CheckStatus.TlsFailed, "certificate is for www.example.test, 127.0.0.1, ::1, not for mail.example.test"),
            Verifying("127.0.0.1", AtOnce, "mail.example.test"));
        await AssertAsync(
            new(CheckStatus.TlsFailed, "certificate is for www.example.test, 127.0.0.1, ::1, not for 127.0.0.2"),
            Verifying("127.0.0.1", OnCommand, "127.0.0.2"));
    }

    [Fact]
    public async Task CertificateOfAnUnknownAuthority_IsDownIfItIsVerified()
    {
        var check = Verifying("127.0.0.1", AtOnce, CertificateAuthority.HostName);
        var unknown = dovecot.Certificates.UnknownCaFile;

        await AssertAsync(
            new(CheckStatus.TlsFailed, $"certificate is not signed by an authority that {unknown} has"),
            check with { Tls = check.Tls with { CaFile = unknown } });
        await AssertAsync(
            new(CheckStatus.TlsFailed, "certificate is not signed by an authority that this machine has"),
            check with { Tls = check.Tls with { CaFile = "" } });
    }

    private static async Task AssertAsync(Outcome expected, ImapCheck check) =>
        Assert.Equal(expected, await Probing.RunAsync(check) with { CertificateExpires = null });

    private ImapCheck Verifying(string address, string tls, string name) =>
        Check(address, tls) with { Tls = new(Enum.Parse<TlsStart>(tls), name, Verify: true, dovecot.Certificates.CaFile) };

    private ImapCheck Check(string address, string tls)
    {
        dovecot.Require();
        var target = new IPEndPoint(IPAddress.Parse(address), tls == AtOnce ? dovecot.Imaps : dovecot.Imap);
        return new(target, Probing.Ample, new(Enum.Parse<TlsStart>(tls)), "user", Dovecot.Password);
    }
}
