using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Ldirectord.RealServers.Support;

/// <summary>
/// A small certificate authority, and certificates as servers have them, good and bad, as PEM files in a folder. A good one is for
/// 127.0.0.1, ::1 and www.example.test and valid for a year.
/// </summary>
public sealed class CertificateAuthority
{
    public const string HostName = "www.example.test";
    public const string OtherHostName = "other.example.test";

    private static readonly DateTimeOffset s_now = DateTimeOffset.UtcNow;

    private readonly string _folder;

    /// <param name="folder">Where the files go; it stays its owner's.</param>
    public CertificateAuthority(string folder)
    {
        _folder = Directory.CreateDirectory(folder).FullName;
        using var authority = Authority("CN=Authority of the tests");
        using var unknown = Authority("CN=Authority that nobody knows");
        CaFile = WritePublic("ca.pem", authority.ExportCertificatePem());
        UnknownCaFile = WritePublic("unknown-ca.pem", unknown.ExportCertificatePem());
        Good = Issue("good", authority, s_now.AddDays(365), HostName);
        ExpiresSoon = Issue("soon", authority, s_now.AddDays(9).AddHours(1), HostName);
        Expired = Issue("expired", authority, s_now.AddDays(-9), HostName);
        NotYetValid = Issue("early", authority, s_now.AddDays(365), HostName, from: s_now.AddDays(30));
        OtherName = Issue("other", authority, s_now.AddDays(365), OtherHostName);
        SelfSigned = Issue("self", null, s_now.AddDays(365), HostName);
        Foreign = Issue("foreign", unknown, s_now.AddDays(365), HostName);
    }

    /// <summary>The authority that signed all but <see cref="SelfSigned"/> and <see cref="Foreign"/>.</summary>
    public string CaFile { get; }

    /// <summary>The authority that signed <see cref="Foreign"/>.</summary>
    public string UnknownCaFile { get; }

    public ServerCertificate Good { get; }

    /// <summary>Good, for nine days more.</summary>
    public ServerCertificate ExpiresSoon { get; }

    /// <summary>Nine days ago.</summary>
    public ServerCertificate Expired { get; }

    /// <summary>In thirty days.</summary>
    public ServerCertificate NotYetValid { get; }

    /// <summary>Good, but for other.example.test alone.</summary>
    public ServerCertificate OtherName { get; }

    public ServerCertificate SelfSigned { get; }

    /// <summary>Signed by another authority.</summary>
    public ServerCertificate Foreign { get; }

    private static X509Certificate2 Authority(string subject)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        return request.CreateSelfSigned(s_now.AddYears(-5), s_now.AddYears(5));
    }

    /// <param name="authority">Null: itself.</param>
    private ServerCertificate Issue(string name, X509Certificate2? authority, DateTimeOffset until, string host,
        DateTimeOffset? from = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={host}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(host);
        if (host == HostName)
        {
            names.AddIpAddress(IPAddress.Loopback);
            names.AddIpAddress(IPAddress.IPv6Loopback);
        }

        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        // server authentication
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false));
        if (authority is not null)
            request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(authority, true, false));
        var since = from ?? s_now.AddDays(-60);
        using var certificate = authority is null ? request.CreateSelfSigned(since, until)
            : request.Create(authority, since, until, RandomNumberGenerator.GetBytes(8));
        var keyFile = Path.Combine(_folder, $"{name}.key");
        File.Delete(keyFile);
        using (var file = new StreamWriter(keyFile, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite
        }))
            file.Write(key.ExportPkcs8PrivateKeyPem());
        return new ServerCertificate(WritePublic($"{name}.pem", certificate.ExportCertificatePem()), keyFile,
            certificate.NotAfter.ToUniversalTime());
    }

    private string WritePublic(string name, string pem)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, pem + "\n");
        return path;
    }
}

/// <summary>Files of a certificate and its key (readable by the owner alone) for a server's configuration.</summary>
/// <param name="NotAfter">UTC, whole seconds.</param>
public sealed record ServerCertificate(string CertificateFile, string KeyFile, DateTime NotAfter);
