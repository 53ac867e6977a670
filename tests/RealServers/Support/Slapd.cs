namespace Ldirectord.RealServers.Support;

/// <summary>slapd with two entries, dc=example,dc=test and cn=u below it, whose password is "p": ldap with STARTTLS, and ldaps.</summary>
public class Slapd : RealServer
{
    public int Port => Ports[0];

    public int TlsPort => Ports[1];

    public string CaFile => Tls.CaFile;

    public string UnknownCaFile => Tls.UnknownCaFile;

    public DateTime CertificateExpires => Tls.Good.NotAfter;

    protected override (string Program, string Package) Software => ("slapd", "slapd");

    protected override int PortCount => 2;

    /// <summary>Lines of its configuration that are not everybody's.</summary>
    protected virtual string Extra => "";

    private CertificateAuthority Tls => field ??= new CertificateAuthority(Path.Combine(Folder.FullName, "tls"));

    private string ConfigurationFile => Path.Combine(Folder.FullName, "slapd.conf");

    protected override Task PrepareAsync()
    {
        Directory.CreateDirectory(Path.Combine(Folder.FullName, "db"));
        Write("slapd.conf", $"""
            include /etc/ldap/schema/core.schema
            modulepath /usr/lib/ldap
            moduleload back_mdb.la
            TLSCertificateFile {Tls.Good.CertificateFile}
            TLSCertificateKeyFile {Tls.Good.KeyFile}
            {Extra}
            database mdb
            maxsize 10485760
            suffix "dc=example,dc=test"
            directory {Folder.FullName}/db
            access to dn.base="ou=hidden,dc=example,dc=test" by users read by * none
            access to * by * read

            """);
        var entries = Write("entries.ldif", """
            dn: dc=example,dc=test
            objectClass: dcObject
            objectClass: organization
            o: Example
            dc: example

            dn: ou=hidden,dc=example,dc=test
            objectClass: organizationalUnit
            ou: hidden

            dn: cn=u,dc=example,dc=test
            objectClass: person
            cn: u
            sn: u
            userPassword: p

            """);
        return RunAsync("/usr/sbin/slapadd", "-f", ConfigurationFile, "-l", entries);
    }

    protected override IEnumerable<string> Configure() =>
    [
        "-d", "0", "-f", ConfigurationFile,
        "-h", $"ldap://127.0.0.1:{Port}/ ldap://[::1]:{Port}/ ldaps://127.0.0.1:{TlsPort}/ ldaps://[::1]:{TlsPort}/",
    ];
}

/// <summary>slapd that refuses anonymous binds.</summary>
public sealed class StrictSlapd : Slapd
{
    protected override string Extra => "disallow bind_anon";
}
