using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using Ldirectord.Checks;
using Ldirectord.RealServers.Support;
using Ldirectord.Tests.Support;

namespace Ldirectord.RealServers;

/// <summary>
/// Which certificates are trusted, with tlsverify, tlscafile and tlsservername, for http, https and http_proxy against nginx.
/// </summary>
public sealed class TlsTests(CertifiedNginx nginx, Tinyproxy proxy) : IClassFixture<CertifiedNginx>, IClassFixture<Tinyproxy>
{
    public static TheoryData<string> Loopbacks => RealServer.Loopbacks;

    private static Func<CertificateAuthority, ServerCertificate>[] Every =>
        [c => c.Good, c => c.ExpiresSoon, c => c.Expired, c => c.NotYetValid, c => c.OtherName, c => c.SelfSigned, c => c.Foreign];

    private CertificateAuthority Certificates => nginx.Certificates;

    private string Verify => $"service=https|tlsverify=yes|tlscafile={Certificates.CaFile}";

    [Theory, MemberData(nameof(Loopbacks))]
    public async Task NotVerified_EveryCertificateIsUp_AndItsExpiryIsKnown(string address)
    {
        nginx.Require();
        foreach (var certificate in Every.Select(choose => choose(Certificates)))
            Assert.Equal(Up(certificate), await Configured.ProbeAsync(address, nginx.PortOf(certificate), "service=https"));
    }

    [Theory, MemberData(nameof(Loopbacks))]
    public async Task GoodCertificate_IsUp(string address)
    {
        nginx.Require();
        Assert.Equal(Up(Certificates.Good), await ProbeAsync(address, Certificates.Good));
        Assert.Equal(Up(Certificates.Good), await ProbeAsync(address, Certificates.Good, "|httpversion=1.0|httpmethod=HEAD"));
        Assert.Equal(Up(Certificates.ExpiresSoon), await ProbeAsync(address, Certificates.ExpiresSoon));
    }

    [Theory, MemberData(nameof(Loopbacks))]
    public async Task ExpiredCertificate_IsDown(string address) =>
        await AssertDistrustedAsync("certificate expired 9 days ago", address, c => c.Expired);

    [Theory, MemberData(nameof(Loopbacks))]
    public async Task CertificateOfTheFuture_IsDown(string address)
    {
        nginx.Require();
        using var certificate = X509CertificateLoader.LoadCertificateFromFile(Certificates.NotYetValid.CertificateFile);
        var from = certificate.NotBefore.ToUniversalTime().ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

        await AssertDistrustedAsync($"certificate is not valid before {from} UTC", address, c => c.NotYetValid);
    }

    [Theory, MemberData(nameof(Loopbacks))]
    public async Task CertificateOfAnotherName_IsDown(string address) =>
        await AssertDistrustedAsync($"certificate is for other.example.test, not for {address}", address, c => c.OtherName);

    [Theory, MemberData(nameof(Loopbacks))]
    public async Task SelfSignedCertificate_IsDown(string address) =>
        await AssertDistrustedAsync($"certificate is self-signed and {Certificates.CaFile} does not have it", address, c => c.SelfSigned);

    [Theory, MemberData(nameof(Loopbacks))]
    public async Task CertificateOfAnUnknownAuthority_IsDown(string address) =>
        await AssertDistrustedAsync($"certificate is not signed by an authority that {Certificates.CaFile} has", address, c => c.Foreign);

    [Theory, MemberData(nameof(Loopbacks))]
    public async Task PrivateAuthority_IsNotTrustedUntilItIsNamed(string address)
    {
        nginx.Require();
        Assert.Equal(
            Distrusted("certificate is not signed by an authority that this machine has"),
            await Configured.ProbeAsync(address, nginx.PortOf(Certificates.Good), "service=https|tlsverify=yes"));
        Assert.Equal(
            Distrusted("certificate is self-signed and this machine does not have it"),
            await Configured.ProbeAsync(address, nginx.PortOf(Certificates.SelfSigned), "service=https|tlsverify=yes"));
    }

    [Theory, MemberData(nameof(Loopbacks))]
    public async Task SelfSignedCertificateThatIsNamedItself_IsUp(string address)
    {
        nginx.Require();
        Assert.Equal(
            Up(Certificates.SelfSigned),
            await Configured.ProbeAsync(
                address, nginx.PortOf(Certificates.SelfSigned),
                $"service=https|tlsverify=yes|tlscafile={Certificates.SelfSigned.CertificateFile}"));
    }

