namespace Ldirectord.RealServers.Support;

/// <summary>mariadbd with a login "u", whose password is "geheim", and a database "d": a table "t" with a row, and "e" without.</summary>
public class Mariadb : RealServer
{
    public int Port => Ports[0];

    public string CaFile => Tls.CaFile;

    public string UnknownCaFile => Tls.UnknownCaFile;

    protected override (string Program, string Package) Software => ("mariadbd", "mariadb-server");

    private static string[] User => Environment.IsPrivilegedProcess ? ["--user=root"] : [];

    protected virtual ServerCertificate Certificate => Tls.Good;

    protected CertificateAuthority Tls => field ??= new CertificateAuthority(Path.Combine(Folder.FullName, "tls"));

    private string Data => Path.Combine(Folder.FullName, "data");

    protected override Task PrepareAsync() =>
        RunAsync(["/usr/bin/mariadb-install-db", "--no-defaults", $"--datadir={Data}", "--auth-root-authentication-method=normal",
            "--skip-test-db", .. User]);

    // One statement a line.
    protected override IEnumerable<string> Configure() =>
    [
        "--no-defaults", .. User, $"--datadir={Data}", $"--socket={Folder.FullName}/s", $"--pid-file={Folder.FullName}/pid",
        $"--port={Port}",
        "--bind-address=127.0.0.1,::1", "--skip-name-resolve", "--innodb-buffer-pool-size=8M", "--innodb-log-file-size=4M",
        "--performance-schema=OFF",
        "--aria-pagecache-buffer-size=1M", "--key-buffer-size=1M", $"--log-error={Folder.FullName}/log", "--max-allowed-packet=64M",
        "--table-open-cache=100", "--table-open-cache-instances=1",
        $"--ssl-cert={Certificate.CertificateFile}", $"--ssl-key={Certificate.KeyFile}",
        $"--init-file={Write("init.sql", """
            DELETE FROM mysql.global_priv WHERE User='';
            FLUSH PRIVILEGES;
            CREATE DATABASE IF NOT EXISTS d;
            CREATE OR REPLACE TABLE d.t(a int, b varchar(9));
            INSERT INTO d.t VALUES(1, 'eins');
            CREATE OR REPLACE TABLE d.e(a int);
            CREATE USER IF NOT EXISTS u@'%' IDENTIFIED BY 'geheim';
            GRANT ALL ON d.* TO u@'%';

            """)}",
    ];
}

/// <summary>mariadbd whose certificate is for another host.</summary>
public sealed class MisnamedMariadb : Mariadb
{
    protected override ServerCertificate Certificate => Tls.OtherName;
}
