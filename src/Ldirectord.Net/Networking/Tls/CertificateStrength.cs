using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;
using Ldirectord.Text;

namespace Ldirectord.Networking;

/// <summary>
/// Requires keys and signatures of at least 112 bits of security, as level 2 of OpenSSL does (SSL_CTX_set_security_level(3)), which is the
/// default since OpenSSL 3.2, and earlier in Debian. Weaker ones can be forged.
/// </summary>
internal static class CertificateStrength
{
    private const int MinimumBits = 2048; // RSA and DSA
    private const int MinimumCurveBits = 224;

    private const string Pss = "1.2.840.113549.1.1.10";

    /// <param name="chain">
    /// The server's certificate first, each signed by the next; the last is trusted by itself, so its signature does not matter.
    /// </param>
    /// <returns>Null if all are strong enough, otherwise a sentence.</returns>
    public static string? Problem(IReadOnlyList<X509Certificate2> chain)
    {
        for (var i = 0; i < chain.Count; i++)
        {
            var who = i == 0
                ? "certificate"
                : $"certificate is signed by {Printable.Of(chain[i].GetNameInfo(X509NameType.SimpleName, false), 120)}, which";
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

    /// <returns>The hash if it is broken, otherwise null.</returns>
    private static string? SignatureProblem(X509Certificate2 certificate) => certificate.SignatureAlgorithm.Value switch
    {
        "1.2.840.113549.1.1.2" => "MD2",
        "1.2.840.113549.1.1.3" => "MD4",
        "1.2.840.113549.1.1.4" => "MD5",
        "1.2.840.113549.1.1.5" or "1.3.14.3.2.29" or "1.3.14.3.2.27" or "1.2.840.10040.4.3" or "1.2.840.10045.4.1" => "SHA-1",
        Pss => PssHash(certificate.RawData) switch { "1.3.14.3.2.26" => "SHA-1", "1.2.840.113549.2.5" => "MD5", _ => null },
        _ => null,
    };

    /// <summary>The hash of an RSA-PSS signature; SHA-1 by default (RFC 4055 section 3.1).</summary>
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
            return parameters.HasData && parameters.PeekTag() == first
                ? parameters.ReadSequence(first).ReadSequence().ReadObjectIdentifier()
                : Sha1;
        }
        catch (AsnContentException)
        {
            return Sha1;
        }
    }
}
