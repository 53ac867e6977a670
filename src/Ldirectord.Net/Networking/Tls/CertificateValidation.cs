using System.Diagnostics;
using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Ldirectord.Platform;
using Ldirectord.Text;

namespace Ldirectord.Networking;

/// <summary>Decides whether a server's certificate is trusted (RFC 5280 section 6, RFC 9525), and says why not.</summary>
internal static class CertificateValidation
{
    /// <summary>The rules for building the chain. Nothing is fetched from the network, and revocation is not checked.</summary>
    /// <exception cref="IoFailureException">tlscafile cannot be read.</exception>
    public static X509ChainPolicy Policy(TlsSettings settings)
    {
        Debug.Assert(!Reactor.IsCurrent, "tlscafile may be slow to read");
        var policy = new X509ChainPolicy
        {
            DisableCertificateDownloads = true,
            RevocationMode = X509RevocationMode.NoCheck,
            VerificationTime = TimeProvider.System.GetLocalNow().DateTime, // the moment that the decision and its sentence are about
        };
        if (settings is { Verify: true, CaFile.Length: > 0 })
        {
            policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            policy.CustomTrustStore.AddRange(CertificateAuthorities.LastKnown(settings.CaFile));
        }

        return policy;
    }

    /// <returns>Null if the certificate is trusted, otherwise the failure with its sentence.</returns>
    public static IoFailureException? Problem(X509Certificate2? certificate, X509Chain? chain, SslPolicyErrors errors, TlsSettings settings)
    {
        var links = (chain?.ChainElements.Select(element => element.Certificate) ?? []).ToList();
        if (errors == SslPolicyErrors.None)
            return Weak(links);
        if (errors == SslPolicyErrors.RemoteCertificateChainErrors && chain is not null && FindTrustedAuthority(chain) is { } trusted)
            return Weak(links[..(trusted + 1)]);
        if (certificate is null)
            return new IoFailureException(IoFailure.CertificateInvalid, "the server sent no certificate");
        var now = chain?.ChainPolicy.VerificationTime ?? certificate.NotBefore;
        if (now > certificate.NotAfter)
            return new IoFailureException(IoFailure.CertificateExpired, $"certificate expired {InWords(now - certificate.NotAfter)} ago");
        if (now < certificate.NotBefore)
        {
            var begins = certificate.NotBefore.ToUniversalTime().ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
            return new IoFailureException(IoFailure.CertificateNotYetValid, $"certificate is not valid before {begins} UTC");
        }
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
        {
            return new IoFailureException(
                IoFailure.CertificateName, $"certificate is for {Names(certificate)}, not for {Printable.OfBytes(settings.ServerName)}");
        }
        var states = (chain?.ChainStatus ?? []).Aggregate(X509ChainStatusFlags.NoError, (all, one) => all | one.Status);
        if ((states & (X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.PartialChain)) == 0)
            return new IoFailureException(IoFailure.CertificateInvalid, $"certificate is not valid: {states}");
        var authority = settings.CaFile.Length > 0 ? settings.CaFile : "this machine";
        return new IoFailureException(
            IoFailure.CertificateUntrusted,
            certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData)
                ? $"certificate is self-signed and {authority} does not have it"
                : $"certificate is not signed by an authority that {authority} has");
    }

    private static IoFailureException? Weak(IReadOnlyList<X509Certificate2> chain) =>
        CertificateStrength.Problem(chain) is { } problem ? new IoFailureException(IoFailure.CertificateWeak, problem) : null;

    /// <summary>
    /// Finds the first authority of the chain that is in tlscafile. Each of them is trusted by itself, also an intermediate one without its
    /// root: an operator who lists it wants servers of just that authority (as in curl, and in OpenSSL with X509_V_FLAG_PARTIAL_CHAIN).
    /// </summary>
    /// <returns>Its index; null if there is none, or if a certificate before it has another problem.</returns>
    private static int? FindTrustedAuthority(X509Chain chain)
    {
        const X509ChainStatusFlags Beyond = X509ChainStatusFlags.PartialChain | X509ChainStatusFlags.UntrustedRoot;
        for (var i = 0; i < chain.ChainElements.Count; i++)
        {
            var element = chain.ChainElements[i];
            if (element.ChainElementStatus.Any(status => (status.Status & ~Beyond) != 0))
                return null;
            // From 1: the server's own certificate is not an authority, and a self-signed one is a root anyway.
            if (i > 0 && chain.ChainPolicy.CustomTrustStore.Any(known => known.RawData.AsSpan().SequenceEqual(element.Certificate.RawData)))
                return i;
        }
        return null;
    }

    /// <summary>A duration in words: "9 days", "5 hours", "1 minute".</summary>
    public static string InWords(TimeSpan span) => span switch
    {
        { TotalDays: >= 2 } => Plural.Of(span.Days, "day"),
        { TotalHours: >= 2 } => Plural.Of((int)span.TotalHours, "hour"),
        _ => Plural.Of(Math.Max(1, (int)span.TotalMinutes), "minute"),
    };

    /// <summary>The certificate's first names: of subjectAltName, or without that the subject's common name.</summary>
    private static string Names(X509Certificate2 certificate)
    {
        var alternatives = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().FirstOrDefault();
        var addresses = alternatives?.EnumerateIPAddresses().Select(address => $"{address}") ?? [];
        var names = alternatives?.EnumerateDnsNames().Concat(addresses).Take(4).ToList();
        var shown = names is { Count: > 0 }
            ? string.Join(", ", names.Take(3)) + (names.Count > 3 ? ", …" : "")
            : certificate.GetNameInfo(X509NameType.SimpleName, false);
        return Printable.Of(shown, 120);
    }
}
