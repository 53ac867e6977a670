using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;
using Ldirectord.Text;

namespace Ldirectord.Networking;

/// <summary>
/// Whether the keys and signatures of a chain are proof of anything: 112 bits of security, as OpenSSL's level 2 asks for (SSL_CTX_set_security_level(3)), the
/// default from OpenSSL 3.2 on and Debian's before. An attacker with the means can make certificates that pass with less.
/// </summary>
internal static class CertificateStrength
{
    private const int MinimumBits = 2048; // RSA and DSA
    private const int MinimumCurveBits = 224;

    private const string Pss = "1.2.840.113549.1.1.10";

    /// <param name="chain">The server's certificate first, each signed by the next, the trusted one last: that is trusted for its own sake, whoever signed it.</param>
    /// <returns>Null, or a sentence that says which is too weak.</returns>
    public static string? Problem(IReadOnlyList<X509Certificate2> chain)
    {
        for (var i = 0; i < chain.Count; i++)
        {
            var who = i == 0 ? "certificate" : $"certificate is signed by {Printable.Of(chain[i].GetNameInfo(X509NameType.SimpleName, false), 120)}, which";
            if (KeyProblem(chain[i]) is { } key)
                return $"{who} has a key of {key}";
            if (i < chain.Count - 1 && SignatureProblem(chain[i]) is { } hash)
                return $"{who} is signed with {hash}, which can be forged: SHA-256 or better is needed";
        }
        return null;
    }

    private static string? KeyProblem(X509Certificate2 certificate)
    {
        using var rsa = certificate.GetRSAPublicKey();
        using var dsa = certificate.GetDSAPublicKey();
        using var curve = certificate.GetECDsaPublicKey();
        return rsa is { KeySize: < MinimumBits } ? $"{rsa.KeySize} bits (RSA): {MinimumBits} are needed"
            : dsa is { KeySize: < MinimumBits } ? $"{dsa.KeySize} bits (DSA): {MinimumBits} are needed"
            : curve is { KeySize: < MinimumCurveBits } ? $"{curve.KeySize} bits (an elliptic curve): {MinimumCurveBits} are needed"
            : null;
    }

    /// <returns>The hash, if it is broken.</returns>
    private static string? SignatureProblem(X509Certificate2 certificate) => certificate.SignatureAlgorithm.Value switch
    {
        "1.2.840.113549.1.1.2" => "MD2",
        "1.2.840.113549.1.1.3" => "MD4",
        "1.2.840.113549.1.1.4" => "MD5",
        "1.2.840.113549.1.1.5" or "1.3.14.3.2.29" or "1.3.14.3.2.27" or "1.2.840.10040.4.3" or "1.2.840.10045.4.1" => "SHA-1",
        Pss => PssHash(certificate.RawData) is "1.3.14.3.2.26" ? "SHA-1" : PssHash(certificate.RawData) is "1.2.840.113549.2.5" ? "MD5" : null,
        _ => null,
    };

    /// <summary>RFC 4055 section 3.1: where no hash is named it is SHA-1.</summary>
    private static string PssHash(byte[] certificate)
    {
        const string Sha1 = "1.3.14.3.2.26";
        try
        {
            var outer = new AsnReader(certificate, AsnEncodingRules.DER).ReadSequence();
            _ = outer.ReadEncodedValue(); // what is signed
            var algorithm = outer.ReadSequence();
            _ = algorithm.ReadObjectIdentifier();
            if (!algorithm.HasData)
                return Sha1;
            var parameters = algorithm.ReadSequence();
            var first = new Asn1Tag(TagClass.ContextSpecific, 0, isConstructed: true);
            return parameters.HasData && parameters.PeekTag() == first ? parameters.ReadSequence(first).ReadSequence().ReadObjectIdentifier() : Sha1;
        }
        catch (AsnContentException)
        {
            return Sha1;
        }
    }
}
