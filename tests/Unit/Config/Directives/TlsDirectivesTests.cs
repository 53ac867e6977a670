using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Ldirectord.Checks;
using Ldirectord.Networking;
using Ldirectord.Tests.Support;
using static Ldirectord.Tests.Config.Reading;

namespace Ldirectord.Tests.Config;

/// <summary>The directives about TLS and certificates.</summary>
public sealed class TlsDirectivesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void AllSaid_AreTheChecks()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var authority = new CertificateRequest("CN=a", key, HashAlgorithmName.SHA256).CreateSelfSigned(
            DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(1));
        var path = _folder.Write("ca.pem", authority.ExportCertificatePem());

        Assert.Equal(
            new TlsSettings(TlsStart.AtOnce, "www.example", Verify: true, path),
            Assert.IsType<HttpCheck>(Server(
                $"service=https|tlsverify=yes|tlscafile=\"{path}\"|tlsservername=www.example|real=127.0.0.2:81 masq").Check).Tls);
    }

    [Theory]
    [InlineData("", 14)]
    [InlineData("certwarndays=30", 30)]
    [InlineData("certwarndays = 0", 0)]
    [InlineData("certwarndays=99999999999999999999", 36500)]
    public void CertificatesAreWarnedOf_ForSoManyDays(string section, int days) => Assert.Equal(
        days, Service(section).CertificateWarningDays);

    [Theory]
    [InlineData("tlsverify=always", 11, "invalid tlsverify \"always\": expected yes or no")]
    [InlineData("starttls=1", 10, "invalid starttls \"1\": expected yes or no")]
    [InlineData("certwarndays=two weeks", 14, "invalid certwarndays \"two weeks\": expected days, or 0 for no warning")]
    [InlineData("certwarndays=-1", 14, "invalid certwarndays \"-1\": expected days, or 0 for no warning")]
    [InlineData("tlsservername=a b", 15, "invalid tlsservername \"a b\": expected a host name or an address")]
    [InlineData("tlsservername=", 15, "empty tlsservername: expected a value")]
    [InlineData("tlscafile=/dev/null", 11, "/dev/null holds no certificate: expected PEM, \"-----BEGIN CERTIFICATE-----\"")]
    [InlineData("tlscafile=/nonexistent/ca.pem", 11, "the certificates of /nonexistent/ca.pem cannot be read: there is no such file")]
    public void InvalidValue_IsAnErrorWithItsPlace(string line, int column, string message)
    {
        var error = Assert.Single(Read(FileWith(line)).Errors);
        Assert.Equal((2, column + 1, message), (error.Line, error.Column, error.Message)); // a tab is one column
    }

    [Theory]
    [InlineData("tlsverify=no")]
    [InlineData("starttls=no")]
    [InlineData("certwarndays=14")]
    [InlineData("tlsservername=www.example")]
    public void EachIsOurs_AndSaysSo(string line)
    {
        var warning = Assert.Single(Read(FileWith(line)).Diagnostics);
        Assert.Equal((true, $"Perl ldirectord does not know {line.Split('=')[0]}"), (warning.IsPortability, warning.Message));
    }
}
