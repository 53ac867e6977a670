using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Ldirectord.Platform;

namespace Ldirectord.Networking;

/// <summary>The certificates of the authorities in PEM files (tlscafile), kept until the file changes.</summary>
internal static class CertificateAuthorities
{
    /// <summary>Time to wait for a hanging disk when the file's certificates are already known.</summary>
    private static readonly TimeSpan RefreshTimeout = TimeSpan.FromMilliseconds(100);

    private static readonly ConcurrentDictionary<string, (FileStamp Written, X509Certificate2Collection Certificates)> s_known = new();
    private static readonly BlockingThreads s_readers = new("tlscafile", 8);
    private static readonly ConcurrentDictionary<string, Lazy<Task>> s_reading = new();

    /// <summary>
    /// Reads the file again if it changed, on a thread of its own, because its disk may hang: then the known certificates stay valid. To be
    /// awaited before <see cref="LastKnown"/>.
    /// </summary>
    public static async Task RefreshAsync(TlsSettings settings, CancellationToken ct)
    {
        if (settings is not { Verify: true, CaFile: { Length: > 0 } path })
            return;
        var reading = s_reading.GetOrAdd(path, static file => new Lazy<Task>(() => ReadAsync(file))).Value;
        if (s_known.ContainsKey(path))
            await Task.WhenAny(reading, Task.Delay(RefreshTimeout, ct)).ConfigureAwait(false);
        else
            await reading.WaitAsync(ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        ct.ThrowIfCancellationRequested();
    }

    /// <summary>The certificates as they were read last: a file that is being replaced, or was lost, is not a server's failure.</summary>
    /// <exception cref="IoFailureException">The file was never read, and cannot be read now or contains no certificate.</exception>
    public static X509Certificate2Collection LastKnown(string path) =>
        s_known.TryGetValue(path, out var known) ? known.Certificates : Read(path);

    /// <summary>The certificates as they are in the file now.</summary>
    /// <exception cref="IoFailureException">The file cannot be read, or contains no certificate.</exception>
    public static X509Certificate2Collection Read(string path)
    {
        try
        {
            var written = FileStamp.Of(path);
            if (s_known.TryGetValue(path, out var known) && known.Written == written)
                return known.Certificates;
            var certificates = new X509Certificate2Collection();
            certificates.ImportFromPem(RegularFile.ReadText(path));
            if (certificates.Count == 0)
                throw new IoFailureException(IoFailure.Local,
                    $"{path} holds no certificate: expected PEM, \"-----BEGIN CERTIFICATE-----\"");
            s_known[path] = (written, certificates);
            return certificates;
        }
        catch (Exception e) when (e is UnauthorizedAccessException or CryptographicException or IOException and not IoFailureException)
        {
            throw new IoFailureException(IoFailure.Local, $"the certificates of {path} cannot be read: {e.Message}");
        }
    }

    private static async Task ReadAsync(string path)
    {
        try
        {
            await s_readers.RunAsync(() => Read(path)).ConfigureAwait(false);
        }
        catch (IoFailureException)
        {
            // LastKnown fails in the same way if nothing is known.
        }
        finally
        {
            s_reading.TryRemove(path, out _);
        }
    }
}
