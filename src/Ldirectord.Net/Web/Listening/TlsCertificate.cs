using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Ldirectord.Platform;

namespace Ldirectord.Web;

/// <summary>The console's certificate; read again when its files change, so that a renewed one counts from the next connection.</summary>
/// <param name="log">Gets a sentence when changed files cannot be used.</param>
internal sealed class TlsCertificate(TlsFiles files, Action<string> log)
{
    /// <summary>Bytes of a file.</summary>
    private const int LargestFile = 1024 * 1024;

    private readonly Lock _lock = new();
    private (FileStamp, FileStamp) _stamps;
    private SslStreamCertificateContext? _current;

    /// <exception cref="InvalidOperationException">There has never been one.</exception>
    public SslStreamCertificateContext Current()
    {
        lock (_lock)
        {
            var stamps = (FileStamp.Of(files.Certificate), FileStamp.Of(files.Key));
            if (_current is null || stamps != _stamps)
                Renew(stamps);
            return _current ?? throw new InvalidOperationException("there is no certificate");
        }
    }

    /// <exception cref="IOException">The files cannot be used; the message is a sentence for the operator.</exception>
    public static SslStreamCertificateContext Load(TlsFiles files)
    {
        var certificates = Read("consolecertificate", files.Certificate);
        var key = Read("consolekey", files.Key);
        if (FileStatus.TryGet(files.Key, out var status) && (status.Mode & 0x17) != 0) // 027
            throw new IOException($"consolekey {files.Key}: others may use the key; expected mode 0600 or 0640");
        try
        {
            var chain = new X509Certificate2Collection();
            chain.ImportFromPem(certificates);
            return SslStreamCertificateContext.Create(X509Certificate2.CreateFromPem(certificates, key), chain, offline: true);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new IOException(
                $"consolecertificate {files.Certificate} and consolekey {files.Key}: expected a certificate and its key in PEM, "
                + $"the key without a password: {e.Message}", e);
        }
    }

    private void Renew((FileStamp, FileStamp) stamps)
    {
        // Once for each change, whatever comes of it.
        _stamps = stamps;
        try
        {
            _current = Load(files);
        }
        catch (IOException e)
        {
            log($"the certificate in use stays: {e.Message}");
        }
    }

    private static string Read(string directive, string path)
    {
        try
        {
            return RegularFile.ReadText(path, LargestFile);
        }
        catch (IOException e)
        {
            throw new IOException($"{directive} {path}: {e.Message}", e);
        }
    }
}