    [Theory, MemberData(nameof(Loopbacks))]
    public async Task IntermediateAuthorityThatIsNamedAlone_IsTrusted(string address)
    {
        nginx.Require();
        var chains = nginx.Chains;
        Assert.Equal(Up(chains.OfIntermediate), await ChainAsync(address, chains.OfIntermediate, chains.Intermediate));
        Assert.Equal(Up(chains.OfIntermediate), await ChainAsync(address, chains.OfIntermediate, chains.Root));
        Assert.Equal(
            Distrusted($"certificate is not signed by an authority that {chains.Intermediate} has"),
            await ChainAsync(address, Certificates.Good, chains.Intermediate));
    }

    [Theory, MemberData(nameof(Loopbacks))]
    public async Task WeakKeyOrSignature_IsDown_OnlyIfVerified(string address)
    {
        nginx.Require();
        var chains = nginx.Chains;
        const string ShortKey = "a key of 1024 bits (RSA): 2048 are needed";
        await AssertWeakAsync($"certificate has {ShortKey}", chains.ShortKey);
        await AssertWeakAsync($"certificate is signed by weak, which has {ShortKey}", chains.OfShortKey);
        await AssertWeakAsync("certificate is signed with MD5, which can be forged: SHA-256 or better is needed", chains.BrokenHash);

        async Task AssertWeakAsync(string reason, ServerCertificate weak)
        {
            Assert.Equal(Distrusted(reason), await ChainAsync(address, weak, chains.Root));
            Assert.Equal(Up(weak), await Configured.ProbeAsync(address, nginx.PortOf(weak), "service=https"));
        }
    }

