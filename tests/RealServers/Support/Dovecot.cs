using System.Diagnostics;
using System.Text;

namespace Ldirectord.RealServers.Support;

/// <summary>
/// dovecot: imap, imaps, pop, pops, submission and smtps, each plain one also with TLS on command. Users: "user" with
/// <see cref="Password"/>, "odd" with <see cref="OddPassword"/>.
/// </summary>
public class Dovecot : RealServer
{
    /// <summary>With all that has to be quoted, and bytes that cannot be.</summary>
    public const string OddPassword = "s\"e\\c r\u00C3\u00A9t";

    public const string Password = "correct horse";

    /// <summary>The name by which it shows a certificate that has expired.</summary>
    public const string ExpiredName = "expired.example.test";

    private CertificateAuthority? _certificates;

    public CertificateAuthority Certificates => _certificates ??= new CertificateAuthority(Path.Combine(Folder.FullName, "tls"));

    public int Imap => Ports[0];

    public int Imaps => Ports[1];

    public int Pop => Ports[2];

    public int Pops => Ports[3];

    public int Submission => Ports[4];

    /// <summary>Submission with TLS from the first byte.</summary>
    public int Smtps => Ports[5];

    protected override (string Program, string Package) Software => ("dovecot", "dovecot-imapd dovecot-pop3d dovecot-submissiond");

    protected override int PortCount => 6;

    protected virtual string Mechanisms => "plain login";

    protected override IEnumerable<string> Configure()
    {
        // As root its processes are somebody else's, who must come into the folder.
        File.SetUnixFileMode(Folder.FullName, (UnixFileMode)0b111_101_101);
        var (user, group) = Environment.IsPrivilegedProcess ? ("nobody", "nogroup") : (Environment.UserName, OwnGroup());
        var mail = Directory.CreateDirectory(Path.Combine(Folder.FullName, "mail"), (UnixFileMode)0b111_111_111).FullName;
        File.SetUnixFileMode(mail, (UnixFileMode)0b111_111_111);
        File.WriteAllBytes(Path.Combine(Folder.FullName, "passwd"), Encoding.Latin1.GetBytes($"""
            user:{"{PLAIN}"}{Password}:::::
            odd:{"{PLAIN}"}{OddPassword}:::::

            """));
        return ["-F", "-c", Write("dovecot.conf", $$"""
            base_dir = {{Folder.FullName}}/run
            state_dir = {{Folder.FullName}}/run
            log_path = {{Folder.FullName}}/dovecot.log
            protocols = imap pop3 submission
            listen = {{string.Join(", ", Addresses)}}
            default_internal_user = {{user}}
            default_internal_group = {{group}}
            default_login_user = {{user}}
            mail_location = maildir:{{mail}}/%u
            first_valid_uid = 1
            ssl = yes
            ssl_cert = <{{Certificates.Good.CertificateFile}}
            ssl_key = <{{Certificates.Good.KeyFile}}
            local_name {{ExpiredName}} {
              ssl_cert = <{{Certificates.Expired.CertificateFile}}
              ssl_key = <{{Certificates.Expired.KeyFile}}
            }
            disable_plaintext_auth = no
            auth_mechanisms = {{Mechanisms}}
            auth_failure_delay = 0
            # Who has logged in is connected to this server: here, itself.
            submission_relay_host = 127.0.0.1
            submission_relay_port = {{Submission}}
            hostname = mail.example.test
            passdb {
              driver = passwd-file
              args = {{Folder.FullName}}/passwd
            }
            userdb {
              driver = passwd-file
              args = {{Folder.FullName}}/passwd
              default_fields = uid={{user}} gid={{group}} home={{mail}}/%u
            }
            service imap-login {
              chroot =
              inet_listener imap {
                port = {{Imap}}
              }
              inet_listener imaps {
                port = {{Imaps}}
                ssl = yes
              }
            }
            service pop3-login {
              chroot =
              inet_listener pop3 {
                port = {{Pop}}
              }
              inet_listener pop3s {
                port = {{Pops}}
                ssl = yes
              }
            }
            service submission-login {
              chroot =
              inet_listener submission {
                port = {{Submission}}
              }
              inet_listener submissions {
                port = {{Smtps}}
                ssl = yes
              }
            }
            service anvil {
              chroot =
              unix_listener anvil-auth-penalty {
                mode = 0
              }
            }
            service stats {
              chroot =
            }
            """)];
    }

    private static string OwnGroup()
    {
        using var id = Process.Start(new ProcessStartInfo("id", ["-gn"]) { RedirectStandardOutput = true })!;
        return id.StandardOutput.ReadToEnd().Trim();
    }
}

/// <summary>dovecot whose POP3 offers APOP.</summary>
public sealed class ApopDovecot : Dovecot
{
    protected override string Mechanisms => "plain login apop";
}
