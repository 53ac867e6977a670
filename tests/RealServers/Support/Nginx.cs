using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Ldirectord.RealServers.Support;

/// <summary>nginx: http, https with a self-signed certificate, and https that knows no host but www.example.test.</summary>
public sealed class Nginx : RealServer
{
    public int HttpPort => Ports[0];

    public int HttpsPort => Ports[1];

    /// <summary>Refuses the handshake unless SNI names www.example.test.</summary>
    public int NamedHttpsPort => Ports[2];

    protected override (string Program, string Package) Software => ("nginx", "nginx-light");

    protected override int PortCount => 3;

    protected override IEnumerable<string> Configure()
    {
        WriteCertificate();
        Write("www/index.html", "<h1>It works!</h1>\n");
        Write("www/large", new string('x', 3 << 20));
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
              ssl_certificate {{Folder.FullName}}/server.pem;
              ssl_certificate_key {{Folder.FullName}}/server.key;
              root {{Folder.FullName}}/www;
              server {
                {{Listen(0, "")}}
                location = /error { return 500; }
                location = /drop { return 444; }
                location = /to-https { return 302 https://127.0.0.1:{{HttpsPort}}/index.html; }
                location = /host { return 200 "host=$host"; }
                location = /private { auth_basic "private"; auth_basic_user_file {{Write("users", "")}}; }
              }
              server {
                {{Listen(1, "ssl")}}
                location = /error { return 500; }
              }
              server { {{Listen(2, "ssl default_server")}} ssl_reject_handshake on; }
              server { {{Listen(2, "ssl")}} server_name www.example.test; }
            }
            """);
        return ["-p", Folder.FullName, "-e", "error.log", "-c", configuration];
    }

    private string Listen(int port, string how) => $"listen 127.0.0.1:{Ports[port]} {how}; listen [::1]:{Ports[port]} {how};";

    private void WriteCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=somebody else", key, HashAlgorithmName.SHA256);
        // expired, but not verified
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(10));
        Write("server.pem", certificate.ExportCertificatePem());
        Write("server.key", key.ExportPkcs8PrivateKeyPem());
    }
}