    [Fact]
    public async Task AuthoritiesThatAreLostAfterwards_TakeNoServerDown_AndReplacedOnesCount()
    {
        nginx.Require();
        var path = Path.Combine(Path.GetDirectoryName(Certificates.CaFile)!, "replaced.pem");
        File.Copy(Certificates.CaFile, path);
        var check = Configured.Check("127.0.0.1", nginx.PortOf(Certificates.Good), $"service=https|tlsverify=yes|tlscafile={path}");

        File.WriteAllText(path, "half a fi");
        Assert.Equal(Up(Certificates.Good), await Probing.RunAsync(check));
        File.Delete(path);
        Assert.Equal(Up(Certificates.Good), await Probing.RunAsync(check));
        File.Copy(Certificates.UnknownCaFile, path);
        File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddSeconds(5)); // whatever the file system's clock makes of a moment
        Assert.Equal(Distrusted($"certificate is not signed by an authority that {path} has"), await Probing.RunAsync(check));
    }

    [Theory]
    [InlineData("virtualhost=www.example.test", "")]
    [InlineData("virtualhost=WWW.example.test:443", "")]
    [InlineData("tlsservername=www.example.test", "")]
    [InlineData("tlsservername=www.example.test|virtualhost=shop.example.test", "")]
    [InlineData("virtualhost=shop.example.test", "certificate is for www.example.test, 127.0.0.1, ::1, not for shop.example.test")]
    [InlineData("tlsservername=shop.example.test|virtualhost=www.example.test",
        "certificate is for www.example.test, 127.0.0.1, ::1, not for shop.example.test")]
    [InlineData("tlsservername=127.0.0.3", "certificate is for www.example.test, 127.0.0.1, ::1, not for 127.0.0.3")]
    public async Task NameThatIsAsked_IsTheOneTheCertificateMustHave(string directives, string reason)
    {
        nginx.Require();
        foreach (var address in Loopbacks)
            Assert.Equal(
                reason.Length == 0 ? Up(Certificates.Good) : Distrusted(reason),
                await ProbeAsync(address, Certificates.Good, $"|{directives}"));
    }

    [Fact]
    public async Task RedirectToTheServerItself_IsVerifiedForTheServersName()
    {
        nginx.Require();
        var port = nginx.PortOf(Certificates.OtherName);
        var request = $"|tlsservername=other.example.test|request=\"/127.0.0.1/{port}\"";

        Assert.Equal(Up(Certificates.OtherName), await ProbeAsync("127.0.0.1", Certificates.OtherName, request));
    }

    [Fact]
    public async Task RedirectToAnotherHost_IsVerifiedForThatHostsName()
    {
        nginx.Require();
        var (good, other) = (nginx.PortOf(Certificates.Good), nginx.PortOf(Certificates.OtherName));

        // The expiry stays that of the server that is checked.
        Assert.Equal(
            Up(Certificates.OtherName),
            await ProbeAsync("127.0.0.1", Certificates.OtherName, $"|tlsservername=other.example.test|request=\"/[::1]/{good}\""));
        Assert.Equal(
            Distrusted("certificate is for www.example.test, 127.0.0.1, ::1, not for localhost"),
            await ProbeAsync("127.0.0.1", Certificates.Good, $"|virtualhost=www.example.test|request=\"/localhost/{good}\""));
        Assert.Equal(
            Distrusted("certificate is for other.example.test, not for localhost"),
            await ProbeAsync("127.0.0.1", Certificates.Good, $"|virtualhost=www.example.test|request=\"/localhost/{other}\""));
    }

    [Theory, MemberData(nameof(Loopbacks))]
    public async Task RedirectFromHttp_IsVerifiedToo(string address)
    {
        nginx.Require();
        var host = address.Contains(':', StringComparison.Ordinal) ? $"[{address}]" : address;
        Assert.Equal(
            Up(Certificates.Good), await HttpAsync(Certificates.Good, $"tlsverify=yes|tlscafile={Certificates.CaFile}|redirects=same"));
        Assert.Equal(
            Distrusted("certificate expired 9 days ago"),
            await HttpAsync(Certificates.Expired, $"tlsverify=yes|tlscafile={Certificates.CaFile}"));
        Assert.Equal(Up(Certificates.Expired), await HttpAsync(Certificates.Expired, ""));

        Task<Outcome> HttpAsync(ServerCertificate certificate, string directives) =>
            Configured.ProbeAsync(address, nginx.HttpPort, $"service=http|request=\"/{host}/{nginx.PortOf(certificate)}\"|{directives}");
    }

    [Fact]
    public async Task RedirectToAnotherHost_IsDownWhereOnlyTheSameIsFollowed()
    {
        nginx.Require();
        var port = nginx.PortOf(Certificates.Good);

        var result = await Configured.ProbeAsync("127.0.0.1", nginx.HttpPort, $"service=http|request=\"/localhost/{port}\"|redirects=same");

        Assert.Equal(
            Outcome.Bad($"HTTP 302 Moved Temporarily, to https://localhost:{port}, which redirects = same does not follow"), result);
    }

    [Theory]
    [InlineData("127.0.0.1", "", "")]
    [InlineData("[::1]", "", "")]
    [InlineData("localhost", "", "certificate is for www.example.test, 127.0.0.1, ::1, not for localhost")]
    [InlineData("localhost", "|tlsservername=www.example.test", "")]
    public async Task HttpsThroughAProxy_IsVerifiedForTheUrlsHost(string host, string directives, string reason)
    {
        nginx.Require();
        proxy.Require();
        var url = $"|request=\"https://{host}:{nginx.PortOf(Certificates.Good)}/\"";
        foreach (var address in Loopbacks)
        {
            var result = await Configured.ProbeAsync(
                address, proxy.Port, Verify.Replace("https", "http_proxy", StringComparison.Ordinal) + url + directives);
            Assert.Equal(reason.Length == 0 ? Up(Certificates.Good) : Distrusted(reason), result);
        }
    }

    [Fact]
    public async Task BadCertificatesThroughAProxy_AreDown_OnlyIfVerified()
    {
        nginx.Require();
        proxy.Require();
        var verify = $"|tlsverify=yes|tlscafile={Certificates.CaFile}";
        Assert.Equal(Distrusted("certificate expired 9 days ago"), await ThroughAsync(Certificates.Expired, verify));
        Assert.Equal(
            Distrusted($"certificate is self-signed and {Certificates.CaFile} does not have it"),
            await ThroughAsync(Certificates.SelfSigned, verify));
        Assert.Equal(Up(Certificates.Expired), await ThroughAsync(Certificates.Expired, ""));

        Task<Outcome> ThroughAsync(ServerCertificate certificate, string directives) =>
            Configured.ProbeAsync(
                "127.0.0.1", proxy.Port, $"service=http_proxy|request=\"https://127.0.0.1:{nginx.PortOf(certificate)}/\"{directives}");
    }

    private static Outcome Up(ServerCertificate certificate) =>
        Outcome.Passed("HTTP 200 OK") with { CertificateExpires = certificate.NotAfter };

    private static Outcome Distrusted(string reason) => new(CheckStatus.TlsFailed, reason);

    private Task<Outcome> ProbeAsync(string address, ServerCertificate certificate, string directives = "") =>
        Configured.ProbeAsync(address, nginx.PortOf(certificate), Verify + directives);

    private Task<Outcome> ChainAsync(string address, ServerCertificate certificate, string authorities) =>
        Configured.ProbeAsync(address, nginx.PortOf(certificate), $"service=https|tlsverify=yes|tlscafile={authorities}");

    private async Task AssertDistrustedAsync(string reason, string address, Func<CertificateAuthority, ServerCertificate> choose)
    {
        nginx.Require();
        Assert.Equal(Distrusted(reason), await ProbeAsync(address, choose(Certificates)));
    }
}
