using System.Diagnostics;
using System.Security.Cryptography.X509Certificates;

namespace Ldirectord.RealServers.Support;

/// <summary>
/// Certificates of one root as openssl makes them: of an intermediate authority, and too weak to be proof; PEM files in a folder.
/// </summary>
internal sealed class ChainCertificates
{
    private readonly string _folder;

    /// <param name="folder">Where the files go.</param>
    public ChainCertificates(string folder)
    {
        _folder = Directory.CreateDirectory(folder).FullName;
        const string Script = """
            set -e; umask 077
            cat >x.cnf <<END
            [req]
            distinguished_name=name
            [name]
            [authority]
            basicConstraints=critical,CA:TRUE
            subjectKeyIdentifier=hash
            [server]
            basicConstraints=critical,CA:FALSE
            subjectAltName=IP:127.0.0.1,IP:::1
            END
            issue() { # NAME ISSUER KIND BITS HASH
                openssl req -x509 -config x.cnf -extensions $3 -newkey rsa:$4 -$5 -nodes -days 30 -subj /CN=$1 \
                    -keyout $1.key -out $1.pem ${2:+-CA $2.pem -CAkey $2.key}
            }
            issue root "" authority 2048 sha256
            issue middle root authority 2048 sha256
            issue weak root authority 1024 sha256
            issue of-intermediate middle server 2048 sha256; cat middle.pem >>of-intermediate.pem
            issue short root server 1024 sha256
            issue broken root server 2048 md5
            issue of-short weak server 2048 sha256; cat weak.pem >>of-short.pem
            """;
        var start = new ProcessStartInfo("/bin/sh", ["-c", Script]) { WorkingDirectory = _folder, RedirectStandardError = true };
        using var shell = Process.Start(start)!;
        var said = shell.StandardError.ReadToEnd();
        shell.WaitForExit();
        if (shell.ExitCode != 0)
            throw new InvalidOperationException(said);
    }

    /// <summary>The root that signed all but those of an authority below it.</summary>
    public string Root => PathOf("root.pem");

    /// <summary>The intermediate authority alone, without its root.</summary>
    public string Intermediate => PathOf("middle.pem");

    /// <summary>Signed by <see cref="Intermediate"/>, which the server sends along.</summary>
    public ServerCertificate OfIntermediate => Of("of-intermediate");

    /// <summary>Good but for its key of 1024 bits.</summary>
    public ServerCertificate ShortKey => Of("short");

    /// <summary>Good but for its signature, which is of MD5.</summary>
    public ServerCertificate BrokenHash => Of("broken");

    /// <summary>Good, but signed by an authority, "weak", whose key has 1024 bits.</summary>
    public ServerCertificate OfShortKey => Of("of-short");

    private string PathOf(string file) => Path.Combine(_folder, file);

    private ServerCertificate Of(string name)
    {
        using var certificate = X509CertificateLoader.LoadCertificateFromFile(PathOf($"{name}.pem"));
        return new ServerCertificate(PathOf($"{name}.pem"), PathOf($"{name}.key"), certificate.NotAfter.ToUniversalTime());
    }
}
