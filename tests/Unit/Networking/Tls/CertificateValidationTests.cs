using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Ldirectord.Networking;
using Ldirectord.Tests.Support;

namespace Ldirectord.Tests.Networking;

/// <summary>Which chains are trusted with tlsverify = yes: who stands in tlscafile, and how strong keys and signatures are.</summary>
public sealed class CertificateValidationTests : IDisposable
{
    private static readonly DateTimeOffset s_now = DateTimeOffset.UtcNow;

    private readonly TemporaryFolder _folder = new();
    private readonly List<IDisposable> _made = [];
    private int _files;

    public void Dispose()
    {
        foreach (var made in _made)
            made.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void RootInTheFile_IsTrusted()
    {
        var root = Issue("root", null);
        var middle = Issue("middle", root);
        Assert.Null(Problem(Issue("server", middle, isAuthority: false), [middle], [root]));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void IntermediateAloneInTheFile_IsTrusted(bool sent)
    {
        var middle = Issue("middle", Issue("root", null));
        Assert.Null(Problem(Issue("server", middle, isAuthority: false), sent ? [middle] : [], [middle]));
    }

    [Fact]
    public void IntermediateInTheFile_IsTrusted_WhereTheServerSendsItsRootToo()
    {
        var root = Issue("root", null);
        var middle = Issue("middle", root);
        Assert.Null(Problem(Issue("server", middle, isAuthority: false), [middle, root], [middle]));
    }

    [Fact]
    public void AnotherIntermediateOfTheSameRoot_IsNotTrusted()
    {
        var root = Issue("root", null);
        var (named, other) = (Issue("named", root), Issue("other", root));
        Assert.Equal(
            $"certificate is not signed by an authority that {_folder.Path("ca1.pem")} has",
            Problem(Issue("server", other, isAuthority: false), [other, root], [named]));
    }

    [Fact]
    public void ForgeryOfTheIntermediate_IsNotTrusted()
    {
        var root = Issue("root", null);
        var (named, forged) = (Issue("middle", root), Issue("middle", root));
        Assert.NotNull(Problem(Issue("server", forged, isAuthority: false), [forged], [named]));
        Assert.NotNull(Problem(Issue("server", forged, isAuthority: false), [named], [named]));
    }

    [Fact]
    public void ExpiredCertificateOfATrustedIntermediate_IsNotTrusted()
    {
        var middle = Issue("middle", Issue("root", null));
        Assert.StartsWith("certificate expired ",
            Problem(Issue("server", middle, isAuthority: false, until: s_now.AddDays(-2)), [middle], [middle]), StringComparison.Ordinal);
    }

    [Fact]
    public void ShortKey_IsNotTrusted()
    {
        var root = Issue("root", null);
        Assert.Equal("certificate has a key of 1024 bits (RSA): 2048 are needed",
            Problem(Issue("server", root, isAuthority: false, bits: 1024), [], [root]));
        var middle = Issue("middle", root, bits: 1024);
        var server = Issue("server", middle, isAuthority: false);
        Assert.Equal("certificate is signed by middle, which has a key of 1024 bits (RSA): 2048 are needed",
            Problem(server, [middle], [root]));
        Assert.Equal("certificate is signed by middle, which has a key of 1024 bits (RSA): 2048 are needed",
            Problem(server, [middle], [middle]));
    }

    [Theory]
    [InlineData("1.2.840.10045.3.1.1", "certificate has a key of 192 bits (an elliptic curve): 224 are needed")] // secp192r1
    [InlineData("1.3.132.0.33", null)] // secp224r1
    public void ShortKeyOfACurve_IsNotTrusted(string curve, string? problem)
    {
        using var key = ECDsa.Create(ECCurve.CreateFromValue(curve));
        var request = new CertificateRequest("CN=server", key, HashAlgorithmName.SHA256);
        var server = Kept(request.CreateSelfSigned(s_now.AddDays(-30), s_now.AddDays(30)));
        Assert.Equal(problem, Problem(server, [], [server]));
    }

    [Theory]
    [InlineData("MD5", "MD5")]
    [InlineData("SHA1", "SHA-1")]
    public void BrokenSignature_IsNotTrusted(string hash, string shown)
    {
        var root = Issue("root", null);
        Assert.Equal(
            $"certificate is signed with {shown}, which can be forged: SHA-256 or better is needed",
            Problem(Issue("server", root, isAuthority: false, hash: hash), [], [root]));
        var middle = Issue("middle", root, hash: hash);
        Assert.Equal(
            $"certificate is signed by middle, which is signed with {shown}, which can be forged: SHA-256 or better is needed",
            Problem(Issue("server", middle, isAuthority: false), [middle], [root]));
    }

    [Fact]
    public void BrokenSignatureOfPss_IsNotTrusted()
    {
        var root = Issue("root", null);
        Assert.StartsWith(
            "certificate is signed with SHA-1",
            Problem(Issue("server", root, isAuthority: false, hash: "SHA1", padding: RSASignaturePadding.Pss), [], [root]),
            StringComparison.Ordinal);
        Assert.Null(Problem(Issue("other", root, isAuthority: false, padding: RSASignaturePadding.Pss), [], [root]));
    }

    [Theory]
    [InlineData("MD5")]
    [InlineData("SHA1")]
    public void TrustedOnesOwnSignature_DoesNotMatter(string hash)
    {
        var root = Issue("root", null, hash: hash);
        var middle = Issue("middle", Issue("other", null), hash: hash);
        Assert.Null(Problem(Issue("server", root, isAuthority: false), [], [root]));
        Assert.Null(Problem(Issue("server", middle, isAuthority: false), [middle], [middle]));
    }

    [Fact]
    public void NothingIsFetched_AndRevocationIsNotAsked()
    {
        var policy = CertificateValidation.Policy(new TlsSettings(TlsStart.AtOnce, "www.example", Verify: true));
        Assert.True(policy.DisableCertificateDownloads);
        Assert.Equal(X509RevocationMode.NoCheck, policy.RevocationMode);
    }

    /// <summary>As the framework asks when a server with this certificate is met.</summary>
    private string? Problem(X509Certificate2 server, X509Certificate2[] sent, X509Certificate2[] authorities)
    {
        // A file of its own: one that is known is read anew before the chain is asked about, not by that.
        var file = _folder.Write($"ca{++_files}.pem", string.Join('\n', authorities.Select(authority => authority.ExportCertificatePem())));
        var settings = new TlsSettings(TlsStart.AtOnce, "server", Verify: true, file);
        using var chain = new X509Chain { ChainPolicy = CertificateValidation.Policy(settings) };
        chain.ChainPolicy.ExtraStore.AddRange(sent);
        var errors = chain.Build(server) ? SslPolicyErrors.None : SslPolicyErrors.RemoteCertificateChainErrors;
        return CertificateValidation.Problem(server, chain, errors, settings)?.Message;
    }

    private X509Certificate2 Issue(
        string name, X509Certificate2? issuer, bool isAuthority = true, int bits = 2048, string hash = "SHA256",
        RSASignaturePadding? padding = null, DateTimeOffset? until = null)
    {
        var key = RSA.Create(bits);
        _made.Add(key);
        var request = new CertificateRequest($"CN={name}", key, new HashAlgorithmName(hash), padding ?? RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(isAuthority, false, 0, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        var (from, to) = (s_now.AddDays(-30), until ?? s_now.AddDays(30));
        if (issuer is not null)
            request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(issuer, true, false));
        using var signing = issuer?.GetRSAPrivateKey();
        var signature = new AnySignature(signing ?? key, padding ?? RSASignaturePadding.Pkcs1);
        using var certificate = request.Create(issuer?.SubjectName ?? request.SubjectName, signature, from, to,
            RandomNumberGenerator.GetBytes(8));
        return Kept(certificate.CopyWithPrivateKey(key));
    }

    private X509Certificate2 Kept(X509Certificate2 certificate)
    {
        _made.Add(certificate);
        return certificate;
    }

    /// <summary>The framework signs certificates with no hash that is broken.</summary>
    private sealed class AnySignature(RSA key, RSASignaturePadding padding) : X509SignatureGenerator
    {
        // The identifiers of RFC 4055, as DER.
        private const string Md5 = "300d06092a864886f70d0101040500", Sha1 = "300d06092a864886f70d0101050500",
            PssOfSha1 = "300d06092a864886f70d01010a3000";

        public override byte[] GetSignatureAlgorithmIdentifier(HashAlgorithmName hashAlgorithm) => (hashAlgorithm.Name, padding.Mode) switch
        {
            ("MD5", _) => Convert.FromHexString(Md5),
            ("SHA1", RSASignaturePaddingMode.Pkcs1) => Convert.FromHexString(Sha1),
            ("SHA1", _) => Convert.FromHexString(PssOfSha1),
            _ => CreateForRSA(key, padding).GetSignatureAlgorithmIdentifier(hashAlgorithm),
        };

        public override byte[] SignData(byte[] data, HashAlgorithmName hashAlgorithm) => key.SignData(data, hashAlgorithm, padding);

        protected override PublicKey BuildPublicKey() => CreateForRSA(key, padding).PublicKey;
    }
}
