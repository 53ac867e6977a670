using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Ldirectord.Platform;
using Ldirectord.Text;

namespace Ldirectord.Networking;

/// <summary>Whether a server's certificate is to be trusted (RFC 5280 section 6, RFC 9525), and in words why not.</summary>
internal static class CertificateValidation
{
    // A file of authorities is read again when it was written to.
    private static readonly ConcurrentDictionary<string, (FileStamp Written, X509Certificate2Collection Authorities)> s_authorities = new();

    private static readonly BlockingThreads s_readers = new("tlscafile", 8);
    private static readonly ConcurrentDictionary<string, Lazy<Task>> s_readings = new();

    /// <summary>What a disk that hangs is waited for where the file's certificates are known.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// Has the file of authorities read anew if it was written to, off the pool, since its disk may hang: then what is known of it stays in force. To be awaited
    /// before <see cref="Policy"/>.
    /// </summary>
    public static async Task ReadyAsync(TlsSettings settings, CancellationToken ct)
    {
        if (settings is not { Verify: true, CaFile: { Length: > 0 } path })
            return;
        var reading = s_readings.GetOrAdd(path, static file => new Lazy<Task>(() => ReadAsync(file))).Value;
        if (s_authorities.ContainsKey(path))
            await Task.WhenAny(reading, Task.Delay(Patience, ct)).ConfigureAwait(false);
        else
            await reading.WaitAsync(ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        ct.ThrowIfCancellationRequested();
    }

    private static async Task ReadAsync(string path)
    {
        try
        {
            await s_readers.RunAsync(() => Authorities(path)).ConfigureAwait(false);
        }
        catch (IoFailureException)
        {
            // Whoever needs it, and knows nothing of it, meets the same.
        }
        finally
        {
            s_readings.TryRemove(path, out _);
        }
    }

    /// <summary>The rules a chain is built by. It must not fetch anything from the network, and revocation is not asked for.</summary>
    /// <exception cref="IoFailureException">The file of authorities cannot be read.</exception>
    public static X509ChainPolicy Policy(TlsSettings settings)
    {
        Debug.Assert(!Reactor.IsCurrent, "a file of authorities may be slow to read");
        var policy = new X509ChainPolicy
        {
            DisableCertificateDownloads = true,
            RevocationMode = X509RevocationMode.NoCheck,
            VerificationTime = TimeProvider.System.GetLocalNow().DateTime, // the one moment that the verdict and its words are about
        };
        if (settings is { Verify: true, CaFile.Length: > 0 })
        {
            policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            policy.CustomTrustStore.AddRange(LastKnown(settings.CaFile));
        }

        return policy;
    }

    /// <summary>The certificates of a PEM file.</summary>
    /// <exception cref="IoFailureException">It cannot be read, or holds none.</exception>
    public static X509Certificate2Collection Authorities(string path)
    {
        try
        {
            var written = FileStamp.Of(path);
            if (s_authorities.TryGetValue(path, out var known) && known.Written == written)
                return known.Authorities;
            var authorities = new X509Certificate2Collection();
            authorities.ImportFromPem(RegularFile.ReadText(path));
            if (authorities.Count == 0)
                throw new IoFailureException(IoFailure.Local, $"{path} holds no certificate: expected PEM, \"-----BEGIN CERTIFICATE-----\"");
            s_authorities[path] = (written, authorities);
            return authorities;
        }
        catch (Exception e) when (e is UnauthorizedAccessException or CryptographicException or IOException and not IoFailureException)
        {
            throw new IoFailureException(IoFailure.Local, $"the certificates of {path} cannot be read: {e.Message}");
        }
    }

    /// <summary>A file that is being replaced, or was lost, is no server's failure: what was read of it before stays in force.</summary>
    private static X509Certificate2Collection LastKnown(string path) => s_authorities.TryGetValue(path, out var known) ? known.Authorities : Authorities(path);

    /// <returns>Null if the certificate is to be trusted.</returns>
    public static IoFailureException? WhyNot(X509Certificate2? certificate, X509Chain? chain, SslPolicyErrors errors, TlsSettings settings)
    {
        var links = (chain?.ChainElements.Select(element => element.Certificate) ?? []).ToList();
        if (errors == SslPolicyErrors.None)
            return Weak(links);
        if (errors == SslPolicyErrors.RemoteCertificateChainErrors && chain is not null && NamedIn(chain) is { } named)
            return Weak(links[..(named + 1)]);
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
    /// Every certificate of an authority in tlscafile is trusted for its own sake, an intermediate one too, whose root is not there: who
    /// names it wants servers of that authority and no others (as curl has it, and OpenSSL with X509_V_FLAG_PARTIAL_CHAIN).
    /// </summary>
    /// <returns>Where in the chain such a one is; null: nowhere, or something is wrong before it.</returns>
    private static int? NamedIn(X509Chain chain)
    {
        const X509ChainStatusFlags Beyond = X509ChainStatusFlags.PartialChain | X509ChainStatusFlags.UntrustedRoot;
        for (var i = 0; i < chain.ChainElements.Count; i++)
        {
            var element = chain.ChainElements[i];
            if (element.ChainElementStatus.Any(status => (status.Status & ~Beyond) != 0))
                return null;
            // Not the server's own: that is no authority, and one that is self-signed is a root by itself.
            if (i > 0 && chain.ChainPolicy.CustomTrustStore.Any(known => known.RawData.AsSpan().SequenceEqual(element.Certificate.RawData)))
                return i;
        }
        return null;
    }

    /// <summary>A span that has passed or is left: "9 days", "5 hours", "1 minute".</summary>
    public static string InWords(TimeSpan span) => span switch
    {
        { TotalDays: >= 2 } => Plural.Of(span.Days, "day"),
        { TotalHours: >= 2 } => Plural.Of((int)span.TotalHours, "hour"),
        _ => Plural.Of(Math.Max(1, (int)span.TotalMinutes), "minute"),
    };

    /// <summary>The first few names it is for: subjectAltName, or as long as there is none the subject's common name.</summary>
    private static string Names(X509Certificate2 certificate)
    {
        var alternatives = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().FirstOrDefault();
        var names = alternatives?.EnumerateDnsNames().Concat(alternatives.EnumerateIPAddresses().Select(address => $"{address}")).Take(4).ToList();
        var shown = names is { Count: > 0 } ? string.Join(", ", names.Take(3)) + (names.Count > 3 ? ", …" : "") : certificate.GetNameInfo(X509NameType.SimpleName, false);
        return Printable.Of(shown, 120);
    }
}
