namespace Ldirectord.RealServers.Support;

/// <summary>nginx with one https port for each certificate, good and bad, and one http port that redirects to them.</summary>
public sealed class CertifiedNginx : RealServer
{
    private CertificateAuthority? _certificates;
    private ChainCertificates? _chains;

    public CertificateAuthority Certificates => _certificates ??= new CertificateAuthority(Path.Combine(Folder.FullName, "tls"));

    internal ChainCertificates Chains => _chains ??= new ChainCertificates(Path.Combine(Folder.FullName, "chains"));

    /// <summary>/HOST/PORT is a redirect to https://HOST:PORT/.</summary>
    public int HttpPort => Ports[^1];

    protected override (string Program, string Package) Software => ("nginx", "nginx-light");

    protected override int PortCount => All.Length + 1;

    private ServerCertificate[] All =>
    [
        Certificates.Good, Certificates.ExpiresSoon, Certificates.Expired, Certificates.NotYetValid, Certificates.OtherName,
        Certificates.SelfSigned,
        Certificates.Foreign, Chains.OfIntermediate, Chains.ShortKey, Chains.BrokenHash, Chains.OfShortKey,
    ];

    public int PortOf(ServerCertificate certificate) => Ports[Array.IndexOf(All, certificate)];

    protected override IEnumerable<string> Configure()
    {
        const string Redirect = "location / { return 200 'It works!'; } location ~ ^/([^/]+)/([0-9]+)$ { return 302 https://$1:$2/; }";
        var servers = All.Select((certificate, port) =>
            $$"""
            server {
              {{Listen(port, " ssl")}} ssl_ciphers DEFAULT@SECLEVEL=0;
              ssl_certificate {{certificate.CertificateFile}}; ssl_certificate_key {{certificate.KeyFile}}; {{Redirect}}
            }
            """);
        var configuration = Write("nginx.conf", $$"""
            {{(Environment.IsPrivilegedProcess ? "user root;" : "")}}
            daemon off;
            pid nginx.pid;
            error_log error.log;
            worker_processes 1;
            events { worker_connections 256; }
            http {
              access_log off;
              client_body_temp_path t1; proxy_temp_path t2; fastcgi_temp_path t3; uwsgi_temp_path t4; scgi_temp_path t5;
              {{string.Join('\n', servers)}}
              server { {{Listen(All.Length, "")}} {{Redirect}} }
            }
            """);
        return ["-p", Folder.FullName, "-e", "error.log", "-c", configuration];
    }

    private string Listen(int port, string how) => $"listen 127.0.0.1:{Ports[port]}{how}; listen [::1]:{Ports[port]}{how};";
}
